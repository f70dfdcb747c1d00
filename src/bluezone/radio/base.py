"""What every radio can do, whatever it is made of.

A radio carries bytes. It does not know what an id is, keeps no history and decides nothing: the device core says
what to put on air and judges what was heard. One contract suite (tests/contract/test_radio.py) holds for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

ADDRESS_BYTES = 6
MAX_FRAME_BYTES = 31
"""What a legacy advertisement holds (Bluetooth Core 5.4, Vol 6, Part B, 2.3.1)."""

Clock = Callable[[], int]
"""The device's monotonic clock in ms: time is an argument here too."""

_RANDOM_PART = (1 << 46) - 1


@dataclass(frozen=True, slots=True)
class Duty:
    """When a radio is on: `on_ms` out of every `period_ms`, the first time at `offset_ms` of its monotonic clock."""

    on_ms: int
    period_ms: int
    offset_ms: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.on_ms <= self.period_ms:
            raise ValueError(f"a duty of {self.on_ms} ms in {self.period_ms} ms is impossible")
        if not 0 <= self.offset_ms < self.period_ms:
            raise ValueError(f"an offset of {self.offset_ms} ms lies outside the period of {self.period_ms} ms")

    def is_on(self, monotonic_ms: int) -> bool:
        return (monotonic_ms - self.offset_ms) % self.period_ms < self.on_ms

    @property
    def is_continuous(self) -> bool:
        return self.on_ms == self.period_ms

    def next_on(self, monotonic_ms: int) -> int:
        """The first moment, not before this one, at which the radio is on."""
        since_start = (monotonic_ms - self.offset_ms) % self.period_ms
        return monotonic_ms if since_start < self.on_ms else monotonic_ms + self.period_ms - since_start

    def next_switch(self, monotonic_ms: int) -> int:
        """The first moment after this one at which the radio goes on or off; meaningless when it is always on."""
        since_start = (monotonic_ms - self.offset_ms) % self.period_ms
        edge = self.on_ms if since_start < self.on_ms else self.period_ms
        return monotonic_ms + edge - since_start

    def stretches(self, start_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
        """The stretches [from, to) of [start, end) during which the radio is on, in order."""
        at = self.next_on(start_ms)
        while at < end_ms:
            off = end_ms if self.is_continuous else min(self.next_switch(at), end_ms)
            yield at, off
            at = self.next_on(off)


ALWAYS = Duty(on_ms=1_000, period_ms=1_000)


@dataclass(frozen=True, slots=True)
class Address:
    """A random device address, most significant byte first."""

    value: bytes

    def __post_init__(self) -> None:
        if len(self.value) != ADDRESS_BYTES:
            raise ValueError(f"an address has {ADDRESS_BYTES} bytes")

    @classmethod
    def non_resolvable(cls, entropy: bytes) -> Address:
        """A fresh non-resolvable private address from 6 random bytes (Bluetooth Core 5.4, Vol 6, Part B, 1.3.2.2):
        the two top bits are 0 and the rest is neither all zeros nor all ones."""
        if len(entropy) != ADDRESS_BYTES:
            raise ValueError(f"an address is made from {ADDRESS_BYTES} bytes")
        rest = int.from_bytes(entropy, "big") & _RANDOM_PART
        if rest in {0, _RANDOM_PART}:
            rest ^= 1
        return cls(rest.to_bytes(ADDRESS_BYTES, "big"))

    def __str__(self) -> str:
        return ":".join(f"{byte:02X}" for byte in self.value)


@dataclass(frozen=True, slots=True)
class HeardFrame:
    """One advertisement as it arrived, with its scan response appended where there was one."""

    data: bytes
    address: Address
    rssi_dbm: int
    monotonic_ms: int


FrameListener = Callable[[HeardFrame], None]


@dataclass(frozen=True, slots=True)
class OnAir:
    """What a radio was told to send."""

    frame: bytes
    address: Address
    duty: Duty

    def __post_init__(self) -> None:
        if len(self.frame) > MAX_FRAME_BYTES:
            raise ValueError(f"a frame of {len(self.frame)} bytes does not fit into {MAX_FRAME_BYTES}")


@dataclass(frozen=True, slots=True)
class Hearing:
    """The listener that is told what a radio hears."""

    listener: FrameListener
    duty: Duty


class Radio(Protocol):
    """One phone's Bluetooth. All methods may be called in any order and any number of times.

    After `close` a radio neither hears nor sends: what is asked of it then changes nothing, and a read fails.
    When the hardware is lost they raise RadioUnavailableError; the simulated radios never do.
    """

    @property
    def address_with_id(self) -> bool:
        """Whether it sends under the very address that it is given, changed in one restart with the data. Where a
        system draws the addresses itself, as Android does, nobody can promise that."""

    async def advertise(self, frame: bytes, address: Address, duty: Duty) -> None:
        """Put this frame on air under this address from now on, instead of whatever was there before.

        Data and address change in the same restart: the old address is never heard with the new data, nor the other
        way round (where `address_with_id` holds). `frame` has at most 31 bytes, and where a system lets nobody send
        what is not ours it is refused with ValueError.
        """

    async def stop_advertising(self) -> None:
        """Leave the air."""

    async def listen(self, listener: FrameListener, duty: Duty) -> None:
        """Call `listener` for every frame heard while the duty is on, in order of arrival."""

    async def stop_listening(self) -> None:
        """Hear nothing more."""

    async def serve_identity(self, current: Callable[[], bytes]) -> None:
        """Answer reads of the identity characteristic with what `current()` returns at that moment."""

    async def read_identity(self, address: Address) -> bytes:
        """Connect to a peer that was just heard, read its identity, disconnect.

        Raises ReadFailedError when the peer is gone, silent for 10 s or has no such service. The length of the answer
        is not judged here. One connection at a time: a second caller waits for the first.
        """

    async def close(self) -> None:
        """Stop everything and release the hardware. Closing twice is harmless."""
