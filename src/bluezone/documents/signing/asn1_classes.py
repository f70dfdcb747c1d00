"""asn1crypto makes each of its classes ready at the first use, and a thread that uses one while another makes it ready
finds it half made: of two officers who signed in the moment after a start, one was told that their paper was none that
can be signed (asn1crypto 1.5.1, `core.py`: `_setup` fills the table of names in place). So all are made ready by the
thread that loads this room.
"""

from __future__ import annotations

from collections.abc import Iterator

from asn1crypto.core import Asn1Value, Choice


def make_ready() -> None:
    """Makes every class ready that is loaded by now."""
    for one in set(_beneath(Asn1Value)) - {Choice}:  # that one is made of its alternatives, and has none
        one()


def _beneath(one: type[Asn1Value]) -> Iterator[type[Asn1Value]]:
    for child in one.__subclasses__():
        yield child
        yield from _beneath(child)
