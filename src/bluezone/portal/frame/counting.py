"""How many things wait, and which is the first: what a room asks of the store for one person, in one query.

To say a question costs more than to answer it: Django makes SQL of it anew each time, which took ten times as long as
the store needs. So it is said once for all whose roles lie alike (`stand_ins.py`), and asked with each person's own
values, for a minute at most, because what waits hangs on the moment. It is the question that is kept, never its
answer. A question whose saying needs the store itself is said anew always. PostgreSQL, too, takes longer to plan such
a question than to answer it, and plans it once (`planned_once.py`).
"""

from __future__ import annotations

import datetime as dt
import enum
import sys
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import F, QuerySet

from bluezone.portal.frame.planned_once import planned_once, with_constants
from bluezone.portal.frame.stand_ins import (
    NotForAllError,
    Shape,
    own_values,
    places_of_own,
    shape_of,
    stand_in_for,
)
from bluezone.portal.frame.standby import beside, place_of_reads
from bluezone.portal.identity.models import Staff

MOST_COUNTED = 1_000
"""A figure is exact up to here; nobody plans a day by more."""
SAID_FOR = dt.timedelta(minutes=1)
"""How long the moment in a question may be over."""
_MOST_KEPT = 2_000
_ORDER = "waits_order"
_COLUMNS = 4
"""How many a question fills: the count, the moment, the key, and what the rows are ordered by."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows that wait, the one that came first first."""

    rows: QuerySet[Any]
    moment: str
    """The column that says since when, or until when."""
    key: str = "pk"
    """The column by which a page names one of them."""
    order: str | None = "pk"
    """None where nobody asks which of them came first: to find it among a province's rows each has to be looked at."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are, and the first of them."""

    count: int
    moment: dt.datetime | None
    key: Any

    def address(self, one: Callable[[Any], str], several: str) -> str:
        """The page of the only one, or the list of all."""
        return one(self.key) if self.count == 1 else several


NOTHING = Counted(0, None, None)
Asking = Callable[[Staff, dt.datetime], Mapping[str, Asked]]
"""A function of a room that says what it asks for this person, by their roles, at this moment; all else is rows."""


def counted(asking: Asking, staff: Staff, now: dt.datetime) -> dict[str, Counted]:
    """Counts everything that a room asks for in one query, and names the first of each. It is said on the database, and
    asked of a standby where there is one (`standby.py`)."""
    shape = shape_of(staff, now)
    for_all = _SAID.good((asking, shape), now)
    if for_all is None:
        for_all = _said_for_all(asking, shape, now)
        _SAID.keep((asking, shape), for_all, now)
    if isinstance(for_all, _Question):
        question, own = for_all, own_values(staff, shape)
    else:
        question, own = _Question.of(asking(staff, now)), {}
    return beside(lambda: question.answered(own))


@dataclass(frozen=True, slots=True)
class _First:
    """What one of the things asked for says of the first row, and how its columns become values again."""

    name: str
    converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]

    def counted(self, count: int, columns: list[Any]) -> Counted:
        """The columns as their fields say: SQLite keeps moments as text."""
        for at, (convert, expression) in self.converters.items():
            for one in convert:
                columns[at] = one(columns[at], expression, connection)
        moment, key, _order = columns
        return Counted(count, moment, key)


@dataclass(frozen=True, slots=True)
class _Question:
    """Everything that one room asks for, as SQL. Each part becomes SQL once and stands in the query twice: Django's own
    subqueries make it three times."""

    sql: str
    values: Sequence[Any]
    firsts: Sequence[_First]
    names: Sequence[str]
    own: Sequence[int] | None = None
    """The values in whose place each person's own are put; None where it was said for one person alone."""

    @classmethod
    def of(cls, asked: Mapping[str, Asked]) -> _Question:
        counts, joins, values, firsts = list[str](), list[str](), list[Any](), list[_First]()
        for name, one in asked.items():
            if (part := _sql_of(name, one)) is not None:
                sql, parameters, first = part
                counts.append(f'(SELECT COUNT(*) FROM ({sql} LIMIT {MOST_COUNTED}) counted), "{name}".*')  # noqa: S608 - values are bound
                first_by = f"ORDER BY {_ORDER}" if one.order is not None else ""
                joins.append(f'LEFT JOIN ({sql} {first_by} LIMIT 1) "{name}" ON TRUE')
                values += parameters
                firsts.append(first)
        whole = f"SELECT {', '.join(counts)} FROM (SELECT 1) nobody {' '.join(joins)}" if counts else ""  # noqa: S608 - as above
        return cls(sys.intern(whole), values * 2, firsts, list(asked))

    def answered(self, own: Mapping[Any, Any]) -> dict[str, Counted]:
        """Asks the store with these values of a person's own, unless it showed without asking that no row can be
        found."""
        found = dict.fromkeys(self.names, NOTHING)
        if self.sql:
            row = list(self._row(own))
            for at, first in enumerate(self.firsts):
                count, *columns = row[at * _COLUMNS : (at + 1) * _COLUMNS]
                if count:
                    found[first.name] = first.counted(count, columns)
        return found

    def _row(self, own: Mapping[Any, Any]) -> Sequence[Any]:
        values = list(self.values)
        for at in self.own or ():
            values[at] = type(values[at])(own[values[at]])  # a number is bound as the column's kind of number
        asked = connections[place_of_reads()]
        with asked.cursor() if self.own is None else planned_once(asked) as cursor:
            cursor.execute(self.sql, values)
            row: Sequence[Any] = cursor.fetchone()
        return row


def _sql_of(name: str, one: Asked) -> tuple[str, Sequence[Any], _First] | None:
    columns = {"waits_moment": F(one.moment), "waits_key": F(one.key), _ORDER: F(one.order or one.key)}
    compiler = one.rows.order_by().annotate(**columns).values(*columns).query.get_compiler(connection=connection)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return None
    return sql, values, _First(name, compiler.get_converters([column for column, *_ in compiler.select]))


class _NotForAll(enum.Enum):
    """What is kept where a question is said for each person by themselves."""

    ASKED_EACH = enum.auto()


class _AsksTheStoreError(Exception):
    """A room asked the store in order to say what it asks for."""


def _said_for_all(asking: Asking, shape: Shape, now: dt.datetime) -> _Question | _NotForAll:
    """The question for everybody of this shape, if it can be said for them."""
    try:
        with connection.execute_wrapper(_refused):
            question = _Question.of(asking(stand_in_for(shape), now))
        own = places_of_own(question.sql, question.values, shape)
    except (_AsksTheStoreError, NotForAllError):
        return _NotForAll.ASKED_EACH
    sql, values, own = with_constants(question.sql, question.values, own)
    return replace(question, sql=sys.intern(sql), values=values, own=own)


def _refused(*_: Any) -> Any:
    raise _AsksTheStoreError


class _Said:
    """Questions as they were said, each with its moment; threads take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[_Question | _NotForAll, dt.datetime]] = {}

    def good(self, whose: Hashable, now: dt.datetime) -> _Question | _NotForAll | None:
        question, at = self._kept.get(whose, (None, now))
        return question if at <= now < at + SAID_FOR else None

    def keep(self, whose: Hashable, question: _Question | _NotForAll, now: dt.datetime) -> None:
        with self._lock:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[whose] = question, now


_SAID = _Said()
