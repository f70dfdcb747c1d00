"""Entries from a tally page, and the book that adds each of them up exactly once.

An entry is four counts under a random id. The book keeps the sums of a team's day, and of the ids only a digest each,
so that a page which sends its entries again is recognised. It keeps no entry: which of them said "refused" is gone as
soon as it is added.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from bluezone.rollout.errors import TallyError, Untallied
from bluezone.rollout.tally.tokens import FieldToken, TeamCode
from bluezone.vietnam.words import Words

ID_BYTES = 16
MOST_OF_AN_ENTRY = 500
MOST_ENTRIES = 1_000
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people a team counted, by what came of it."""

    helped: int = 0
    installed: int = 0
    """On the spot, of those who were helped."""
    no_smartphone: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        if min(self.helped, self.installed, self.no_smartphone, self.refused) < 0 or self.installed > self.helped:
            raise ValueError("not a tally")

    def plus(self, other: Tally) -> Tally:
        return Tally(
            self.helped + other.helped,
            self.installed + other.installed,
            self.no_smartphone + other.no_smartphone,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page sends: counts under an id that the page drew at random."""

    id: bytes
    tally: Tally

    def __post_init__(self) -> None:
        counts = (self.tally.helped, self.tally.no_smartphone, self.tally.refused)
        if len(self.id) != ID_BYTES or max(counts) > MOST_OF_AN_ENTRY or not any(counts):
            raise ValueError("not an entry")


@dataclass(frozen=True, slots=True)
class TallyBook:
    """Sums by team and day, and digests of the ids that are in them."""

    sums: Mapping[tuple[TeamCode, dt.date], Tally] = field(default_factory=dict)
    taken: frozenset[bytes] = frozenset()

    def total(self) -> Tally:
        return _sum(self.sums.values())


@dataclass(frozen=True, slots=True)
class Receipt:
    """The book with the entries in it, and how many of them were new."""

    book: TallyBook
    added: int
    known: int
    """Were in the book before; the page may forget them just as well."""


def take(book: TallyBook, token: FieldToken, entries: Iterable[Entry]) -> Receipt:
    """Adds each entry once, however often it is sent."""
    new: dict[bytes, Tally] = {}
    known = 0
    for entry in entries:
        digest = _digest(token, entry.id)
        if digest in book.taken or digest in new:
            known += 1
        else:
            new[digest] = entry.tally
    if not new:
        return Receipt(book, 0, known)
    key = (token.team, token.day)
    total = book.sums.get(key, Tally()).plus(_sum(new.values()))
    return Receipt(TallyBook({**book.sums, key: total}, book.taken | new.keys()), len(new), known)


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """One entry in a page's JSON; a field for a name would be refused here, not ignored."""

    id: str
    helped: int = 0
    installed: int = 0
    no_smartphone: int = 0
    refused: int = 0


_LINES = msgspec.json.Decoder(list[_Line])


def parse_entries(data: bytes) -> tuple[Entry, ...]:
    """Parses the entries in a page's JSON: a list of objects. Raises TallyError, and has then taken none."""
    if len(data) > MOST_BYTES:
        raise _malformed()
    try:
        lines = _LINES.decode(data)
        if len(lines) > MOST_ENTRIES:
            raise _malformed()
        return tuple(
            Entry(bytes.fromhex(line.id), Tally(line.helped, line.installed, line.no_smartphone, line.refused))
            for line in lines
        )
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _malformed() from error


def _digest(token: FieldToken, identity: bytes) -> bytes:
    """Hashes an id under the team and the day, so that nobody can use up another team's ids."""
    scope = f"{token.directive}/{token.team.text}/{token.day:%Y%m%d}/".encode()
    return hashlib.sha256(scope + identity).digest()[:ID_BYTES]


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total = total.plus(tally)
    return total


def _malformed() -> TallyError:
    return TallyError(
        Untallied.MALFORMED, Words("Dữ liệu đếm không đọc được.", "These are no entries of a tally page.")
    )
