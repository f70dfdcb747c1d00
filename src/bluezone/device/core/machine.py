"""The phone's judgement about the air: events in, commands out (ARCHITECTURE.md, "The device engine").

Rule 1: everything that decides what is on air, and what of the heard is kept, lives here.
Rule 2: this file touches nothing: no radio, store, clock or chance but what its arguments bring.
Rule 3: no event that a server can cause leads to a command that sends the owner's data; there is no such command.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bluezone.device.core import commands as do
from bluezone.device.core import events as happened
from bluezone.device.core.anchor import (
    ALLOWANCE_MS,
    BEHIND_IS_SUSPECT_MS,
    BootClock,
    agrees,
    believed_ms,
    may_broadcast,
)
from bluezone.device.core.battery import BatteryChoices, BatteryMode
from bluezone.device.core.company import Company
from bluezone.device.core.identity import Identity
from bluezone.device.core.moments import Entropy, Now
from bluezone.device.core.neighbours import Neighbours
from bluezone.device.core.own_power import OwnPower
from bluezone.protocol.advertisement import Advertisement, ReadablePeer
from bluezone.protocol.calendar import DAY_MS, Day, Slot
from bluezone.protocol.config import Configuration, RadioDuty
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.hidden_power import hide_power
from bluezone.protocol.identifiers import ID_BYTES, RollingId
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import HeardBy, Sighting

ADDRESS_ENTROPY_BYTES = 6
_IN_DOUBT_MS = 2 * DAY_MS
_WEAKEST_DBM, _STRONGEST_DBM = -127, 20


@dataclass(slots=True)
class Machine:
    """One phone's state, as far as the air is concerned."""

    identity: Identity
    clock: BootClock
    configuration: Configuration
    entropy: Entropy
    paused: bool = False
    battery: BatteryChoices = field(default_factory=BatteryChoices)
    own_power: OwnPower = field(default_factory=OwnPower)
    garbled: int = 0
    """Frames that claimed to be ours and were not well-formed, since the start."""
    clock_verified: bool = True
    """False while a signed time far behind the wall clock has not been confirmed by an answer to our own nonce."""
    wants_time: bool = False
    """A signed time and the wall clock contradict each other: only an answer to our own nonce can tell."""
    ended: bool = False
    """The service has ended: nothing is sent, heard or kept any more."""
    neighbours: Neighbours = field(default_factory=Neighbours)
    _company: Company = field(default_factory=Company)
    _in_company: bool = False
    """As the radio was told last."""
    _slot: Slot | None = None
    _address: bytes = b""
    """Drawn for the slot: id and address change together, and only at its end."""
    _ids_of: tuple[Day, DaySeed] | None = None
    _ids: tuple[RollingId, ...] = ()
    _on_air: Advertisement | None = None
    _waits_for_time: bool = False
    """Since the start no signed time has come and no day has ended: the clock may be ahead, so nothing is deleted."""
    _fresh: tuple[int, int] | None = None
    """The last time that answered our own nonce, and when it came by the monotonic clock."""

    def handle(self, event: happened.Event) -> list[do.Command]:  # noqa: PLR0911, C901 - one line for each kind of event
        """What to do about it, in order."""
        if self.ended:
            return []
        match event:
            case happened.FrameHeard():
                return self._frame_heard(event)
            case happened.Ticked(now):
                return self._tick(now)
            case happened.IdentityRead():
                return self._identity_read(event)
            case happened.Started(now):
                return self._started(now)
            case happened.TimeProven():
                return self._time_proven(event)
            case happened.KeysRenewed():
                return self._keys_renewed(event)
            case happened.Configured(configuration, now):
                return self._configured(configuration, now)
            case happened.OwnerPaused():
                return self._pause()
            case happened.OwnerResumed(now):
                self.paused = False
                return self._begin(now)
            case happened.OwnerChoseBattery(mode, now):
                return self._choose_battery(mode, now)
            case happened.RadioReturned(now):
                return [] if self.paused else self._begin(now)

    @property
    def current_id(self) -> RollingId | None:
        """What a peer that reads our identity is told; None while we are silent."""
        return self._on_air.rolling_id if self._on_air is not None else None

    @property
    def listening_duty(self) -> RadioDuty:
        """The configuration's, as the owner's choice and company change it; only the pauses between its times of
        listening are ever changed."""
        return self._lonely_duty.in_company if self._in_company else self._lonely_duty

    @property
    def _lonely_duty(self) -> RadioDuty:
        return self.battery.mode.applied_to(self.configuration.duty)

    def next_deadline_ms(self, now: Now) -> int:
        """The wall time at which the machine wants to be ticked again: the end of the slot, or of company."""
        slot_end_ms = Slot.containing(now.wall_ms).end_ms
        if not self._in_company:
            return slot_end_ms
        left_ms = self._company.ends_ms(self._lonely_duty) - now.monotonic_ms
        return min(slot_end_ms, now.wall_ms + left_ms)

    def retire(self, days: frozenset[Day], now: Now) -> list[do.Command]:
        """Retire the seeds of these days, at the owner's consent; a new seed follows with the next slot."""
        self.identity = self.identity.retired_at(Slot.containing(now.wall_ms), days)
        return [do.SaveIdentity(self.identity)]

    def _started(self, now: Now) -> list[do.Command]:
        on_air = [] if self.paused else self._begin(now)
        return self._end_if_due(now) or [do.SaveBootClock(self.clock), *on_air, *self._forget_at_start(now)]

    def _begin(self, now: Now) -> list[do.Command]:
        """Puts the phone on air and has it listen, whatever the radio was told before."""
        return [do.Listen(self.listening_duty), *self._enter(Slot.containing(now.wall_ms), now)]

    def _tick(self, now: Now) -> list[do.Command]:
        slot = Slot.containing(now.wall_ms)
        if slot == self._slot:
            return self._listen_by_company(now.monotonic_ms)
        new_day = self._slot is not None and self._slot.day != slot.day
        if new_day:
            self._company.begin_day(now.monotonic_ms)
        heard = self._listen_by_company(now.monotonic_ms)
        return self._end_if_due(now) or [*self._enter(slot, now), *heard, *(self._forget(now) if new_day else [])]

    def _listen_by_company(self, monotonic_ms: int) -> list[do.Command]:
        """Has the phone listen sooner once it hears anybody, and as before once it is alone again."""
        is_here = self._company.is_here(monotonic_ms, self._lonely_duty)
        if is_here == self._in_company or self.paused:
            return []
        self._in_company = is_here
        return [do.Listen(self.listening_duty)]

    def _enter(self, slot: Slot, now: Now) -> list[do.Command]:
        """Enters a new slot: new id and new address, together; what was known about the neighbours' ids is void."""
        if slot != self._slot:
            self._slot, self._on_air = slot, None
            self._address = self.entropy(ADDRESS_ENTROPY_BYTES)
            self.neighbours.begin_slot(now.monotonic_ms)
        return [] if self.paused else self._put_on_air(slot, now)

    def _put_on_air(self, slot: Slot, now: Now) -> list[do.Command]:
        if not may_broadcast(slot.day.start_ms, self.clock, now.monotonic_ms, verified=self.clock_verified):
            self._on_air = None
            return [do.StopAdvertising()]
        prepared = self.identity.prepared_for(slot, self.entropy)
        saved: list[do.Command] = [] if prepared is self.identity else [do.SaveIdentity(prepared)]
        self.identity = prepared
        self._on_air = self._advertisement(slot) or self._on_air  # a seed just retired serves out its slot
        if self._on_air is None:
            return [*saved, do.StopAdvertising()]
        return [*saved, do.Advertise(self._on_air, self._address, self.configuration.duty)]

    def _advertisement(self, slot: Slot) -> Advertisement | None:
        own = self.identity.seed_for(slot)
        if own is None:
            return None
        if self._ids_of != (slot.day, own.seed):
            self._ids_of, self._ids = (slot.day, own.seed), own.seed.ids_for(slot.day)
        rolling_id = self._ids[slot.index]
        return Advertisement(rolling_id, hidden_power=self._hidden_power(own.seed.key_for(slot.day), rolling_id))

    def _hidden_power(self, day_key: bytes, rolling_id: RollingId) -> int | None:
        """A phone that does not know its power says that it does not, in a byte like any other: so nobody can tell."""
        said = self.configuration.power
        return hide_power(self.own_power.dbm(said.models), day_key, rolling_id) if said.is_said else None

    def _frame_heard(self, event: happened.FrameHeard) -> list[do.Command]:
        if self.paused:
            return []
        try:
            heard = self.neighbours.parse(event.data)
        except MalformedError:
            self.garbled += 1
            return []
        if isinstance(heard, Advertisement):
            return self._keep(heard, HeardBy.ADVERTISEMENT, event, event.monotonic_ms)
        if isinstance(heard, ReadablePeer):
            return self._peer_heard(event)
        return []

    def _peer_heard(self, event: happened.FrameHeard) -> list[do.Command]:
        known = self.neighbours.id_of(event.address)
        if known is not None:
            return self._keep(Advertisement(known), HeardBy.GATT, event, event.monotonic_ms)
        if self.neighbours.wants_read(event.address):
            return [do.ReadIdentity(event.address, event.rssi_dbm)]
        return []

    def _identity_read(self, event: happened.IdentityRead) -> list[do.Command]:
        """Keeps the id that was read. Anything but 12 bytes is none; the peer is left alone until the slot ends."""
        said = event.value if event.value is not None and len(event.value) == ID_BYTES else None
        rolling_id = None if said is None else RollingId(said)
        self.neighbours.was_read(event.address, rolling_id)
        if rolling_id is None or self.paused:
            return []
        return self._keep(Advertisement(rolling_id), HeardBy.GATT, event, event.now.monotonic_ms)

    def _keep(
        self,
        said: Advertisement,
        heard_by: HeardBy,
        event: happened.FrameHeard | happened.IdentityRead,
        monotonic_ms: int,
    ) -> list[do.Command]:
        """Keeps a sighting at most once in 5 s for each id; our own id, played back to us, never."""
        if self._on_air is not None and said.rolling_id == self._on_air.rolling_id:
            return []
        if not self.neighbours.is_news(said.rolling_id, monotonic_ms):
            return []
        wall_ms = max(0, event.now.wall_at(monotonic_ms))
        rssi_dbm = min(_STRONGEST_DBM, max(_WEAKEST_DBM, event.rssi_dbm))
        self._company.hear(monotonic_ms, self._lonely_duty)
        stands_for_s = self._company.stands_for_s(monotonic_ms, self._lonely_duty)
        sighting = Sighting(
            said.rolling_id,
            self.clock.boot,
            monotonic_ms,
            wall_ms,
            rssi_dbm,
            said.tx_power_dbm,
            heard_by,
            stands_for_s,
            said.hidden_power,
        )
        return [do.KeepSighting(sighting), *self._listen_by_company(monotonic_ms)]

    def _time_proven(self, event: happened.TimeProven) -> list[do.Command]:
        """Anchors the clock; leaves the air or comes back to it where that settles how far the clock is believed."""
        refuted = self._refute(event.time_ms, event.now) if event.is_fresh else []
        first = self.clock.anchor_ms is None
        self.clock = self.clock.told(event.time_ms, event.now.wall_ms, event.now.monotonic_ms)
        first = first and self.clock.anchor_ms is not None
        self._ask_if_in_doubt(event)
        verified_before = self.clock_verified
        self.clock_verified = event.now.wall_ms - event.time_ms <= BEHIND_IS_SUSPECT_MS
        saved = [*refuted, do.SaveBootClock(self.clock)]
        if ending := self._end_if_due(event.now):
            return [*saved, *ending]
        changed = verified_before != self.clock_verified and not self.paused
        on_air = self._enter(Slot.containing(event.now.wall_ms), event.now) if changed else []
        return [*saved, *on_air, *(self._forget(event.now) if first else [])]

    def _ask_if_in_doubt(self, event: happened.TimeProven) -> None:
        """Wants a time of our own where one is off that no such time has explained yet."""
        if event.is_fresh:
            self._fresh, self.wants_time = (event.time_ms, event.now.monotonic_ms), False
            return
        expected_ms = event.now.wall_ms
        if self._fresh is not None:
            expected_ms = max(expected_ms, self._fresh[0] + event.now.monotonic_ms - self._fresh[1])
        behind = event.now.wall_ms - event.time_ms > BEHIND_IS_SUSPECT_MS
        self.wants_time = behind or event.time_ms - expected_ms > ALLOWANCE_MS

    def _keys_renewed(self, event: happened.KeysRenewed) -> list[do.Command]:
        """The root's word ends what a stolen key, or an exchange with a wrong clock, has said of the time."""
        if event.withdrawn:
            self.clock = BootClock(self.clock.boot)
            return [do.RefuteProofs(0), do.MatchAnew(), do.SaveBootClock(self.clock)]
        refuted = self._refute(event.time_ms, event.now)
        return [*refuted, do.SaveBootClock(self.clock)] if refuted else []

    def _refute(self, time_ms: int, now: Now) -> list[do.Command]:
        """Two that agree, the wall clock and this time, outvote whatever says that it is later."""
        if not agrees(time_ms, now.wall_ms):
            return []
        before, self.clock = self.clock, self.clock.refuted(time_ms, now.monotonic_ms)
        anew: list[do.Command] = [] if self.clock == before else [do.MatchAnew()]
        return [do.RefuteProofs(time_ms + ALLOWANCE_MS), *anew]

    def _configured(self, configuration: Configuration, now: Now) -> list[do.Command]:
        before, self.configuration = self.configuration, configuration
        if ending := self._end_if_due(now):
            return ending
        is_new = (configuration.duty, configuration.power) != (before.duty, before.power)
        on_air = self._begin(now) if is_new and not self.paused else []
        return [*on_air, *(self._forget(now) if configuration.retention_days < before.retention_days else [])]

    def _pause(self) -> list[do.Command]:
        self.paused, self._on_air = True, None
        return [do.StopAdvertising(), do.StopListening()]

    def _choose_battery(self, mode: BatteryMode, now: Now) -> list[do.Command]:
        """Saves the choice first: whatever is heard is counted by the one on disk. What is on air stays as it is."""
        chosen = self.battery.chosen(mode, now.wall_ms, self.configuration.retention_days)
        if chosen is self.battery:
            return []
        self.battery = chosen
        return [do.SaveBattery(chosen), *([] if self.paused else [do.Listen(self.listening_duty)])]

    def _end_if_due(self, now: Now) -> list[do.Command]:
        """Ends the service once both the wall clock and a proven time say so: neither a clock set forward nor one
        key that lies about the time may erase anything."""
        end_s = self.configuration.shutdown_s
        if end_s is None or min(now.wall_ms, self.clock.proven_ms(now.monotonic_ms)) < end_s * 1000:
            return []
        self.ended, self._on_air = True, None
        return [do.StopAdvertising(), do.StopListening(), do.EndService()]

    def _forget_at_start(self, now: Now) -> list[do.Command]:
        """Forgets at the start; a phone that has ever known a signed time waits for one, or for the day's end: its
        clock may be ahead."""
        self._waits_for_time = bool(self.clock.floor_ms)
        return [] if self._waits_for_time else self._forget(now)

    def keeps_since_ms(self, now: Now) -> int:
        """The moment before which everything is deleted, one rule for all that is kept: not by a clock that runs ahead
        of what is proven, and after a start by what was proven before, until a signed time comes or the day ends."""
        waits = self._waits_for_time
        believed = self.clock.floor_ms if waits else believed_ms(now.wall_ms, self.clock, now.monotonic_ms)
        return max(0, believed - self.configuration.retention_days * DAY_MS)

    def _forget(self, now: Now) -> list[do.Command]:
        """Deletes what retention ends: seeds after 15 days, everything heard after the configured days."""
        self._waits_for_time = False
        today = Day.containing(believed_ms(now.wall_ms, self.clock, now.monotonic_ms))
        kept = self.identity.without_expired(today)
        saved: list[do.Command] = [] if len(kept.seeds) == len(self.identity.seeds) else [do.SaveIdentity(kept)]
        self.identity = kept
        oldest = max(0, today.number - self.configuration.retention_days)
        return [*saved, do.ForgetBefore(Day(oldest)), *self._forget_of_the_future(now)]

    def _forget_of_the_future(self, now: Now) -> list[do.Command]:
        """Deletes what was heard, by its date, in days to come: it matches nothing, and no retention would reach it for
        as long as the clock was ahead. Neither a clock set back nor an old signed time alone may delete anything."""
        if self.clock.anchor_ms is None:
            return []
        return [do.ForgetBeyond(max(now.wall_ms, self.clock.proven_ms(now.monotonic_ms)) + _IN_DOUBT_MS)]
