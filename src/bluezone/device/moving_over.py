"""From phone to phone: only ever by the owner's act. What moves, and what does not, is decided in moving.py."""

from __future__ import annotations

from collections.abc import Mapping

from bluezone.device.air_shell import AirShell
from bluezone.device.core import events
from bluezone.device.core.moments import Now
from bluezone.device.correspondence import Correspondence
from bluezone.device.errors import ConsentError, StoreError
from bluezone.device.moving import Origin, Settings, arrival_of, gather, require_of_use
from bluezone.device.ports import Surroundings
from bluezone.device.saved import HandedOver, SavedDevice, kept_in
from bluezone.protocol.calendar import Slot
from bluezone.protocol.handover import KEY_ENTROPY, Handover, HandoverError, handover_key

ELSEWHERE = "this phone has handed over to another"
_TRANSFER_BYTES = 16


def require_at_work(saved: SavedDevice) -> None:
    """Requires that this phone has neither ended nor been handed over. Raises ConsentError."""
    if saved.ended or saved.handed_over is not None:
        raise ConsentError("the service has ended" if saved.ended else ELSEWHERE)


class MovingOver:
    """Gives a phone's place to another one, takes it back, and takes another's."""

    def __init__(self, around: Surroundings, saved: SavedDevice, air: AirShell, correspondence: Correspondence) -> None:
        self._around = around
        self._saved = saved
        self._air = air
        self._correspondence = correspondence

    async def hand_over(self) -> HandedOver:
        """Leaves the air for good, for another phone's sake: all seeds are retired before there is a key to a file.

        Raises ConsentError while a disclosure is open or the clock is known to be wrong, and StoreError; this phone
        then goes on as before.
        """
        require_at_work(self._saved)
        self._require_nothing_open()
        before = self._air.machine.paused
        await self._air.happened(events.OwnerPaused(self._now()))
        await self._air.stop_reading()
        try:
            return self._hand_over(self._now())
        except StoreError:
            if not before:
                await self._air.happened(events.OwnerResumed(self._now()))
            raise

    def gather(self, chosen: Settings) -> Handover:
        """What another phone is to take over. Raises ConsentError where this one has not handed over."""
        made, store = self._saved.handed_over, self._around.store
        if made is None:
            raise ConsentError("this phone has not handed over")
        kept = kept_in(store, self._air.machine.battery)
        return gather(store, kept, Origin(made.transfer_id, made.made_ms, self._around.root.value), chosen)

    async def take_back(self) -> None:
        """Makes this phone its owner's again, though another may have taken its place: it goes on with new seeds."""
        if self._saved.handed_over is None:
            return
        self._saved.take_back()
        if not self._saved.paused:
            await self._air.happened(events.OwnerResumed(self._now()))

    def require_of_use(self, handover: Handover) -> None:
        """Requires that this phone can take over what another has handed over. Raises HandoverError."""
        made, taken = self._saved.transfers_made, self._saved.transfers_taken
        require_of_use(handover, self._around.root.value, self._now(), made=made, taken=taken)

    async def take_over(self, handover: Handover, own: Mapping[str, bytes]) -> None:
        """Takes another phone's place: all that this one knew is gone, but what it has learnt of what is published and
        `own`, values of its pages. It begins with new seeds, and stays off the air if it was.

        Raises ConsentError, HandoverError or StoreError; then nothing was changed.
        """
        require_at_work(self._saved)
        self.require_of_use(handover)
        arrival = arrival_of(handover)
        await self._air.leave()
        try:
            self._saved.take_over(handover, arrival, self._around.entropy, own)
        except (StoreError, HandoverError):
            await self._air.happened(events.RadioReturned(self._now()))
            raise
        self._correspondence.begin_anew()
        self._air.begin_anew()
        await self._air.happened(events.Started(self._now()))

    def _now(self) -> Now:
        return Now.read(self._around.clock)

    def _require_nothing_open(self) -> None:
        now, draft = self._now(), self._saved.draft
        if draft is not None and (not draft.is_over or draft.links):
            raise ConsentError("a disclosure is not finished yet")
        if now.wall_ms < self._air.machine.clock.earliest_wall_ms(now.monotonic_ms):
            raise ConsentError("the clock of this phone is wrong")

    def _hand_over(self, now: Now) -> HandedOver:
        identity, entropy = self._air.machine.identity, self._around.entropy
        retired = identity.retired_at(Slot.containing(now.wall_ms), identity.days())
        made = HandedOver(entropy(_TRANSFER_BYTES), now.wall_ms, handover_key(entropy(KEY_ENTROPY)))
        self._around.store.flush()
        self._saved.hand_over(made, retired)
        self._air.machine.identity = retired
        return made
