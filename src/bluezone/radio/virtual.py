"""The radio of crowds: thousands of phones in one process under simulated time, one event for a frame received.

Who is near whom is given; the air says what arrives; duty cycles are arithmetic, so that time costs nothing and only
receptions do. Nothing here waits: every method completes at once, and time passes in `VirtualAir.advance` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bluezone.protocol.gatt import READ_TIMEOUT_MS
from bluezone.radio import draws
from bluezone.radio.air import Air, AirParameters, Path
from bluezone.radio.base import Address, Duty, FrameListener, HeardFrame, Hearing, OnAir
from bluezone.radio.errors import ReadFailedError

FRAME_INTERVAL_MS = 1_000
"""Phones send several frames a second; a second's worth counts as one, since a phone keeps one in five seconds."""

_PHASE = 11  # the purpose of the draw that says when in the interval a phone sends

ContactRow = tuple[int, int, int, int, float]
"""(start ms, end ms, one phone, the other phone, distance in metres): the two are so far apart during [start, end)."""


class VirtualAir:
    """The air between all phones of one simulated world, and its clock."""

    def __init__(
        self,
        parameters: AirParameters,
        seed: int,
        contacts: Iterable[ContactRow],
        *,
        start_ms: int = 0,
        frame_interval_ms: int = FRAME_INTERVAL_MS,
    ) -> None:
        """`contacts` come sorted by start; they are read only as far as time has come."""
        self._air = Air(parameters, seed)
        self._seed = seed
        self._interval_ms = frame_interval_ms
        self._now_ms = start_ms
        self._contacts = _in_order(contacts)
        self._next_contact = next(self._contacts, None)
        self._open_contacts: list[ContactRow] = []
        self._radios: dict[int, VirtualRadio] = {}
        self._paths: dict[tuple[int, int], Path] = {}

    @property
    def now_ms(self) -> int:
        return self._now_ms

    def radio(self, phone: int, *, clock_offset_ms: int = 0) -> VirtualRadio:
        """The radio of this phone, always the same one; its own monotonic clock is ahead of the air's by the offset."""
        if phone not in self._radios:
            phase = draws.key(self._seed, _PHASE, phone) % self._interval_ms
            self._radios[phone] = VirtualRadio(self, phone, clock_offset_ms, phase)
        return self._radios[phone]

    def louder_db(self, phone: int) -> float:
        """Tells by how many dB this phone sends more strongly than the mean."""
        return self._air.louder_db(phone)

    def advance(self, to_ms: int) -> int:
        """Let time pass, and deliver all receptions in (now, to] in order of time. Returns how many there were.

        What is on air, and who listens, holds for the whole stretch: call it up to each moment at which a phone is to
        change something, a slot's boundary above all. Listeners may not call it.
        """
        if to_ms < self._now_ms:
            raise ValueError("time does not run backwards")
        delivered, latest = 0, None
        for reception in sorted(self._receptions(self._now_ms + 1, to_ms + 1), key=_Reception.order):
            frame = (reception.at_ms, reception.sender, reception.receiver)
            if frame == latest:
                continue  # two rows tell of the same meeting; the nearer one, which comes first, counts
            latest = frame
            self._now_ms = reception.at_ms
            reception.deliver()
            delivered += 1
        self._now_ms = to_ms
        return delivered

    def distance_m(self, one: int, other: int) -> float | None:
        """How far apart the two are now; None when out of each other's sight."""
        self._admit(self._now_ms + 1)
        pair = {one, other}
        rows = (row for row in self._open_contacts if row[0] <= self._now_ms < row[1])
        return min((row[4] for row in rows if {row[2], row[3]} == pair), default=None)

    def reader_target(self, address: Address, reader: int) -> VirtualRadio | None:
        """The phone on air under this address, if the reader hears it before giving up."""
        target = next((radio for radio in self._radios.values() if radio.is_named(address)), None)
        if target is None or (distance_m := self.distance_m(target.phone, reader)) is None:
            return None
        path = self._path(target, self.radio(reader))
        soon = target.sent_moments(self._now_ms, self._now_ms + READ_TIMEOUT_MS, self._interval_ms)
        return target if self._air.heard(path, distance_m, soon) else None

    def _receptions(self, start_ms: int, end_ms: int) -> Iterator[_Reception]:
        for start, end, one, other, distance_m in self._contacts_during(start_ms, end_ms):
            first, second = self._radios.get(one), self._radios.get(other)
            if first is None or second is None:
                continue
            stretch = (max(start, start_ms), min(end, end_ms))
            yield from self._one_way(first, second, distance_m, stretch)
            yield from self._one_way(second, first, distance_m, stretch)

    def _contacts_during(self, start_ms: int, end_ms: int) -> list[ContactRow]:
        self._open_contacts = [row for row in self._open_contacts if row[1] > start_ms]
        self._admit(end_ms)
        return self._open_contacts

    def _admit(self, until_ms: int) -> None:
        while self._next_contact is not None and self._next_contact[0] < until_ms:
            self._open_contacts.append(self._next_contact)
            self._next_contact = next(self._contacts, None)

    def _one_way(
        self, sender: VirtualRadio, receiver: VirtualRadio, distance_m: float, stretch: tuple[int, int]
    ) -> Iterator[_Reception]:
        on_air, hearing = sender.on_air, receiver.hearing
        if on_air is None or hearing is None:
            return
        ahead = sender.clock_offset_ms - receiver.clock_offset_ms
        for start, end in hearing.duty.stretches(*_shifted(stretch, receiver.clock_offset_ms)):
            for sent in on_air.duty.stretches(start + ahead, end + ahead):
                moments = sender.frame_moments(*_shifted(sent, -sender.clock_offset_ms), self._interval_ms)
                for at_ms, rssi_dbm in self._air.heard(self._path(sender, receiver), distance_m, moments):
                    yield _Reception(at_ms, sender, receiver, on_air, hearing.listener, rssi_dbm)

    def _path(self, sender: VirtualRadio, receiver: VirtualRadio) -> Path:
        pair = (sender.phone, receiver.phone)
        path = self._paths.get(pair)
        if path is None:
            path = self._paths[pair] = self._air.path(*pair)
        return path


