"""Challenges for proofs of work, and how hard they are (docs/protocol/5-calls.md, "Proof of work").

A challenge carries its own time and difficulty under a key that lives only in this process, so that handing one out
costs no memory; only challenges that somebody worked for are remembered, and only while they could be used again.
Failed guesses are counted by network in memory, under that same key, and forgotten every hour. Guessing becomes dearer,
first in the networks concerned, then everywhere; and where far more were wrong than people mistype, short codes rest
until the hour is over. Of several processes each counts what comes to it by network, and all of them together what
comes in all (guesses.py). A challenge is good where it was handed out, and nowhere else: that it is used once needs no
word between processes. Long codes, which nobody can guess, never rest and never grow dear. What counts is the
price when the work is handed in, or challenges could be hoarded while they are cheap.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from bluezone.exchange.errors import RefusedCallError
from bluezone.exchange.networks import HourlyCounts
from bluezone.exchange.ports import HOUR_S, Entropy
from bluezone.exchange.settings import ALIKE_PREFIXES, ExchangeSettings
from bluezone.protocol.errors import VerificationError
from bluezone.protocol.messages import Refusal
from bluezone.protocol.proof_of_work import CEILING_BITS, CHALLENGE_BYTES, CHALLENGE_LIFETIME_S, verify

_TIME_BYTES, _BITS_BYTES, _DRAWN_BYTES, _MAC_BYTES = 4, 1, 4, 7
_COVERED = _TIME_BYTES + _BITS_BYTES + _DRAWN_BYTES
_RISE_FORGIVEN_BITS = 1
"""By so much the price may rise between a phone's question and its work; beyond it the phone asks once more."""
assert _COVERED + _MAC_BYTES == CHALLENGE_BYTES


@dataclass(frozen=True, slots=True)
class WrongCodes:
    """How many wrong short codes came in an hour, and from no network in particular."""

    hour: int
    """Since 1970."""
    in_all: int
    alike: int
    """To which one network adds no more than the others may."""


NO_WRONG_CODES = WrongCodes(0, 0, 0)


class Challenges:
    """Hands out challenges, takes work for them once, and counts failed guesses."""

    def __init__(self, settings: ExchangeSettings, entropy: Entropy, key: bytes | None = None) -> None:
        """Draws a key where none is given. Only a bench gives one, to do the phones' work before it measures."""
        self._settings = settings
        self._entropy = entropy
        key = entropy(32) if key is None else key
        self._keyed = hmac.new(key, digestmod="sha256")
        """Has read the key, and is copied for each challenge: to begin anew takes longer than all the rest."""
        self._spent: dict[int, set[bytes]] = {}
        self._others = NO_WRONG_CODES
        self._failures = HourlyCounts(key, most_of_one=ALIKE_PREFIXES * settings.failures_per_prefix)

    def issue(self, network: str, now_s: int) -> tuple[bytes, int, int]:
        """(challenge, bits for a short code, bits for a long one)."""
        bits = self.short_bits(network, now_s)
        covered = (now_s & 0xFFFFFFFF).to_bytes(_TIME_BYTES, "big") + bytes([bits]) + self._entropy(_DRAWN_BYTES)
        return covered + self._mac(covered), bits, self._settings.work_bits

    def spend(self, challenge: bytes, commitment: bytes, work: bytes, network: str, now_s: int, *, short: bool) -> None:
        """Takes the work for a challenge, once. Raises RefusedCallError if it is not good."""
        if not self.is_ours(challenge):
            raise RefusedCallError(Refusal.WORK, "the challenge is not ours")
        covered = challenge[:_COVERED]
        issued_s = int.from_bytes(covered[:_TIME_BYTES], "big")
        if not issued_s <= now_s & 0xFFFFFFFF < issued_s + CHALLENGE_LIFETIME_S:
            raise RefusedCallError(Refusal.WORK, "the challenge has expired")
        if short and self.short_codes_rest(network, now_s):
            raise RefusedCallError(Refusal.BUSY, "too many wrong codes came in this hour")
        bits = self.due_bits(covered[_TIME_BYTES], network, now_s) if short else self._settings.work_bits
        try:
            verify(challenge, commitment, work, bits)
        except VerificationError as error:
            raise RefusedCallError(Refusal.WORK, "the work is missing or too small") from error
        self._remember(challenge, issued_s, now_s)

    def is_ours(self, challenge: bytes) -> bool:
        """Whether this process handed the challenge out, at whatever time."""
        return hmac.compare_digest(challenge[_COVERED:], self._mac(challenge[:_COVERED]))

    def short_bits(self, network: str, now_s: int) -> int:
        """What a guess at a short code costs from this network now."""
        here = self._failures.of(network, now_s) // self._settings.failures_per_prefix
        everywhere = (
            self._failures.in_all_alike(now_s) + self._elsewhere(now_s).alike
        ) // self._settings.failures_everywhere
        # A bit doubles the price; so many bits as the count has, beyond the threshold, keep pace with any guesser.
        return min(CEILING_BITS, self._settings.work_bits + here.bit_length() + everywhere.bit_length())

    def short_codes_rest(self, network: str, now_s: int) -> bool:
        """Whether short codes are taken no more in this hour, from this network or from any: what a machine can pay
        must not decide how many codes it tries. Whoever has a short code then comes back later, or gets a long one."""
        return (
            self._failures.of(network, now_s) >= self._settings.guesses_per_prefix
            or self.wrong_in_all(now_s) >= self._settings.guesses_everywhere
        )

    def due_bits(self, issued_bits: int, network: str, now_s: int) -> int:
        """What a guess costs now with a challenge that was handed out at a price."""
        return max(issued_bits, self.short_bits(network, now_s) - _RISE_FORGIVEN_BITS)

    def count_failure(self, network: str, now_s: int, times: int = 1) -> None:
        """Counts a wrong code from this network, or so many that came in one second."""
        self._failures.add(network, now_s, times)

    def wrong_in_all(self, now_s: int) -> int:
        """Wrong codes of this hour, with those that other processes told of."""
        return self._failures.in_all(now_s) + self._elsewhere(now_s).in_all

    def wrong_here(self, now_s: int) -> WrongCodes:
        """Wrong codes of this hour that came to this process."""
        return WrongCodes(now_s // HOUR_S, self._failures.in_all(now_s), self._failures.in_all_alike(now_s))

    def wrong_elsewhere(self, told: WrongCodes) -> None:
        """Takes note of how many came to other processes."""
        self._others = told

    def _elsewhere(self, now_s: int) -> WrongCodes:
        return self._others if self._others.hour == now_s // HOUR_S else NO_WRONG_CODES

    @property
    def remembered(self) -> int:
        """How many spent challenges and networks are kept in memory."""
        return sum(map(len, self._spent.values())) + len(self._failures)

    def _remember(self, challenge: bytes, issued_s: int, now_s: int) -> None:
        minute = issued_s // 60
        spent = self._spent.setdefault(minute, set())
        if challenge in spent:
            raise RefusedCallError(Refusal.WORK, "the challenge was used before")
        spent.add(challenge)
        oldest = ((now_s & 0xFFFFFFFF) - CHALLENGE_LIFETIME_S) // 60
        for old in [known for known in self._spent if known < oldest]:
            del self._spent[old]

    def _mac(self, covered: bytes) -> bytes:
        keyed = self._keyed.copy()
        keyed.update(covered)
        return keyed.digest()[:_MAC_BYTES]
