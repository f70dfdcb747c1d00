"""Samples as they leave with an outbreak, for one reader (the setting SAMPLES_LISTED): by name inside the reader's own
units, by pseudonym in the rest of the province, and there without what a laboratory's list could join with a name.

A row is a sample of one person; of a pool there is one for each of its people, under one number those who are
named. A sample of somebody who was merged into another record stands with that one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.as_read import digest_of
from bluezone.portal.frame.exports import in_chunks
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.sampling.barcodes import spaced
from bluezone.portal.sampling.models import Member, Result, Sample
from bluezone.portal.sampling.rules import Kind, Value
from bluezone.portal.tracing.exporting.dhis2 import CountRow
from bluezone.portal.tracing.exporting.fhir import CODES, Resource, person_in_bundle, place_in_bundle
from bluezone.portal.tracing.exporting.rows import Reader
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.portal.tracing.selectors import place_seen
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.words import Words

DATA_ELEMENTS = {value: f"BZ_TEST_{value.name}" for value in Value}
"""By what a test came to, for DHIS2."""
COLUMNS = (
    ExportColumn(Words("Mẫu số", "Sample"), 12),
    ExportColumn(Words("Tên thay thế", "Pseudonym"), 14),
    ExportColumn(Words("Họ và tên", "Full name"), 28),
    ExportColumn(Words("Xã, phường", "Commune"), 24),
    ExportColumn(Words("Mã xã", "Code of commune"), 12),
    ExportColumn(Words("Mã vạch", "Barcode"), 14),
    ExportColumn(Words("Cách xét nghiệm", "Kind of test"), 22),
    ExportColumn(Words("Số người trong ống", "People in the tube"), 10),
    ExportColumn(Words("Cần lấy từ", "Wanted since"), 14),
    ExportColumn(Words("Ngày lấy", "Taken on"), 14),
    ExportColumn(Words("Ngày gửi", "Sent on"), 14),
    ExportColumn(Words("Nơi xét nghiệm", "Laboratory"), 24),
    ExportColumn(Words("Ngày nhận", "Received on"), 14),
    ExportColumn(Words("Ngày xét nghiệm", "Tested on"), 14),
    ExportColumn(Words("Kết quả", "Result"), 18),
    ExportColumn(Words("Ct", "Ct"), 8),
    ExportColumn(Words("Ngày có kết quả", "Result entered on"), 14),
    ExportColumn(Words("Ngày báo người được lấy mẫu", "Person told on"), 14),
)
_TAG = 20
"""Signs of a row's own tag, 80 bits: no two rows of a country have the same."""
_LOINC = "http://loinc.org"
_TESTS = {
    Kind.PCR: {"system": _LOINC, "code": "94500-6"},
    Kind.POOL: {"system": _LOINC, "code": "94500-6"},
    Kind.RAPID: {"system": _LOINC, "code": "94558-4"},
}
"""SARS-CoV-2 RNA by nucleic acid amplification, and its antigen by a rapid immunoassay, both in a respiratory specimen
and as present or not (LOINC). Of another pathogen the words alone are told."""
_CORONAVIRUS = "SARS-CoV-2"
_INTERPRETED = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_SAID = {Value.POSITIVE: "POS", Value.NEGATIVE: "NEG", Value.INVALID: "IND"}


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample of one person, as it leaves."""

    number: int
    """Of the person; it leaves with nobody, the audit alone is told."""
    key: str
    """The pseudonym, by which the list of people names them."""
    is_named: bool
    name: str
    """Empty where the reader sees none, as `barcode` and `laboratory`; then there is no Ct value either."""
    commune: str
    commune_code: str
    tag: str
    """Of this sample of this person, for the bundle; of another row's it says nothing."""
    sample: int | None
    """The same for everybody in one tube whom the reader sees by name; None for others, whom it would join with
    them."""
    barcode: str
    kind: Kind
    people: int
    """In the tube."""
    ordered_on: dt.date
    taken_on: dt.date
    sent_on: dt.date | None
    laboratory: str
    received_on: dt.date | None
    tested_on: dt.date | None
    """None before there is a result, as the three below."""
    value: Value | None
    ct: Decimal | None
    found_on: dt.date | None
    told_on: dt.date | None