class VirtualRadio:
    """One phone on a `VirtualAir`."""

    def __init__(self, air: VirtualAir, phone: int, clock_offset_ms: int, phase_ms: int) -> None:
        self.phone = phone
        self.clock_offset_ms = clock_offset_ms
        self.on_air: OnAir | None = None
        self.hearing: Hearing | None = None
        self._air = air
        self._phase_ms = phase_ms
        self._identity: Callable[[], bytes] | None = None
        self._closed = False

    @property
    def address_with_id(self) -> bool:
        return True

    async def advertise(self, frame: bytes, address: Address, duty: Duty) -> None:
        if not self._closed:
            self.on_air = OnAir(bytes(frame), address, duty)

    async def stop_advertising(self) -> None:
        self.on_air = None

    async def listen(self, listener: FrameListener, duty: Duty) -> None:
        if not self._closed:
            self.hearing = Hearing(listener, duty)

    async def stop_listening(self) -> None:
        self.hearing = None

    async def serve_identity(self, current: Callable[[], bytes]) -> None:
        self._identity = current

    async def read_identity(self, address: Address) -> bytes:
        peer = None if self._closed else self._air.reader_target(address, self.phone)
        if peer is None:
            raise ReadFailedError("the peer is gone")
        return peer.answer()

    async def close(self) -> None:
        self._closed = True
        self.on_air = self.hearing = self._identity = None

    def answer(self) -> bytes:
        """What a reader gets."""
        if self._identity is None:
            raise ReadFailedError("the peer serves no identity")
        return bytes(self._identity())

    def is_named(self, address: Address) -> bool:
        return self.on_air is not None and self.on_air.address == address

    def frame_moments(self, start_ms: int, end_ms: int, interval_ms: int) -> range:
        """When this phone sends a frame during [start, end) of the air's time."""
        return range(start_ms + (self._phase_ms - start_ms) % interval_ms, end_ms, interval_ms)

    def sent_moments(self, start_ms: int, end_ms: int, interval_ms: int) -> Iterator[int]:
        """When, during [start, end) of the air's time, it does send one, its duty considered."""
        if self.on_air is not None:
            for stretch in self.on_air.duty.stretches(*_shifted((start_ms, end_ms), self.clock_offset_ms)):
                yield from self.frame_moments(*_shifted(stretch, -self.clock_offset_ms), interval_ms)


@dataclass(slots=True)
class _Reception:
    at_ms: int
    sender: VirtualRadio
    receiver: VirtualRadio
    on_air: OnAir
    listener: FrameListener
    rssi_dbm: int

    def order(self) -> tuple[int, int, int, int]:
        return self.at_ms, self.sender.phone, self.receiver.phone, -self.rssi_dbm

    def deliver(self) -> None:
        own_ms = self.at_ms + self.receiver.clock_offset_ms
        self.listener(HeardFrame(self.on_air.frame, self.on_air.address, self.rssi_dbm, own_ms))


def _shifted(stretch: tuple[int, int], by_ms: int) -> tuple[int, int]:
    return stretch[0] + by_ms, stretch[1] + by_ms


def _in_order(contacts: Iterable[ContactRow]) -> Iterator[ContactRow]:
    """The rows, each checked as it is reached."""
    latest_ms = None
    for row in contacts:
        start, end, one, other, distance_m = row
        if latest_ms is not None and start < latest_ms:
            raise ValueError(f"contact rows come sorted by start; one at {start} ms follows one at {latest_ms} ms")
        if not start < end or one == other or not 0 <= distance_m < float("inf"):
            raise ValueError(f"phones {one} and {other} cannot meet from {start} to {end} ms at {distance_m} m")
        latest_ms = start
        yield row
