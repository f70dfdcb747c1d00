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
from bluezone.portal.tracing.exporting.dhis2 import LEVELS, CountRow, data_values
from bluezone.portal.tracing.exporting.fhir import Resource, bundle_lines, resources_of
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
from bluezone.portal.tracing.exporting.samples import SampleRow, samples_room
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
    SAMPLES = "samples"
    OUTBREAK = "outbreak"
    """All three, each naming the others."""
    COUNTS = "counts"


FORMS: dict[What, tuple[str, ...]] = {
    What.PEOPLE: (*SPREADSHEETS, "jsonl"),
    What.EXPOSURES: (*SPREADSHEETS, "jsonl"),
    What.SAMPLES: (*SPREADSHEETS, "jsonl"),
    What.OUTBREAK: ("fhir",),
    What.COUNTS: ("dhis2",),
}
"""The forms of each, the usual one first."""
TITLES = {
    What.PEOPLE: _("People"),
    What.EXPOSURES: _("Exposures"),
    What.SAMPLES: _("Samples and results"),
    What.OUTBREAK: _("People, exposures and samples for another system"),
    What.COUNTS: _("Counts for DHIS2"),
}
_JSON_LINES: Form[PersonRow | MeetingRow] = Form("jsonl", "application/x-ndjson", json_lines)


def names_in(what: What, outbreak: Outbreak, staff: Staff | None) -> int:
    """How many people leave by name for this reader."""
    reader = reader_of(staff)
    if what is What.COUNTS:
        return 0
    if what is What.SAMPLES:
        return samples_room().names_of_samples(outbreak, reader)
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


def _samples(outbreak: Outbreak, reader: Reader, _now: dt.datetime) -> _Content:
    room = samples_room()
    lines: Form[SampleRow] = Form("jsonl", "application/x-ndjson", room.json_lines)
    return _Content(room.samples_of(outbreak, reader), {"jsonl": lines}, room.COLUMNS, room.sample_cells)


def _bundle(outbreak: Outbreak, reader: Reader, now: dt.datetime) -> _Content:
    room = samples_room()
    people, meetings = people_of(outbreak, reader), meetings_of(outbreak, reader)
    everything: Iterator[Sequence[Any]] = chain(people, meetings, room.samples_of(outbreak, reader))

    def resources(row: Any) -> list[Resource]:
        is_ours = isinstance(row, PersonRow | MeetingRow)
        return resources_of(row, outbreak.pathogen) if is_ours else room.resources_of(row, outbreak.pathogen)

    lines = partial(bundle_lines, resources=resources, now=now)
    return _Content(everything, {"fhir": Form("fhir.json", "application/fhir+json", lines)})


def _counts(outbreak: Outbreak, reader: Reader, now: dt.datetime) -> _Content:
    counted = counted_by_commune(outbreak, reader)
    rows = [CountRow(LEVELS[level], commune, now.date(), people) for (commune, level), people in counted.items()]
    rows += samples_room().counted_results(outbreak, reader)
    return _Content([rows] if rows else [], {"dhis2": Form("json", "application/json", data_values)})


_CONTENTS: dict[What, Callable[[Outbreak, Reader, dt.datetime], _Content]] = {
    What.PEOPLE: _people,
    What.EXPOSURES: _exposures,
    What.SAMPLES: _samples,
    What.OUTBREAK: _bundle,
    What.COUNTS: _counts,
}


def _named(row: PersonRow | MeetingRow | SampleRow | CountRow) -> Iterable[tuple[str, object]]:
    """Whoever leaves by name."""
    if isinstance(row, CountRow):
        return []
    if isinstance(row, MeetingRow):
        return [("person", end.number) for end in (row.source, row.target) if end.is_named]
    return [("person", row.number)] if row.is_named else []
