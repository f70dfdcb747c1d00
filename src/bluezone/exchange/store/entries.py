"""Seeds and venue entries in the store, from staging to publication; and the daily total of uploads.

A row is a place in a published file and nothing else. Until its window is out it is a secret; afterwards it is public,
and the mark that told dummies from seeds is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from bluezone.exchange.store.at_once import Question, Row, Told, told_at_once
from bluezone.exchange.store.many import Added, Among, Write
from bluezone.exchange.store.mingling import forget_dummies
from bluezone.exchange.store.replacing import add_or_replace
from bluezone.exchange.store.tables import certificates, entries, marks, totals, windows
from bluezone.exchange.store.waiting import open_ends
from bluezone.protocol.batch import Format, GroupKey, Infectivity
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import Level


class StagedEntry(msgspec.Struct, frozen=True, gc=False):
    """16 bytes and where they will be published."""

    window_end_s: int
    group: GroupKey
    entry: bytes


@dataclass(frozen=True, slots=True)
class Window:
    """A closed window."""

    sequence: int
    start_s: int
    end_s: int
    config_sequence: int
    tracing_days: int
    published: bool = False


@dataclass(frozen=True, slots=True)
class KnownOfUploads:
    """What the store knows before it takes uploads."""

    used: set[bytes]
    """Hashes of certificates that were used before."""
    levels: dict[tuple[bytes, int], Level]
    """The highest level at which each seed is staged or published already, by seed and number of its day."""
    closed_until_s: int


KNOWN = Among(entries.c.entry, (entries.c.entry, entries.c.day, entries.c.level, entries.c.format))
_ADDED = Added(
    (
        entries.c.window_end_s,
        entries.c.day,
        entries.c.level,
        entries.c.infectivity,
        entries.c.format,
        entries.c.entry,
        entries.c.dummy,
    )
)
_USED = Among(certificates.c.hash, (certificates.c.hash,))
_CERTIFIED = Added(tuple(certificates.c))
OPENED = "opened_s"
"""The mark that says in which hour the exchange opened."""
ENDS = Question(
    f"SELECT max({windows.c.end_s.name}), (SELECT {marks.c.value.name} FROM {marks.name}"  # noqa: S608 - names of ours
    f" WHERE {marks.c.name.name} = '{OPENED}') FROM {windows.name}"
)


def known_levels(
    connection: sa.Connection, wanted: Sequence[bytes], form: Format = Format.SEED16
) -> dict[tuple[bytes, int], Level]:
    """The highest level at which each of these is staged or published already, by entry and number of its day.

    Formats are kept apart: whoever has scanned a poster could else upload its next alert as a seed, and so prevent it.
    """
    return _levels(KNOWN.rows(connection, wanted), form)


def asked_of_uploads(dialect: sa.Dialect, hashes: Sequence[bytes], seeds: Sequence[bytes]) -> list[Question]:
    """Asks about uploads by the hashes of their certificates and by their seeds, of either at least one."""
    return [_USED.for_values(dialect, hashes), KNOWN.for_values(dialect, seeds), ENDS]


def known_of_uploads(answers: Sequence[Told]) -> KnownOfUploads:
    """What was answered to that."""
    used, known, ends = answers
    return KnownOfUploads({one for (one,) in used.rows}, _levels(known.rows, Format.SEED16), closed_until_in(ends))


def _levels(rows: Sequence[Row], form: Format) -> dict[tuple[bytes, int], Level]:
    known: dict[tuple[bytes, int], Level] = {}
    for entry, day, level, its_form in rows:
        if its_form == form:
            place = (entry, day)
            known[place] = min(Level(level), known.get(place, Level(level)))
    return known


def add_entries(connection: sa.Connection, staged: Iterable[StagedEntry], *, dummy: bool = False) -> None:
    _ADDED.add(connection, _rows(staged, dummy=dummy))


def as_uploaded(used: Sequence[tuple[bytes, int]], day: Day, staged: Iterable[StagedEntry]) -> list[Write]:
    """Remembers (hash, expiry) of each certificate as used on this day, and adds what came with them."""
    certified = [(one, expires_s, day.number) for one, expires_s in used]
    return [(_CERTIFIED, certified), (_ADDED, _rows(staged, dummy=False))]


def _rows(staged: Iterable[StagedEntry], *, dummy: bool) -> list[Row]:
    """Rows in the order of the columns. Hundreds of entries share a dozen groups, so that the numbers of each are
    looked up once; it is kept beside them, or its id would be another's."""
    known: dict[int, tuple[GroupKey, Row]] = {}
    rows, is_dummy = [], int(dummy)
    for one in staged:
        found = known.get(id(one.group))
        if found is None:
            found = known[id(one.group)] = one.group, _numbers(one.group)
        rows.append((one.window_end_s, *found[1], one.entry, is_dummy))
    return rows


def _numbers(group: GroupKey) -> Row:
    return group.day.number, int(group.level), int(group.infectivity), int(group.format)


def move_into_window(connection: sa.Connection, end_s: int, oldest: Day) -> None:
    """Moves seeds that waited for windows never closed into this one; those too old for any window are erased."""
    late = [end for end in open_ends(connection) if end < end_s]
    connection.execute(entries.update().where(entries.c.window_end_s.in_(late)).values(window_end_s=end_s))
    connection.execute(entries.delete().where(entries.c.window_end_s == end_s, entries.c.day < oldest.number))