def samples_of(outbreak: Outbreak, reader: Reader) -> Iterator[list[SampleRow]]:
    """Every sample of people within reach, by person as they were entered, a thousand rows at a time:
    by tube, who stands beside whom would say who was in one."""
    rows = Member.objects.filter(involvement__in=_people(outbreak, reader.reach))
    found = rows.select_related("sample", "involvement__person", "involvement__unit__parent").order_by(
        "involvement_id", "pk"
    )
    return (_seen(chunk, reader) for chunk in in_chunks(found))


def names_of_samples(outbreak: Outbreak, reader: Reader) -> int:
    """How many people the reader sees by name in the list of samples."""
    sampled = Member.objects.filter(involvement=OuterRef("pk"))
    return _people(outbreak, reader.own).filter(Exists(sampled)).count()


def counted_results(outbreak: Outbreak, reader: Reader) -> list[CountRow]:
    """How many tests of a day came to what, where they were taken: a pool is one test. Hamlets count with theirs."""
    theirs = Member.objects.filter(sample=OuterRef("pk"), involvement__outbreak=outbreak)
    tubes = rows_within(Sample.objects.filter(Exists(theirs)).exclude(value=""), reader.reach)
    newest = Result.objects.filter(sample=OuterRef("sample")).order_by("-pk").values("pk")[:1]
    standing = Result.objects.filter(sample__in=tubes, pk=newest).order_by()
    counted = list(standing.values_list("sample__path", "tested_on", "value").annotate(count=Count("pk")))
    units = Unit.objects.select_related("parent").filter(path__in={path for path, *_ in counted})
    communes, found = {one.path: one.commune.code for one in units}, Counter[tuple[str, str, dt.date]]()
    for path, day, value, count in counted:
        found[DATA_ELEMENTS[Value(value)], communes[path], day] += count
    return [CountRow(*key, count) for key, count in sorted(found.items())]


def sample_cells(row: SampleRow) -> list[Exported]:
    """Lists a sample's cells, in the order of their columns."""
    return [
        row.sample if row.sample is not None else "",
        row.key,
        row.name,
        row.commune,
        row.commune_code,
        spaced(row.barcode) if row.barcode else "",
        str(row.kind.label),
        row.people,
        row.ordered_on,
        row.taken_on,
        row.sent_on,
        row.laboratory,
        row.received_on,
        row.tested_on,
        str(row.value.label) if row.value else "",
        str(row.ct) if row.ct is not None else "",
        row.found_on,
        row.told_on,
    ]


def json_lines(chunks: Iterable[Sequence[SampleRow]]) -> Iterator[bytes]:
    """Writes an object a line; days as 2026-11-24, whoever is not named without a name."""
    for chunk in chunks:
        for row in chunk:
            yield json.dumps(_told(row), ensure_ascii=False, default=dt.date.isoformat).encode() + b"\n"


def resources_of(row: SampleRow, pathogen: str) -> list[Resource]:
    """A Specimen, and an Observation of what it came to once there is a result."""
    return [_specimen(row), *([_observation(row, pathogen)] if row.value else [])]


def _people(outbreak: Outbreak, paths: tuple[str, ...]) -> QuerySet[Involvement]:
    return rows_within(Involvement.objects.filter(outbreak=outbreak, person__merged_into=None), paths)


def _seen(chunk: Sequence[Member], reader: Reader) -> list[SampleRow]:
    tubes = {one.sample_id for one in chunk}
    people = Member.objects.filter(sample__in=tubes).order_by().values_list("sample").annotate(count=Count("pk"))
    results = {one.sample_id: one for one in Result.objects.filter(sample__in=tubes).order_by("pk")}
    counted = dict(people)
    return [_row(one, reader, counted[one.sample_id], results.get(one.sample_id)) for one in chunk]


