"""One living phone: core, radio, store, clock and exchange joined; its owner's acts, its beginning and its end.

Nothing here decides what a server could use: disclosures start in `consent_and_disclose` and `resume_disclosure`, which
only the owner's tap calls. The machine's commands are carried out in air_shell.py, what happens by itself stands in
rhythm.py, what passes between phone and servers in correspondence.py, and from phone to phone in moving_over.py.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection

from bluezone.device.air_shell import AirShell, RadioProblem
from bluezone.device.core import disclosing, events
from bluezone.device.core.battery import BatteryMode
from bluezone.device.core.feed import Feed
from bluezone.device.core.machine import Machine
from bluezone.device.core.moments import Now
from bluezone.device.core.outbox import Outgoing
from bluezone.device.correspondence import Correspondence, UpdateReport
from bluezone.device.errands import Errands
from bluezone.device.errors import ConsentError, StoreError
from bluezone.device.looking_up import find_place
from bluezone.device.moving_over import ELSEWHERE, MovingOver, require_at_work
from bluezone.device.ports import Surroundings
from bluezone.device.saved import HandedOver, SavedDevice
from bluezone.device.store import Store
from bluezone.protocol.calendar import Day, Slot
from bluezone.protocol.codes import normalise_code
from bluezone.protocol.venue import Venue
from bluezone.radio.errors import RadioError

__all__ = ["Device", "Surroundings", "UpdateReport", "start_device"]


class Device:
    """One phone. Made by `start_device`."""

    def __init__(self, around: Surroundings, saved: SavedDevice) -> None:
        self.around = around
        """What this phone stands on: radio, store, exchange, clock, chance."""
        self._saved = saved
        self._air = AirShell(around, saved, self._end_service)
        self._correspondence = Correspondence(around, saved, self._air.happened)
        self.errands = Errands(around.tell_failure)
        """What this phone does by itself, and which of it fails just now."""
        self.moves = MovingOver(around, saved, self._air, self._correspondence)
        """How this phone's place is given to another one, and another's taken."""
        self._ended = asyncio.Event()
        if saved.ended:
            self._ended.set()

    # what others may look at

    @property
    def store(self) -> Store:
        return self.around.store

    @property
    def feed(self) -> Feed:
        return self._saved.feed

    @property
    def machine(self) -> Machine:
        return self._air.machine

    @property
    def radio_problem(self) -> RadioProblem | None:
        """Why the radio does not do what it was told; None when it does."""
        return self._air.radio_problem

    @property
    def paused(self) -> bool:
        return self.machine.paused

    @property
    def is_on_air(self) -> bool:
        """Whether others hear this phone just now."""
        return self._air.identity() != b""

    @property
    def has_just_spoken(self) -> bool:
        """The owner's last message took the place of a cover whose turn has not come yet. Another one now would stand
        out behind it."""
        return self._correspondence.has_just_spoken

    @property
    def ended(self) -> bool:
        """The outbreak was declared over: this phone has erased itself and does nothing any more."""
        return self._saved.ended

    @property
    def handed_over(self) -> HandedOver | None:
        """What this phone has handed over to another: then it is silent, and asks and tells nobody anything."""
        return self._saved.handed_over

    @property
    def is_at_rest(self) -> bool:
        """Whether this phone does nothing any more: it has ended, or another one stands in its place."""
        return self.ended or self.handed_over is not None

    @property
    def draft(self) -> disclosing.Draft | None:
        """The disclosure under way, or the one that ended last."""
        return self._saved.draft

    @property
    def last_update(self) -> UpdateReport:
        """What came of the latest look for news in this life."""
        return self._correspondence.last_update

    @property
    def needs_time(self) -> bool:
        """The clock looks wrong, and only an answer to our own nonce can tell."""
        return self.machine.wants_time

    def now(self) -> Now:
        return Now.read(self.around.clock)

    # the air

    async def tick(self) -> None:
        """Follows the clock: changes id and address if a slot ended, forgets if a day did, mends what had failed."""
        await self._air.look()

    async def pause(self) -> None:
        """Switches the radio off, at the owner's wish."""
        if self.is_at_rest:
            return
        self._saved.save_paused(paused=True)
        await self._air.happened(events.OwnerPaused(self.now()))

    async def resume(self) -> None:
        """Switches the radio on again, at the owner's wish. A phone that has handed over is taken back instead."""
        if self.is_at_rest:
            return
        self._saved.save_paused(paused=False)
        await self._air.happened(events.OwnerResumed(self.now()))

    async def choose_battery(self, mode: BatteryMode) -> None:
        """Has this phone listen more, or less, as its owner chooses. How it speaks stays as it is."""
        if not self.ended:
            await self._air.happened(events.OwnerChoseBattery(mode, self.now()))

    # news

    async def update(self) -> UpdateReport:
        """Fetch what is new, believe what holds, match it, warn. Never raises for what others did wrong."""
        if self.is_at_rest:
            return UpdateReport(0, 0, "the service has ended" if self.ended else ELSEWHERE)
        return await self._correspondence.update()

    async def place_of(self, unit: str, typed: str) -> Venue | None:
        """The place whose code its owner has typed. Raises UnreachableError or PeerError."""
        return await find_place(self.around, self._saved, unit, typed)

    async def send_report(self, sealed: bytes) -> None:
        """The owner has read what was sealed here, and tapped.

        Raises UncertainError when it has perhaps been taken, UnreachableError or PeerError when it was not.
        """
        require_at_work(self._saved)
        await self._correspondence.send_report(sealed)

    async def send_kept(self, outgoing: Outgoing) -> None:
        """Sends a message that is kept in the outbox: there it has perhaps arrived from now on, until it has.

        Raises what `send_report` raises; the message then waits.
        """
        require_at_work(self._saved)
        await self._correspondence.send_kept(outgoing)

    async def send_cover(self) -> None:
        """Calls that say nothing, now. Failing is harmless: nobody waits for them. Raises StoreError."""
        if not self.is_at_rest:
            await self._correspondence.send_cover()

    async def take_turn(self) -> None:
        """Speaks because cover's turn has come: with what its owner has tapped for and left to it, or with nothing to
        say; or not at all, where an act of the owner's has taken this turn already. Raises StoreError."""
        if not self.is_at_rest:
            await self._correspondence.take_turn()

    # disclosure: only ever by the owner's act

    async def consent_and_disclose(
        self, typed_code: str, days: Collection[Day], *, link: bool = False
    ) -> disclosing.Draft:
        """The owner has read what will leave, and tapped: retire these days' seeds, commit, redeem, upload.

        `link` is the owner's other consent; it is kept with the draft and used by whoever resumes it.

        Raises MalformedError for a mistyped code, ConsentError when there is nothing to disclose or one disclosure is
        still open, UnreachableError or PeerError when it could not be finished; the draft is then kept.
        """
        code = normalise_code(typed_code)
        require_at_work(self._saved)
        if self.draft is not None and not self.draft.is_over:
            raise ConsentError("another disclosure is not finished yet")
        now = self.now()
        await self._air.obey(self.machine.retire(frozenset(days), now))
        seeds = self.machine.identity.disclosable(days, Slot.containing(now.wall_ms))
        if not seeds:
            raise ConsentError("there is nothing to disclose for these days")
        return await self._correspondence.disclose(disclosing.new_draft(code, seeds, self.around.entropy, link=link))

    async def resume_disclosure(self) -> disclosing.Draft:
        """The owner taps "try again"."""
        require_at_work(self._saved)
        if self.draft is None or self.draft.is_over:
            raise ConsentError("there is no unfinished disclosure")
        return await self._correspondence.disclose(self.draft)

    async def abandon_disclosure(self) -> None:
        """The owner gives up an unfinished disclosure. Its seeds stay retired for ever."""
        await self._correspondence.give_up()

    def forget_links(self) -> None:
        """Forgets what the owner agreed to have linked: it is sealed, or is not to be."""
        self._saved.forget_links()

    # life

    async def begin(self) -> None:
        """Puts the phone on air and has it listen, unless its owner has paused it; peers may read who it is now."""
        await self.around.radio.serve_identity(self._air.identity)
        with contextlib.suppress(StoreError):  # what could not be saved is tried again at every look at the clock
            await self._air.happened(events.Started(self.now()))

    async def end_of_service(self) -> None:
        """Waits until the outbreak is declared over."""
        await self._ended.wait()

    async def close(self) -> None:
        """Leave the air and write down what was heard."""
        await self._air.stop_reading()
        with contextlib.suppress(RadioError):
            await self.around.radio.close()
        self.store.close()

    async def erase(self, *, silent: bool = False) -> None:
        """The owner's wish: all that this phone knows is gone, and it begins anew; `silent` until the owner resumes."""
        if self.ended:
            return  # nothing is left but the mark of the end
        await self._air.leave()
        self._correspondence.forget()
        self._saved.erase(self.around.entropy)
        if silent:
            self._saved.save_paused(paused=True)
        self._air.begin_anew()
        await self._air.happened(events.Started(self.now()))

    async def _end_service(self) -> None:
        await self._air.stop_reading()
        self._correspondence.forget()
        self._saved.end()
        self._ended.set()


async def start_device(around: Surroundings, *, silent: bool = False) -> Device:
    """A phone that has begun: its identity on disk, itself on air and listening (unless the owner had paused it).

    `silent`: off the air until the owner resumes, which here is the first time: nobody has agreed to anything yet.
    """
    saved = SavedDevice.load(around.store, around.entropy)
    if silent and not saved.ended:
        saved.save_paused(paused=True)
    device = Device(around, saved)
    await device.begin()
    return device
