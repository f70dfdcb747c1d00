"""What is in a batch or a roll-up (docs/protocol/3-batches.md, "Batch")."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

from bluezone import kernel
from bluezone.conformance.exchange.errors import NothingToTryError, NotMetError, NotTriedError
from bluezone.conformance.exchange.loose import LooseBatch, LooseListed
from bluezone.conformance.exchange.rule import Rule, require
from bluezone.conformance.exchange.rules.listing import LISTED_S
from bluezone.conformance.exchange.visit import Visit
from bluezone.protocol.batch import ENTRY_BYTES, OLDEST_DAYS, PADDING, grid
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import MAX_CONFIG_BYTES, read_configuration
from bluezone.protocol.errors import PeerError
from bluezone.protocol.log import leaf_hash
from bluezone.protocol.signature import Kind

_Place = tuple[int, int, int, int]
"""Day, level, class and format of a group."""
_PAGE = "3-batches.md, Batch"
_DAY_S = 86_400
_LONG_SILENCE_S = 13 * _DAY_S
"""An exchange that was silent for longer goes on with the newest hour alone."""


def every_batch_can_be_read(visit: Visit) -> str:
    lines = visit.listed(Kind.BATCH, Kind.ROLLUP)
    for line in lines:
        try:
            visit.batch(line)
        except NotTriedError as error:
            raise NotMetError(str(error)) from error
    return f"{len(lines)} batches and roll-ups"


def columns_fill_the_file(visit: Visit) -> str:
    for batch in visit.batches:
        counted = sum(group.count for group in batch.header.groups) * ENTRY_BYTES
        found = len(batch.columns)
        require(counted == found, f"{batch.listed.name} counts {counted} bytes of columns and holds {found}")
    return _how_many(visit)


def groups_are_padded(visit: Visit) -> str:
    for batch in visit.batches:
        for group in batch.header.groups:
            padded = group.count >= PADDING and group.count % PADDING == 0
            require(padded, f"{batch.listed.name} has a group of {group.count} entries for {_day(group.day)}")
    return _how_many(visit)


def columns_ascend(visit: Visit) -> str:
    for batch in visit.batches:
        for group, column in batch.columns_by_group():
            whole = len(column) % ENTRY_BYTES == 0
            ascends = whole and kernel.ascending(column, ENTRY_BYTES)
            require(ascends, f"{batch.listed.name} has a column for {_day(group.day)} that does not ascend strictly")
    return _how_many(visit)


def groups_ascend(visit: Visit) -> str:
    for batch in visit.batches:
        places = [group.place for group in batch.header.groups]
        ascend = all(before < after for before, after in itertools.pairwise(places))
        require(ascend, f"the groups of {batch.listed.name} do not ascend strictly")
    return _how_many(visit)


def no_day_is_under_embargo(visit: Visit) -> str:
    for batch in visit.batches:
        for group in batch.header.groups:
            early_s = group.embargo_end_s - batch.header.window_end_s
            require(early_s <= 0, f"{batch.listed.name} holds {_day(group.day)}, {early_s} s before its embargo ended")
    return _how_many(visit)


def no_day_is_too_old(visit: Visit) -> str:
    for batch in visit.batches:
        for group in batch.header.groups:
            young = (group.day + 1) * _DAY_S > batch.header.window_end_s - OLDEST_DAYS * _DAY_S
            require(young, f"{batch.listed.name} holds {_day(group.day)}, which is more than {OLDEST_DAYS} days back")
    return _how_many(visit)


def windows_ended_when_they_were_published(visit: Visit) -> str:
    for batch in visit.batches:
        start_s, end_s = batch.header.window_start_s, batch.header.window_end_s
        require(start_s < end_s, f"the window of {batch.listed.name} ends before it starts")
        ahead_s = end_s - visit.index.issued_s
        require(ahead_s <= 0, f"the window of {batch.listed.name} ends {ahead_s} s after the index was signed")
        listed_s = batch.listed.window_end_s
        require(listed_s == end_s, f"{batch.listed.name} is listed with the window's end {listed_s} and has {end_s}")
    return _how_many(visit)


def windows_meet(visit: Visit) -> str:
    batches = [batch for batch in visit.batches if batch.listed.kind == Kind.BATCH]
    for before, after in itertools.pairwise(batches):
        if after.header.sequence != before.header.sequence + 1:
            continue  # the matter of batch-gap
        between_s = after.header.window_start_s - before.header.window_end_s
        meets = between_s == 0 or between_s >= _LONG_SILENCE_S
        require(meets, f"{after.listed.name} starts {between_s} s after the end of {before.listed.name}")
    return f"{len(batches)} batches"


def no_entry_comes_out_twice(visit: Visit) -> str:
    """Dummies that are those of the hour before would tell which entries are none."""
    taken_back = _taken_back(visit)
    hourly = [batch for batch in visit.batches if batch.listed.kind == Kind.BATCH]
    seen: dict[_Place, dict[bytes, str]] = {}
    for batch in hourly:
        columns = _columns(batch)
        alike = len({frozenset(entries) for entries in columns.values()}) < len(columns)
        require(not alike, f"two groups of {batch.listed.name} hold the same entries")
        if batch.listed.identity not in taken_back:
            for place, entries in columns.items():
                _require_new(batch, place, entries, seen.setdefault(place, {}))
    return f"{len(hourly)} batches"


def a_rollup_is_the_union_of_its_day(visit: Visit) -> str:
    hourly = [batch for batch in visit.batches if batch.listed.kind == Kind.BATCH]
    whole = [batch for batch in _rollups(visit) if hourly and _holds_the_day_of(batch, hourly[0])]
    if not whole:
        raise NothingToTryError("no roll-up is listed with all batches of its day")
    for rollup in whole:
        united, held = _union(visit, rollup, hourly), _columns(rollup)
        for place in united | held:
            where = f"{place[1:]} for {_day(place[0])}"
            same = united.get(place) == held.get(place)
            require(same, f"{rollup.listed.name} is not the union of its day's batches in {where}")
    return f"{len(whole)} roll-ups"


def each_day_that_is_over_has_a_rollup(visit: Visit) -> str:
    """A day is over once a batch is listed whose window ended at its end or later."""
    ends = [batch.header.window_end_s for batch in visit.batches if batch.listed.kind == Kind.BATCH]
    over = {-(-end_s // _DAY_S) * _DAY_S for end_s in ends}
    wanted = sorted(day_s for day_s in over if visit.index.issued_s - LISTED_S < day_s <= max(ends))
    if not wanted:
        raise NothingToTryError("no day is over")
    made = [batch.header.window_end_s for batch in visit.batches if batch.listed.kind == Kind.ROLLUP]
    for day_s in wanted:
        many = made.count(day_s)
        require(many == 1, f"{many} roll-ups are listed for the day that ended at {day_s}, and one is due")
    return f"{len(wanted)} days"


def every_group_of_the_grid_is_there(visit: Visit) -> str:
    days_of = functools.cache(lambda sequence: _tracing_days(visit, sequence))
    hourly = [batch for batch in visit.batches if batch.listed.kind == Kind.BATCH]
    for batch in hourly:
        _require_grid(batch, days_of(batch.header.config_sequence))
    return f"{len(hourly)} batches"


def _tracing_days(visit: Visit, sequence: int) -> int:
    path = f"/v1/config/{sequence}"
    try:
        return read_configuration(visit.fetched(path, MAX_CONFIG_BYTES), visit.keys).profile.tracing_days
    except PeerError as error:
        raise NotTriedError(f"{path} cannot be read: {error}") from error


def _require_grid(batch: LooseBatch, tracing_days: int) -> None:
    end_s = batch.header.window_end_s
    if not OLDEST_DAYS * _DAY_S < end_s < 65_535 * _DAY_S:
        raise NotTriedError(f"the window of {batch.listed.name} ends at {end_s}")
    there = {group.place for group in batch.header.groups}
    for key in grid(end_s, tracing_days):
        place = (key.day.number, int(key.level), int(key.infectivity), int(key.format))
        require(place in there, f"{batch.listed.name} has no group {place[1:]} for {_day(place[0])}")


def _require_new(batch: LooseBatch, place: _Place, entries: set[bytes], seen: dict[bytes, str]) -> None:
    again = next((seen[entry] for entry in entries if entry in seen), "")
    require(not again, f"{batch.listed.name} has an entry of {again} again, in {place[1:]} for {_day(place[0])}")
    seen.update(dict.fromkeys(entries, batch.listed.name))


def _rollups(visit: Visit) -> Iterator[LooseBatch]:
    for rollup in visit.batches:
        if rollup.listed.kind == Kind.ROLLUP:
            start_s, end_s = rollup.header.window_start_s, rollup.header.window_end_s
            is_a_day = end_s % _DAY_S == 0 and end_s - start_s == _DAY_S
            require(is_a_day, f"{rollup.listed.name} is from {start_s} to {end_s}, which is no UTC day")
            yield rollup


def _holds_the_day_of(rollup: LooseBatch, oldest: LooseBatch) -> bool:
    """Whether all batches of its day are listed: not those of the day that is half forgotten."""
    return oldest.header.sequence == 1 or oldest.header.window_start_s <= rollup.header.window_start_s


def _union(visit: Visit, rollup: LooseBatch, hourly: list[LooseBatch]) -> dict[_Place, set[bytes]]:
    """Unites the batches of its day, group by group, but those that were taken back before it was made."""
    before = _taken_back(visit, before=rollup.listed)
    united: dict[_Place, set[bytes]] = {}
    for batch in hourly:
        of_the_day = rollup.header.window_start_s < batch.header.window_end_s <= rollup.header.window_end_s
        if of_the_day and batch.listed.identity not in before:
            for place, entries in _columns(batch).items():
                united.setdefault(place, set()).update(entries)
    return united


def _taken_back(visit: Visit, before: LooseListed | None = None) -> set[bytes]:
    """Identities of what listed revocations name; of those alone that the log has before a file."""
    revocations = [line for line in visit.index.files if line.kind == Kind.REVOCATION]
    if before is not None:
        made = _leaf(visit, before)
        revocations = [line for line in revocations if _leaf(visit, line) < made]
    return {visit.revocation(line).identity for line in revocations}


def _leaf(visit: Visit, line: LooseListed) -> int:
    """Finds this file in the log. Raises NotTriedError if it is nowhere there."""
    try:
        return visit.leaves.index(leaf_hash(Kind(line.kind), line.sequence, line.identity))
    except ValueError as error:
        raise NotTriedError(f"{line.name} is no leaf of the log") from error


def _columns(batch: LooseBatch) -> dict[_Place, set[bytes]]:
    """The entries of each group."""
    return {
        group.place: {bytes(column[at : at + ENTRY_BYTES]) for at in range(0, len(column), ENTRY_BYTES)}
        for group, column in batch.columns_by_group()
    }


def _how_many(visit: Visit) -> str:
    return f"{len(visit.batches)} batches and roll-ups"


def _day(number: int) -> str:
    return Day(number).date.isoformat()


RULES = (
    Rule(
        "batch-form", _PAGE, "Every batch begins with its magic and a header that can be read.", every_batch_can_be_read
    ),
    Rule(
        "batch-window",
        _PAGE,
        "A window has ended before the index lists it, and is listed with its end.",
        windows_ended_when_they_were_published,
    ),
    Rule(
        "batch-windows-meet",
        _PAGE,
        "A window starts where the one before it ended, or 13 days or more after that.",
        windows_meet,
    ),
    Rule("batch-columns", _PAGE, "The columns are exactly as long as their counts say.", columns_fill_the_file),
    Rule("batch-padding", _PAGE, "Every group holds a multiple of 16 entries, and at least 16.", groups_are_padded),
    Rule("batch-order", _PAGE, "The entries of a column ascend strictly.", columns_ascend),
    Rule("batch-groups", _PAGE, "The groups ascend strictly by Day, level, class and format.", groups_ascend),
    Rule(
        "batch-grid",
        _PAGE,
        "Every group of the grid is there, whether or not anything happened.",
        every_group_of_the_grid_is_there,
    ),
    Rule(
        "batch-drawn-anew",
        _PAGE,
        "No entry comes out twice in one place, but for those of a batch that was taken back.",
        no_entry_comes_out_twice,
    ),
    Rule(
        "rollup-union",
        _PAGE,
        "A roll-up is the union of its UTC day's batches, but of those taken back before it was made.",
        a_rollup_is_the_union_of_its_day,
    ),
    Rule(
        "rollup-day",
        _PAGE,
        "Each UTC day in which a window ended has one roll-up, once it is over.",
        each_day_that_is_over_has_a_rollup,
    ),
    Rule(
        "embargo", "2-keys.md, Embargo", "No Day comes out before 02:00 UTC of the next one.", no_day_is_under_embargo
    ),
    Rule("batch-age", _PAGE, "No Day is more than 21 days older than its window.", no_day_is_too_old),
)
