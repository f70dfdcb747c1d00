"""Samples leave with their outbreak: by name in one's own units alone, of a pool a row for each of its people, and as
FHIR and counts that name nobody more than the list does."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Person
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.exports import write_export
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.sampling.models import Member
from bluezone.portal.sampling.rules import Kind, Value
from bluezone.portal.tracing.exporting import releases
from bluezone.portal.tracing.exporting.files import What, export_of, names_in
from bluezone.portal.tracing.models import Involvement
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.portal.sampling import TODAY, SamplingOffice
from tests.support.portal.tracing import ago

pytestmark = pytest.mark.usefixtures("kept_office")


@pytest.fixture(scope="module")
def kept_office(kept) -> SamplingOffice:
    return SamplingOffice(Office())


@pytest.fixture
def office(kept_office, db) -> SamplingOffice:
    return kept_office


def taken(office: SamplingOffice, what: What, form: str, staff: Staff | None) -> bytes:
    out = io.BytesIO()
    write_export(out, export_of(what, office.outbreak, staff, NOW), form, actor=staff, now=NOW, language="en")
    return out.getvalue()


def lines(office: SamplingOffice, staff: Staff | None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in taken(office, What.SAMPLES, "jsonl", staff).splitlines()]


def test_a_sample_leaves_with_its_days_and_what_it_came_to(office):
    sample = office.sampled(2, on=ago(1))
    office.find(Value.POSITIVE, sample)

    (told,) = lines(office, office.officer)

    assert ("Người Thứ C", sample.barcode, "pcr", 1) == tuple(
        told[name] for name in ("name", "barcode", "kind", "people_in_tube")
    )
    assert (ago(1).isoformat(), TODAY.isoformat(), "positive", None) == tuple(
        told[name] for name in ("taken", "tested", "result", "person_told")
    )


def test_outside_ones_own_units_leave_pseudonym_days_and_result_and_nothing_that_joins_with_a_name(office):
    sample = office.sampled(2)
    office.find(Value.NEGATIVE, sample)
    neighbour = office.office.staff("Mai Láng Giềng", Role.HEALTH_OFFICER, TAN_TRAO)

    (told,) = lines(office, neighbour)

    assert (office.node(2).person.pseudonym, "negative") == (told["person"], told["result"])
    assert {None} == {told[name] for name in ("name", "barcode", "laboratory", "ct")}
    assert 0 == names_in(What.SAMPLES, office.outbreak, neighbour)
    assert 1 == names_in(What.SAMPLES, office.outbreak, office.officer)
    assert "Người" not in json.dumps(lines(office, None), ensure_ascii=False)


def test_of_a_corrected_result_the_one_that_stands_leaves(office):
    sample = office.sampled(2)
    office.find(Value.NEGATIVE, sample)
    office.correct(sample, Value.INVALID)

    assert ["invalid"] == [one["result"] for one in lines(office, office.officer)]
    assert {("BZ_TEST_INVALID", "1")} == results_counted(office)


def test_a_pool_has_a_row_for_each_of_its_people_and_is_one_test(office):
    pool = office.take((office.labels[0], [2, 0]), kind=Kind.POOL)[0]
    office.find(Value.POSITIVE, pool)

    told = lines(office, office.officer)

    assert ({pool.pk}, {2}) == ({one["sample"] for one in told}, {one["people_in_tube"] for one in told})
    assert 2 == len({one["person"] for one in told})
    assert {("BZ_TEST_POSITIVE", "1")} == results_counted(office)
    written = json.loads(taken(office, What.OUTBREAK, "fhir", office.officer))
    said = [one["resource"]["status"] for one in written["entry"] if one["resource"]["id"].startswith("result-")]
    assert ["preliminary", "preliminary"] == said


def test_a_pool_over_a_border_joins_nobody_with_a_name_by_its_number(office):
    pool = office.take((office.labels[0], [2, 0]), kind=Kind.POOL)[0]
    office.find(Value.POSITIVE, pool)
    moved, unit = office.node(0), the_unit(TAN_TRAO)
    Involvement.objects.filter(pk=moved.pk).update(unit=unit, path=unit.path)

    told = lines(office, office.officer)

    assert {(True, pool.pk), (False, None)} == {(one["name"] is not None, one["sample"]) for one in told}
    table = list(csv.reader(io.StringIO(taken(office, What.SAMPLES, "csv", office.officer).decode("utf-8-sig"))))
    assert {(True, str(pool.pk)), (False, "")} == {(bool(row[2]), row[0]) for row in table[1:]}
    written = json.loads(taken(office, What.OUTBREAK, "fhir", office.officer))
    tubes = [one["resource"] for one in written["entry"] if one["resource"]["resourceType"] == "Specimen"]
    assert [False, True] == sorted("identifier" in one for one in tubes)
    assert not any(str(pool.pk) == part for one in tubes for part in one["id"].split("-"))
    assert 2 == len({one["id"] for one in tubes})


def test_rows_of_one_tube_stand_with_their_people_and_not_beside_each_other(office):
    """Beside each other they would say who was in it."""
    office.take((office.labels[0], [0, 2]), kind=Kind.POOL)
    office.sampled(0, 1)

    told = [one["person"] for one in lines(office, office.everywhere)]

    assert told == sorted(
        told, key=[office.node(at).person.pseudonym for at in sorted((0, 2), key=lambda at: office.node(at).pk)].index
    )
    assert 3 == len(told)


def test_whoever_was_merged_into_another_record_stands_in_no_list(office):
    office.sampled(2)
    member = Member.objects.get()
    Person.objects.filter(pk=member.involvement.person_id).update(merged_into=office.node(0).person)

    assert [] == lines(office, office.officer)  # a merge moves their samples to the record that is kept


def test_a_spreadsheet_has_the_same_rows_and_the_audit_names_whose_name_left(office):
    office.sampled(2)

    head, row = csv.reader(io.StringIO(taken(office, What.SAMPLES, "csv", office.officer).decode("utf-8-sig")))

    assert (["Sample", "Pseudonym", "Full name"], "Người Thứ C") == (head[:3], row[2])
    line = Entry.objects.get(act="tracing.export")
    assert ("samples", 1) == (line.detail["what"], line.detail["rows"])
    assert [str(office.node(2).person_id)] == list(line.subjects.values_list("key", flat=True))


def test_many_names_leave_by_two_as_of_every_list(office, monkeypatch):
    office.sampled(2)
    monkeypatch.setattr(releases, "MOST_ALONE", 0)

    with pytest.raises(RefusedError, match="ask a second person first"):
        releases.require_may_leave(office.officer, office.outbreak, What.SAMPLES, NOW)


def test_the_bundle_has_specimens_and_results_that_lead_to_people_in_it(office):
    answered = office.sampled(2)
    office.find(Value.POSITIVE, answered)
    office.sampled(1, 1)

    written = json.loads(taken(office, What.OUTBREAK, "fhir", office.officer))

    bundle = Bundle(written, strict=True)
    assert written == bundle.as_json()
    places = {entry.fullUrl for entry in bundle.entry}
    kinds = [entry.resource.resource_type for entry in bundle.entry]
    assert 2 == kinds.count("Specimen")
    (result,) = (one.resource for one in bundle.entry if one.resource.id.startswith("result-"))
    assert ("final", "94500-6", "POS") == (
        result.status,
        result.code.coding[0].code,
        result.interpretation[0].coding[0].code,
    )
    assert {result.subject.reference, result.specimen.reference} <= places


def test_counts_have_tests_by_result_commune_and_day(office):
    early, late = office.sampled(2, 0, on=ago(1)), office.sampled(1, 1)
    office.find(Value.NEGATIVE, early, on=ago(1))
    office.find(Value.NEGATIVE, late)

    told = json.loads(taken(office, What.COUNTS, "dhis2", office.everywhere))["dataValues"]

    tests = {tuple(one.values()) for one in told if one["dataElement"].startswith("BZ_TEST")}
    assert {
        ("BZ_TEST_NEGATIVE", f"{ago(1):%Y%m%d}", SON_DUONG[:5], "1"),
        ("BZ_TEST_NEGATIVE", f"{TODAY:%Y%m%d}", TAN_TRAO[:5], "1"),
    } == tests


def test_a_chunk_of_rows_costs_as_many_questions_however_many_there_are(office, django_assert_num_queries):
    office.sampled(2)
    office.sampled(1, 1)

    with django_assert_num_queries(4):
        chunks = list(export_of(What.SAMPLES, office.outbreak, None, NOW).chunks)

    assert [2] == [len(one) for one in chunks]


def results_counted(office: SamplingOffice) -> set[tuple[str, str]]:
    told = json.loads(taken(office, What.COUNTS, "dhis2", office.officer))["dataValues"]
    return {(one["dataElement"], one["value"]) for one in told if one["dataElement"].startswith("BZ_TEST")}
