"""What leaves of an outbreak, and the files that there are of it: one `Export` each, for the page and the command."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.frame.exports import SPREADSHEETS, Export, Form
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.exporting.dhis2 import CountRow, data_values
from bluezone.portal.tracing.exporting.fhir import bundle_lines
from bluezone.portal.tracing.exporting.rows import (
    MeetingRow,
    PersonRow,
    Reader,
    counted_by_commune,
    meetings_of,
    names_of_meetings,
    names_of_people,
    people_of,
    reader_of,
)
from bluezone.portal.tracing.exporting.tables import (
    MEETING_COLUMNS,
    PEOPLE_COLUMNS,
    json_lines,
    meeting_cells,
    person_cells,
)
from bluezone.portal.tracing.models import Outbreak

ACT = "tracing.export"


class What(enum.StrEnum):
    """What can leave."""

    PEOPLE = "people"
    EXPOSURES = "exposures"
    OUTBREAK = "outbreak"
    """Both, each naming the other."""
    COUNTS = "counts"


FORMS: dict[What, tuple[str, ...]] = {
    What.PEOPLE: (*SPREADSHEETS, "jsonl"),
    What.EXPOSURES: (*SPREADSHEETS, "jsonl"),
    What.OUTBREAK: ("fhir",),
    What.COUNTS: ("dhis2",),
}
"""The forms of each, the usual one first."""
TITLES = {
    What.PEOPLE: _("People"),
    What.EXPOSURES: _("Exposures"),
    What.OUTBREAK: _("People and exposures for another system"),
    What.COUNTS: _("Counts for DHIS2"),
}
_JSON_LINES: Form[PersonRow | MeetingRow] = Form("jsonl", "application/x-ndjson", json_lines)


def names_in(what: What, outbreak: Outbreak, staff: Staff | None) -> int:
    """How many people leave by name for this reader."""
    reader = reader_of(staff)
    if what is What.COUNTS:
        return 0
    return (names_of_meetings if what is What.EXPOSURES else names_of_people)(outbreak, reader)


def export_of(what: What, outbreak: Outbreak, staff: Staff | None, now: dt.datetime) -> Export[Any]:
    """One list on its way to this reader; to nobody, by pseudonyms alone."""
    content = _CONTENTS[what](outbreak, reader_of(staff), now)
    return Export(
        name=what.value,
        act=ACT,
        path="" if staff is None else staff.home,
        columns=content.columns,
        chunks=content.chunks,
        row=content.row,
        subjects=_named,
        filters={"what": what.value, "outbreak": outbreak.name},
        for_programs=content.forms,
    )


@dataclass(frozen=True, slots=True)
class _Content:
    """What a list has, and how it is written."""

    chunks: Iterable[Sequence[Any]]
    forms: Mapping[str, Form[Any]]
    columns: Sequence[ExportColumn] = ()
    row: Callable[[Any], Sequence[Exported]] = lambda _: ()


def _people(outbreak: Outbreak, reader: Reader, _now: dt.datetime) -> _Content:
    return _Content(people_of(outbreak, reader), {"jsonl": _JSON_LINES}, PEOPLE_COLUMNS, person_cells)


def _exposures(outbreak: Outbreak, reader: Reader, _now: dt.datetime) -> _Content:
    return _Content(meetings_of(outbreak, reader), {"jsonl": _JSON_LINES}, MEETING_COLUMNS, meeting_cells)


def _bundle(outbreak: Outbreak, reader: Reader, now: dt.datetime) -> _Content:
    everything: Iterator[Sequence[PersonRow | MeetingRow]] = chain(
        people_of(outbreak, reader), meetings_of(outbreak, reader)
    )
    lines = partial(bundle_lines, pathogen=outbreak.pathogen, now=now)
    return _Content(everything, {"fhir": Form("fhir.json", "application/fhir+json", lines)})


def _counts(outbreak: Outbreak, reader: Reader, now: dt.datetime) -> _Content:
    counted = counted_by_commune(outbreak, reader)
    rows = [CountRow(commune, level, people) for (commune, level), people in counted.items()]
    lines = partial(data_values, day=now.date())
    return _Content([rows] if rows else [], {"dhis2": Form("json", "application/json", lines)})


_CONTENTS: dict[What, Callable[[Outbreak, Reader, dt.datetime], _Content]] = {
    What.PEOPLE: _people,
    What.EXPOSURES: _exposures,
    What.OUTBREAK: _bundle,
    What.COUNTS: _counts,
}


def _named(row: PersonRow | MeetingRow | CountRow) -> Iterable[tuple[str, object]]:
    """Whoever leaves by name."""
    if isinstance(row, PersonRow):
        return [("person", row.number)] if row.is_named else []
    if isinstance(row, MeetingRow):
        return [("person", end.number) for end in (row.source, row.target) if end.is_named]
    return []
