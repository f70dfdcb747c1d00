"""The phone's judgement about the air: events in, commands out (ARCHITECTURE.md, "The device engine").

Rule 1: everything that decides what is on air, and what of the heard is kept, lives here.
Rule 2: this file touches nothing: no radio, store, clock or chance but what its arguments bring.
Rule 3: no event that a server can cause leads to a command that sends the owner's data; there is no such command.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

from bluezone.device.core import commands as do
from bluezone.device.core import events as happened
from bluezone.device.core.anchor import BEHIND_IS_SUSPECT_MS, BootClock, may_broadcast
from bluezone.device.core.identity import Identity
from bluezone.device.core.moments import Entropy, Now
from bluezone.protocol.advertisement import Advertisement, ReadablePeer, parse_advertisement
from bluezone.protocol.calendar import Day, Slot
from bluezone.protocol.config import Configuration
from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.identifiers import ID_BYTES, RollingId
from bluezone.protocol.sighting import MIN_INTERVAL_MS, HeardBy, Sighting

MAX_NEIGHBOURS = 4_096
"""Distinct frames and peers remembered within a slot; a flood beyond that evicts the oldest, and costs no memory."""
ADDRESS_ENTROPY_BYTES = 6

_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(slots=True)
class Machine:
    """One phone's state, as far as the air is concerned."""

    identity: Identity
    clock: BootClock
    configuration: Configuration
    entropy: Entropy
    paused: bool = False
    tx_power_dbm: int | None = None
    garbled: int = 0
    """Frames that claimed to be ours and were not well-formed, since the start."""
    clock_verified: bool = True
    """False while a signed time far behind the wall clock has not been confirmed by an answer to our own nonce."""
    _slot: Slot | None = None
    _ids: tuple[RollingId, ...] = ()
    _on_air: Advertisement | None = None
    _last_kept: OrderedDict[RollingId, int] = field(default_factory=OrderedDict)
    _parsed: OrderedDict[bytes, Advertisement | ReadablePeer | None] = field(default_factory=OrderedDict)
    _peers: OrderedDict[bytes, RollingId | None] = field(default_factory=OrderedDict)
    """Address of an iPhone-style peer → its id, or None: being read, or not readable until the slot ends."""

    def handle(self, event: happened.Event) -> list[do.Command]:  # noqa: PLR0911 - one line for each kind of event
        """What to do about it, in order."""
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
            case happened.Configured(configuration, now):
                return self._configured(configuration, now)
            case happened.OwnerPaused():
                return self._pause()
            case happened.OwnerResumed(now):
                return self._resume(now)

    @property
    def current_id(self) -> RollingId | None:
        """What a peer that reads our identity is told; None while we are silent."""
        return self._on_air.rolling_id if self._on_air is not None else None

    def next_deadline_ms(self, now: Now) -> int:
        """The wall time at which the machine wants to be ticked again: the end of the slot."""
        return Slot.containing(now.wall_ms).end_ms

    def retire(self, days: frozenset[Day], now: Now) -> list[do.Command]:
        """Retire the seeds of these days, at the owner's consent; a new seed follows with the next slot."""
        slot = Slot.containing(now.wall_ms)
        self.identity = self.identity.retired_at(slot, days)
        return [do.SaveIdentity(self.identity)]

    def _started(self, now: Now) -> list[do.Command]:
        self._slot = None
        on_air = [] if self.paused else self._resume(now)
        return [do.SaveBootClock(self.clock), *self._forget(now), *on_air]

    def _tick(self, now: Now) -> list[do.Command]:
        slot = Slot.containing(now.wall_ms)
        if slot == self._slot:
            return []
        new_day = self._slot is not None and self._slot.day != slot.day
        return [*self._enter(slot, now), *(self._forget(now) if new_day else [])]

    def _enter(self, slot: Slot, now: Now) -> list[do.Command]:
        """A new slot: new id and new address, together; what was known about the neighbours' ids is void."""
        before = self._slot
        self._slot = slot
        self._parsed.clear()
        self._peers.clear()
        for rolling_id, kept_ms in list(self._last_kept.items()):
            if now.monotonic_ms - kept_ms >= MIN_INTERVAL_MS:
                del self._last_kept[rolling_id]
        if self.paused:
            return []
        if not may_broadcast(slot.day.start_ms, self.clock, now.monotonic_ms, verified=self.clock_verified):
            self._on_air = None
            return [do.StopAdvertising()]
        prepared = self.identity.prepared_for(slot, self.entropy)
        saved: list[do.Command] = [] if prepared is self.identity else [do.SaveIdentity(prepared)]
        changed = prepared is not self.identity or before is None or before.day != slot.day
        self.identity = prepared
        return [*saved, self._advertise(slot, refresh=changed)]

    def _advertise(self, slot: Slot, *, refresh: bool) -> do.Advertise:
        own = self.identity.seed_for(slot)
        if own is None:
            raise InvalidValueError("no seed serves this slot")
        if refresh or not self._ids:
            self._ids = own.seed.ids_for(slot.day)
        self._on_air = Advertisement(self._ids[slot.index], self.tx_power_dbm)
        return do.Advertise(self._on_air, self.entropy(ADDRESS_ENTROPY_BYTES), self.configuration.duty)

    def _frame_heard(self, event: happened.FrameHeard) -> list[do.Command]:
        try:
            heard = self._parse(event.data)
        except MalformedError:
            self.garbled += 1
            return []
        if isinstance(heard, Advertisement):
            return self._keep(heard.rolling_id, heard.tx_power_dbm, HeardBy.ADVERTISEMENT, event)
        if isinstance(heard, ReadablePeer):
            return self._peer_heard(event)
        return []

    def _parse(self, data: bytes) -> Advertisement | ReadablePeer | None:
        """Parsing once for each frame and slot: the same 23 bytes come many times a second."""
        if data in self._parsed:
            return self._parsed[data]
        heard = parse_advertisement(data)
        _remember(self._parsed, data, heard)
        return heard

    def _peer_heard(self, event: happened.FrameHeard) -> list[do.Command]:
        if event.address not in self._peers:
            _remember(self._peers, event.address, None)
            return [do.ReadIdentity(event.address, event.rssi_dbm)]
        known = self._peers[event.address]
        if known is None:
            return []
        return self._keep(known, None, HeardBy.GATT, event)

    def _identity_read(self, event: happened.IdentityRead) -> list[do.Command]:
        if event.value is None or len(event.value) != ID_BYTES:
            _remember(self._peers, event.address, None)
            return []
        rolling_id = RollingId(event.value)
        _remember(self._peers, event.address, rolling_id)
        return self._keep(rolling_id, None, HeardBy.GATT, event)

    def _keep(
        self,
        rolling_id: RollingId,
        tx_power_dbm: int | None,
        heard_by: HeardBy,
        event: happened.FrameHeard | happened.IdentityRead,
    ) -> list[do.Command]:
        """At most once in 5 s for each id; our own id, played back to us, not at all."""
        now = event.now
        moment = event.monotonic_ms if isinstance(event, happened.FrameHeard) else now.monotonic_ms
        last = self._last_kept.get(rolling_id)
        if last is not None and moment - last < MIN_INTERVAL_MS:
            return []
        if self.paused or (self._on_air is not None and rolling_id == self._on_air.rolling_id):
            return []
        _remember(self._last_kept, rolling_id, moment)
        wall_ms = max(0, now.wall_at(moment))
        rssi_dbm = min(20, max(-127, event.rssi_dbm))
        sighting = Sighting(rolling_id, self.clock.boot, moment, wall_ms, rssi_dbm, tx_power_dbm, heard_by)
        return [do.KeepSighting(sighting)]

    def _time_proven(self, event: happened.TimeProven) -> list[do.Command]:
        self.clock = self.clock.anchored(event.time_ms, event.now.monotonic_ms)
        self.clock_verified = event.now.wall_ms - event.time_ms <= BEHIND_IS_SUSPECT_MS
        return [do.SaveBootClock(self.clock)]

    def _configured(self, configuration: Configuration, now: Now) -> list[do.Command]:
        duty_changed = configuration.duty != self.configuration.duty
        self.configuration = configuration
        if not duty_changed or self.paused:
            return []
        return self._resume(now)

    def _pause(self) -> list[do.Command]:
        self.paused, self._on_air = True, None
        return [do.StopAdvertising(), do.StopListening()]

    def _resume(self, now: Now) -> list[do.Command]:
        self.paused, self._slot = False, None
        return [do.Listen(self.configuration.duty), *self._enter(Slot.containing(now.wall_ms), now)]

    def _forget(self, now: Now) -> list[do.Command]:
        """Retention is enforced by deleting: seeds after 15 days, everything heard after the configured days."""
        today = Day.containing(now.wall_ms)
        kept = self.identity.without_expired(today)
        saved: list[do.Command] = [] if len(kept.seeds) == len(self.identity.seeds) else [do.SaveIdentity(kept)]
        self.identity = kept
        oldest = max(0, today.number - self.configuration.retention_days)
        return [*saved, do.ForgetBefore(Day(oldest))]


def _remember(memory: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > MAX_NEIGHBOURS:
        memory.popitem(last=False)
