"""What one door bears, in one frozen object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many may come, how much they may send, and how long they may take for it."""

    connections: int = 2_048
    """At once, in all; fewer where the process has few descriptors."""
    of_one_address: int = 256
    """At once, of IPv6 of one /64; behind a proxy, of one that the proxy names, while a request of it is there."""
    share_of_descriptors: float = 0.5
    """Of what the process may open, this door takes no more: the rest is the other doors', the store's and files'."""
    head_bytes: int = 32_768
    headers: int = 100
    head_s: float = 10
    """For the head of a request, from the connection on, or from its first byte on one that is kept."""
    rest_s: float = 15
    """Between two requests."""
    body_bytes: int = 65_536
    """The longest body that is read to its end."""
    kept_bytes: int = 1 << 30
    """Of a body, so much at most is handed on, and lies in memory until then."""
    body_s: float = 10
    """For a body, beside what its length takes at the least speed."""
    bytes_per_s: int = 16_384
    """The least speed at which a body is sent, and an answer fetched: a third of what an old 3G phone does."""
    longest_s: float = 300
    """For any body or answer, however long it is."""
    answer_s: float = 20
    """For fetching an answer, beside what its length takes at the least speed."""
    bytes_in_all: int = 256 << 20
    """Of bodies that lie in memory, of everybody together, and as much again of answers that are not fetched yet.
    Beyond it the caller who holds most has to leave."""

    def __post_init__(self) -> None:
        numbers = [getattr(self, name) for name in self.__slots__]
        if min(numbers) <= 0 or self.share_of_descriptors > 1:
            raise ValueError("bounds are positive, and a share is at most 1")

    def seconds_for_body(self, length: int) -> float:
        """How long a body of so many bytes may take."""
        return min(self.longest_s, self.body_s + length / self.bytes_per_s)

    def seconds_for_answer(self, length: int) -> float:
        """How long somebody may take to fetch so many bytes."""
        return min(self.longest_s, self.answer_s + length / self.bytes_per_s)