def count_alerts(connection: sa.Connection, *, ending_after_s: int) -> int:
    """How many entries about places stand in windows that end later than this, with those that fill their groups up:
    once they are out, nothing tells one from another."""
    query = sa.select(sa.func.count()).where(
        entries.c.window_end_s > ending_after_s, entries.c.format == int(Format.VENUE16)
    )
    return connection.execute(query).scalar_one()


def waiting_beyond(connection: sa.Connection, end_s: int) -> list[tuple[int, Day]]:
    """The (window's end, day) for which something waits in windows that end later than this."""
    query = sa.select(entries.c.window_end_s, entries.c.day).where(entries.c.window_end_s > end_s).distinct()
    return [(end, Day(day)) for end, day in connection.execute(query)]


def move_day(connection: sa.Connection, day: Day, *, from_end_s: int, to_end_s: int) -> None:
    """Moves the waiting seeds of a day from one window into another."""
    which = (entries.c.window_end_s == from_end_s) & (entries.c.day == day.number)
    connection.execute(entries.update().where(which).values(window_end_s=to_end_s))


def entries_of_window(connection: sa.Connection, end_s: int) -> dict[GroupKey, list[bytes]]:
    """Everything in a window, dummies and all, by group."""
    columns: dict[GroupKey, list[bytes]] = {}
    query = sa.select(entries.c.day, entries.c.level, entries.c.infectivity, entries.c.format, entries.c.entry).where(
        entries.c.window_end_s == end_s
    )
    keys: dict[tuple[int, int, int, int], list[bytes]] = {}
    for day, level, infectivity, form, entry in connection.execute(query):
        keys.setdefault((day, level, infectivity, form), []).append(entry)
    for (day, level, infectivity, form), column in keys.items():
        columns[GroupKey(Day(day), Level(level), Infectivity(infectivity), Format(form))] = column
    return columns


def counts_of_window(connection: sa.Connection, end_s: int) -> dict[GroupKey, int]:
    """How many entries each group of a window has."""
    place = (entries.c.day, entries.c.level, entries.c.infectivity, entries.c.format)
    query = sa.select(*place, sa.func.count()).where(entries.c.window_end_s == end_s).group_by(*place)
    return {
        GroupKey(Day(day), Level(level), Infectivity(infectivity), Format(form)): count
        for day, level, infectivity, form, count in connection.execute(query)
    }


def add_window(connection: sa.Connection, window: Window) -> None:
    connection.execute(
        windows.insert().values(
            sequence=window.sequence,
            start_s=window.start_s,
            end_s=window.end_s,
            config_sequence=window.config_sequence,
            tracing_days=window.tracing_days,
            published=int(window.published),
        )
    )


def newest_window(connection: sa.Connection) -> Window | None:
    return next(iter(_windows(connection, sa.select(windows).order_by(windows.c.sequence.desc()).limit(1))), None)


def closed_until(connection: sa.Connection) -> int:
    """The end of the newest closed window; before the first one, the hour in which the exchange opened."""
    return closed_until_in(*told_at_once(connection, [ENDS]))


def closed_until_in(ends: Told) -> int:
    """The same, in the answer to `ENDS`."""
    ((newest, opened),) = ends.rows
    return int((opened or 0) if newest is None else newest)


def unpublished_windows(connection: sa.Connection) -> list[Window]:
    """Closed and not out yet, in sequence."""
    return _windows(connection, sa.select(windows).where(windows.c.published == 0).order_by(windows.c.sequence))


def mark_published(connection: sa.Connection, window: Window) -> None:
    """Marks a window as out; from now on nothing tells its dummies from its seeds."""
    connection.execute(windows.update().where(windows.c.sequence == window.sequence).values(published=1))
    forget_dummies(connection, window.end_s)


def forget_window(connection: sa.Connection, end_s: int) -> None:
    """Forgets what a published window held, so that it may come again."""
    connection.execute(entries.delete().where(entries.c.window_end_s == end_s))


def upload_totals(connection: sa.Connection) -> dict[Day, int]:
    """Accepted uploads by day: those counted for good, and those whose certificates are still remembered."""
    remembered = sa.select(certificates.c.used_day, sa.func.count()).group_by(certificates.c.used_day)
    counted: Counter[int] = Counter()
    for query in (sa.select(totals.c.day, totals.c.uploads), remembered):
        for day, uploads in connection.execute(query):
            counted[day] += uploads
    return {Day(day): counted[day] for day in sorted(counted)}


def add_to_totals(connection: sa.Connection, day: Day, uploads: int) -> None:
    """Counts uploads for good, before their certificates are forgotten."""
    row, more = {"day": day.number, "uploads": uploads}, {"uploads": totals.c.uploads + uploads}
    add_or_replace(connection, totals, "day", row, instead=more)


def _windows(connection: sa.Connection, query: sa.Select[tuple[object, ...]]) -> list[Window]:
    return [
        Window(row.sequence, row.start_s, row.end_s, row.config_sequence, row.tracing_days, bool(row.published))
        for row in connection.execute(query)
    ]
