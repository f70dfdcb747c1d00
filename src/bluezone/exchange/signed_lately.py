"""Which certificates this process has signed, so that one that comes back need not be verified with a curve again.

What is remembered is a hash of all of a certificate's bytes, as the store keeps it of one that was used: whoever brings
other bytes is verified as ever. It is no permission either: the list is asked for the key, and the rules for the rest,
of every upload. In memory alone; forgotten by the first that comes two lifetimes of a certificate later, or sooner
where too many come.
"""

from __future__ import annotations

from bluezone.protocol.disclosure import CERTIFICATE_LIFETIME_S

_MOST = 65_536
"""In each of two generations: 15 MB in all. It is as many as a nation's staff hand codes out for in half a day."""


class SignedLately:
    """Hashes in two generations; the older is dropped when the younger is full or as old as a certificate gets."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._younger: set[bytes] = set()
        self._older: set[bytes] = set()
        self._since_s = 0

    def note(self, certificate: bytes, now_s: int) -> None:
        """Remembers a certificate's hash."""
        self._grow_old(now_s)
        self._younger.add(certificate)

    def knows(self, certificate: bytes, now_s: int) -> bool:
        """Whether a certificate with this hash was signed here and is still remembered."""
        self._grow_old(now_s)
        return certificate in self._younger or certificate in self._older

    def __len__(self) -> int:
        return len(self._younger) + len(self._older)

    def _grow_old(self, now_s: int) -> None:
        age_s = abs(now_s - self._since_s)
        if len(self._younger) < self._most and age_s < CERTIFICATE_LIFETIME_S:
            return
        self._older = self._younger if age_s < 2 * CERTIFICATE_LIFETIME_S else set()
        self._younger, self._since_s = set(), now_s
