"""A province's counts as a release: placed by the official codes of today, small ones withheld, noted in the audit
before the file is there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bluezone.indicators.errors import ReleaseError
from bluezone.indicators.withholding import THRESHOLD, Cell, Coverage, Row, released
from bluezone.indicators.writing import write_release
from bluezone.portal.audit.services import record_read
from bluezone.portal.indicators.counting import Span, counted_in
from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.places.history import codes_of_today
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import province_of
from bluezone.portal.places.selectors import units_on
from bluezone.portal.world import VIET_NAM

SETTLED_AFTER = dt.timedelta(days=3)
"""A day is told of from then on: everybody who was entered on it has had their 48 hours."""
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Released:
    """What became of an ask for a file."""

    rows: int
    withheld: int
    """Counts of communes without their number."""
    elsewhere: int
    """Of everything that was counted, what lies in no unit of this province, and in no file."""
    sha256: str


def release_province(province: str, span: Span, file: Path, *, now: dt.datetime) -> Released:
    """Writes what this portal counts of a province into a file. Raises ReleaseError for days that may still change, for
    too many of them, and for a province that there is not today; TrainingError for invented people."""
    leave_by(Way.PROGRAM)
    today = now.astimezone(VIET_NAM).date()
    coverage = _coverage(province, span, today)
    counts, elsewhere = _cells(province, counted_in(span, now), today)
    rows = list(released(counts, coverage))
    record_read(
        actor=None,
        act="indicators.release",
        now=now,
        subjects=[],
        path=_path_of(province, today),
        detail={"first": str(span.first), "last": str(span.last), "threshold": THRESHOLD, "rows": len(rows)},
    )
    write_release(file, rows, threshold=THRESHOLD)
    return Released(len(rows), _withheld(rows), elsewhere, hashlib.sha256(file.read_bytes()).hexdigest())


def _coverage(province: str, span: Span, today: dt.date) -> Coverage:
    coverage = Coverage((province,), span.first, span.last)
    if span.last > today - SETTLED_AFTER:
        raise ReleaseError(f"{span.last} may still change: until {today - SETTLED_AFTER} days are settled")
    if span.last - span.first >= dt.timedelta(days=MOST_DAYS):
        raise ReleaseError(f"a file tells of {MOST_DAYS} days at most")
    _path_of(province, today)
    return coverage


def _path_of(province: str, today: dt.date) -> str:
    found = units_on(today).filter(level=Level.PROVINCE, code=province).first()
    if found is None:
        raise ReleaseError(f"there is no province {province} today: its official code has two digits, such as 08")
    return str(found.path)


def _cells(province: str, counted: Counter[tuple[dt.date, str, str]], today: dt.date) -> tuple[dict[Cell, int], int]:
    """Places what was counted; beside it, how much of it lies elsewhere."""
    places = _places({path for _, path, _ in counted}, today)
    cells: Counter[Cell] = Counter()
    elsewhere = 0
    for (day, path, indicator), count in counted.items():
        lies_in, unit = places.get(path, ("", ""))
        if lies_in == province:
            cells[Cell(day, province, indicator, unit)] += count
        else:
            elsewhere += count
    return cells, elsewhere


def _places(paths: Collection[str], today: dt.date) -> dict[str, tuple[str, str]]:
    """Codes of the province and of the commune of today, by path; a hamlet is its commune."""
    units = {unit.path: unit.commune for unit in Unit.objects.filter(path__in=paths).select_related("parent")}
    codes = codes_of_today(units.values())
    stands = dict(units_on(today).exclude(level=Level.HAMLET).values_list("code", "path"))
    lies = {path: province_of(stands.get(codes[unit.pk], unit.path)) for path, unit in units.items()}
    provinces = {unit.path: unit for unit in Unit.objects.filter(path__in=set(lies.values()))}
    named = codes_of_today(provinces.values())
    return {path: (named[provinces[lies[path]].pk], codes[unit.pk]) for path, unit in units.items()}


def _withheld(rows: Collection[Row]) -> int:
    return sum(row.is_suppressed and row.unit is not None for row in rows)