def _row(member: Member, reader: Reader, people: int, result: Result | None) -> SampleRow:
    sample, one = member.sample, member.involvement
    is_named = reader.names(one.path)
    return SampleRow(
        number=one.person_id,
        key=one.person.pseudonym,
        is_named=is_named,
        name=one.person.full_name if is_named else "",
        commune=place_seen(one.unit, is_named=is_named),
        commune_code=one.unit.commune.code,
        tag=digest_of("sample as it leaves", member.pk)[:_TAG],
        sample=sample.pk if is_named else None,
        barcode=sample.barcode if is_named else "",
        kind=Kind(sample.kind),
        people=people,
        ordered_on=sample.ordered_on,
        taken_on=sample.taken_on,
        sent_on=_day(sample.sent_at),
        laboratory=sample.laboratory if is_named else "",
        received_on=_day(sample.received_at),
        tested_on=result.tested_on if result else None,
        value=Value(sample.value) if sample.value else None,
        ct=result.ct if result and is_named else None,
        found_on=_day(sample.found_at),
        told_on=_day(member.told_at),
    )


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.astimezone(VIET_NAM).date() if moment else None


def _told(row: SampleRow) -> dict[str, Any]:
    return {
        "sample": row.sample,
        "person": row.key,
        "name": row.name or None,
        "commune": row.commune,
        "commune_code": row.commune_code,
        "barcode": row.barcode or None,
        "kind": row.kind.value,
        "people_in_tube": row.people,
        "wanted_since": row.ordered_on,
        "taken": row.taken_on,
        "sent": row.sent_on,
        "laboratory": row.laboratory or None,
        "received": row.received_on,
        "tested": row.tested_on,
        "result": row.value.value if row.value else None,
        "ct": str(row.ct) if row.ct is not None else None,
        "result_entered": row.found_on,
        "person_told": row.told_on,
    }


def _specimen(row: SampleRow) -> Resource:
    told: Resource = {
        "resourceType": "Specimen",
        "id": _id("specimen", row),
        "subject": person_in_bundle(row.key),
        "collection": {"collectedDateTime": row.taken_on.isoformat()},
    }
    if row.sample is not None:
        told["identifier"] = [{"system": "urn:bluezone:sample", "value": str(row.sample)}]
    if row.barcode:
        told["accessionIdentifier"] = {"system": "urn:bluezone:barcode", "value": row.barcode}
    if row.received_on:
        told["receivedTime"] = row.received_on.isoformat()
    return told


def _observation(row: SampleRow, pathogen: str) -> Resource:
    """A pool speaks for none of its people alone: what it came to is preliminary for each."""
    assert row.value is not None
    code: Resource = {"text": f"{pathogen}: {row.kind.value}"}
    if pathogen == _CORONAVIRUS:
        code["coding"] = [_TESTS[row.kind]]
    told: Resource = {
        "resourceType": "Observation",
        "id": _id("result", row),
        "status": "preliminary" if row.kind is Kind.POOL else "final",
        "code": code,
        "subject": person_in_bundle(row.key),
        "specimen": {"reference": place_in_bundle("Specimen", _id("specimen", row))},
        "valueCodeableConcept": {"coding": [{"system": CODES, "code": row.value.value}]},
        "interpretation": [{"coding": [{"system": _INTERPRETED, "code": _SAID[row.value]}]}],
        "component": [_component("people-in-tube", {"valueInteger": row.people})],
    }
    if row.tested_on:
        told["effectiveDateTime"] = row.tested_on.isoformat()
    if row.ct is not None:
        told["component"].append(_component("ct", {"valueQuantity": {"value": float(row.ct)}}))
    return told


def _component(code: str, value: Resource) -> Resource:
    return {"code": {"coding": [{"system": CODES, "code": code}]}, **value}


def _id(what: str, row: SampleRow) -> str:
    return f"{what}-{row.tag}"
