"""What was published in a day, as a list that phones of August 2020 read (docs/protocol/2-keys.md, "Original format").

From published files alone, verified as a phone verifies them: the exchange adds nothing that is not public already. So
the list holds the dummies too, and only confirmed cases, for the original knows no level. A revoked batch is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bluezone.exchange.errors import RequestError
from bluezone.exchange.ports import DAY_S
from bluezone.protocol.batch import ENTRY_BYTES, Batch, Format, read_batch
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import VerificationError
from bluezone.protocol.index import MAX_INDEX_BYTES, Index, Published, read_index
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.original import MAX_ENTRIES, write_exposure_list
from bluezone.protocol.revocation import MAX_REVOCATION_BYTES, read_revocation
from bluezone.protocol.signature import MAX_KEY_LIST_BYTES, KeyList, Kind, VerifyingKey, read_key_list

Fetch = Callable[[str, int], bytes]
"""(a path below the mirror, such as `v1/index`; at most so many bytes). Raises OSError where there is nothing."""


@dataclass(frozen=True, slots=True)
class OriginalList:
    """A day's list, and what went into it."""

    day: Day
    """UTC day in which it was published."""
    text: bytes
    entries: int
    batches: int
    revoked: int


def original_list(fetch: Fetch, root: VerifyingKey, day: Day | None = None, *, most: int = MAX_ENTRIES) -> OriginalList:
    """The list of a day; unless told, of the newest day that is over. Raises RequestError, or what a phone would."""
    keys = read_key_list(fetch("v1/newest-keys", MAX_KEY_LIST_BYTES), root)
    index = read_index(fetch("v1/index", MAX_INDEX_BYTES), keys).index
    chosen = _newest_whole_day(index) if day is None else day
    listed = [file for file in index.of_kind(Kind.BATCH) if _day_of(file) == chosen]
    if not listed:
        raise RequestError(f"nothing that was published on {chosen.date} is listed")
    revoked = _revoked(fetch, index, keys)
    standing = [file for file in listed if (file.sequence, file.identity) not in revoked]
    seeds = sorted({seed for file in standing for seed in _cases(_read(fetch, file, keys))}, key=_place)
    if len(seeds) > most:
        raise RequestError(f"{len(seeds)} entries are more than the {most} that a list may hold")
    return OriginalList(chosen, write_exposure_list(seeds), len(seeds), len(standing), len(listed) - len(standing))


def _day_of(file: Published) -> Day:
    """The day in whose roll-up the batch stands: a window that ends at midnight belongs to the day before."""
    return Day((file.window_end_s - 1) // DAY_S)


def _newest_whole_day(index: Index) -> Day:
    return Day(index.issued_s // DAY_S - 1)


def _revoked(fetch: Fetch, index: Index, keys: KeyList) -> set[tuple[int, bytes]]:
    """(sequence, identity) of every batch that two persons took back."""
    files = index.of_kind(Kind.REVOCATION)
    read = [read_revocation(fetch(file.path[1:], MAX_REVOCATION_BYTES), keys) for file in files]
    return {(one.revoked, one.identity) for one in read if one.kind is Kind.BATCH}


def _read(fetch: Fetch, file: Published, keys: KeyList) -> Batch:
    batch, opened = read_batch(fetch(file.path[1:], file.size), Kind.BATCH, keys)
    if opened.identity != file.identity:
        raise VerificationError(f"batch {file.sequence} is not the file that the index names")
    return batch


def _cases(batch: Batch) -> Iterator[tuple[Day, DaySeed]]:
    for group in batch.groups:
        if (group.key.format, group.key.level) == (Format.SEED16, Level.F0):
            column = bytes(group.column)
            for at in range(0, len(column), ENTRY_BYTES):
                yield group.key.day, DaySeed(column[at : at + ENTRY_BYTES])


def _place(entry: tuple[Day, DaySeed]) -> tuple[int, bytes]:
    """Orders entries by day and by nothing that would tell who belongs to whom."""
    return entry[0].number, entry[1].value
