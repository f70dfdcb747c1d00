"""An outbreak leaves as files: what its reader may see and no more, a line in the audit, and two persons for many
names."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle
from fhirclient.models.fhirabstractbase import FHIRValidationError

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.frame.exports import write_export
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from bluezone.portal.tracing.exporting import releases
from bluezone.portal.tracing.exporting.fhir import resources_of
from bluezone.portal.tracing.exporting.files import What, export_of, names_in
from bluezone.portal.tracing.exporting.rows import EndRow, MeetingRow, counted_by_commune, reader_of
from bluezone.portal.tracing.involving import involve
from bluezone.portal.tracing.meetings import Piece
from bluezone.portal.tracing.models import Evidence, Release
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office, the_unit
from tests.support.portal.tracing import TODAY, TracingOffice, ago

PEOPLE_OF_SON_DUONG = {"Người Thứ A", "Người Thứ C"}


@pytest.fixture(scope="module")
def kept_tracing(kept) -> TracingOffice:
    """A case of Sơn Dương, whom somebody of Tân Trào met, who met others; one meeting is withdrawn."""
    tracing = TracingOffice(Office(), people=4)
    tracing.confirm(0)
    told = (Piece(origin=Evidence.Origin.INTERVIEW), Piece(origin=Evidence.Origin.LIST, origin_key="khách mời"))
    tracing.meet(0, 1, ago(4), ago(3), told)
    tracing.meet(1, 2, ago(2), None)
    tracing.withdraw(tracing.meet(2, 3))
    Grant.objects.update(given_at=NOW - dt.timedelta(days=8))
    return tracing


@pytest.fixture
def tracing(kept_tracing, db) -> TracingOffice:
    return kept_tracing


def taken(tracing: TracingOffice, what: What, form: str, staff: Staff | None) -> bytes:
    out = io.BytesIO()
    write_export(out, export_of(what, tracing.outbreak, staff, NOW), form, actor=staff, now=NOW, language="en")
    return out.getvalue()


def lines(tracing: TracingOffice, what: What, staff: Staff | None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in taken(tracing, what, "jsonl", staff).splitlines()]


def test_people_leave_with_level_case_and_days_named_in_ones_own_units_alone(tracing):
    people = {one["name"] or one["person"]: one for one in lines(tracing, What.PEOPLE, tracing.officer)}

    assert PEOPLE_OF_SON_DUONG < people.keys()
    assert 2 == sum(name.startswith("BN-") for name in people)
    first = people["Người Thứ A"]
    assert ("F0", "confirmed", tracing.cases[0].number) == (first["level"], first["classification"], first["case"])
    assert ("0912345678", tracing.cases[0].onset.isoformat()) == (first["phone"], first["onset"])
    assert {(None, None)} == {(one["phone"], one["birth_year"]) for name, one in people.items() if name[:3] == "BN-"}


def test_exposures_name_the_near_end_and_their_place_and_say_whether_they_count(tracing):
    first, second, withdrawn = lines(tracing, What.EXPOSURES, tracing.officer)

    assert ("Người Thứ A", None) == (first["from"]["name"], first["to"]["name"])
    assert (2, True, ago(4).isoformat()) == (first["evidence"], first["counts"], first["first_day"])
    assert (first["to"]["person"], None) == (second["from"]["person"], second["last_day"])
    assert (False, True) == (withdrawn["counts"], withdrawn["withdrawn"])


def test_without_a_reader_nobody_is_named(tracing):
    for what in (What.PEOPLE, What.EXPOSURES):
        assert b"Th\xe1\xbb\xa9" not in taken(tracing, what, "jsonl", None)
    assert b"Th\xe1\xbb\xa9" not in taken(tracing, What.OUTBREAK, "fhir", None)
    assert 0 == names_in(What.PEOPLE, tracing.outbreak, None)


def test_a_neighbour_of_the_province_gets_pseudonyms_of_son_duong(tracing):
    neighbour = tracing.office.staff("Mai Láng Giềng", Role.HEALTH_OFFICER, TAN_TRAO)

    named = {one["name"] for one in lines(tracing, What.PEOPLE, neighbour)} - {None}

    assert {"Người Thứ B", "Người Thứ D"} == named
    assert len(named) == names_in(What.PEOPLE, tracing.outbreak, neighbour)
    assert len(named) == names_in(What.EXPOSURES, tracing.outbreak, neighbour)


def test_a_spreadsheet_has_the_same_rows(tracing):
    head, *rows = csv.reader(io.StringIO(taken(tracing, What.PEOPLE, "csv", tracing.officer).decode("utf-8-sig")))

    assert ["Pseudonym", "Full name", "Telephone"] == head[:3]
    assert {"F0", "F1", "F2", ""} == {row[6] for row in rows}
    assert PEOPLE_OF_SON_DUONG == {row[1] for row in rows} - {""}


def test_the_audit_names_whose_name_left_before_it_leaves(tracing):
    taken(tracing, What.EXPOSURES, "csv", tracing.officer)

    line = Entry.objects.get(act="tracing.export")
    assert ("exposures", "csv", 3, tracing.outbreak.name) == tuple(
        line.detail[name] for name in ("what", "form", "rows", "outbreak")
    )
    named = {str(tracing.cases[at].person_id) for at in (0, 2)}
    assert named == set(line.subjects.values_list("key", flat=True))


def test_the_bundle_is_fhir_r4_and_every_reference_leads_to_somebody_in_it(tracing):
    written = json.loads(taken(tracing, What.OUTBREAK, "fhir", tracing.officer))

    bundle = Bundle(written, strict=True)  # raises where a field, a type or a number of values is not R4's
    assert written == bundle.as_json()
    kinds = [entry.resource.resource_type for entry in bundle.entry]
    assert (4, 4, 6) == tuple(kinds.count(kind) for kind in ("Patient", "Condition", "Observation"))
    places = [entry.fullUrl for entry in bundle.entry]
    assert len(places) == len(set(places))
    assert references_in(written) <= set(places)
    met = [entry.resource for entry in bundle.entry if entry.resource.id.startswith("EX-")]
    assert ["final", "final", "entered-in-error"] == [one.status for one in met]
    assert [1, 1, 1] == [len(one.focus) for one in met]


@pytest.mark.parametrize(("field", "value"), [("birthDate", 1980), ("gendre", "female"), ("name", "Người Thứ A")])
def test_what_is_no_fhir_would_be_noticed(tracing, field: str, value: object):
    written = json.loads(taken(tracing, What.OUTBREAK, "fhir", tracing.officer))
    written["entry"][0]["resource"][field] = value

    with pytest.raises(FHIRValidationError):
        Bundle(written, strict=True)


def references_in(told: Any) -> set[str]:
    if isinstance(told, dict):
        own = {told["reference"]} if "reference" in told else set()
        return own.union(*(references_in(value) for value in told.values()))
    return set().union(*map(references_in, told)) if isinstance(told, list) else set()


def test_whoever_lies_beyond_the_reach_is_named_in_the_bundle_by_pseudonym_alone(tracing):
    export = export_of(What.OUTBREAK, tracing.outbreak, tracing.officer, NOW)
    far = tracing.cases[1].person

    (*_, last) = [row for chunk in export.chunks for row in chunk]
    assert isinstance(last, MeetingRow)
    beyond = EndRow(far.pk, far.pseudonym, is_named=False, name="", is_listed=False)
    (told,) = resources_of(replace(last, target=beyond), "SARS-CoV-2")

    assert {"type": "Patient", "identifier": {"system": "urn:bluezone:person", "value": far.pseudonym}} == told[
        "subject"
    ]


def test_counts_for_dhis2_name_nobody_and_add_up_by_commune(tracing):
    told = json.loads(taken(tracing, What.COUNTS, "dhis2", tracing.officer))["dataValues"]

    assert {(SON_DUONG[:5], "BZ_F0", "1"), (TAN_TRAO[:5], "BZ_F1", "1"), (SON_DUONG[:5], "BZ_F2", "1")} == {
        (one["orgUnit"], one["dataElement"], one["value"]) for one in told
    }
    assert {f"{TODAY:%Y%m%d}"} == {one["period"] for one in told}
    assert [] == list(Entry.objects.get(act="tracing.export").subjects.all())


def test_counts_are_read_at_one_cost_however_many_communes_there_are(tracing, django_assert_num_queries):
    with django_assert_num_queries(2):
        counted = counted_by_commune(tracing.outbreak, reader_of(None))

    assert 2 == len({commune for commune, _ in counted})


@pytest.fixture
def few(monkeypatch) -> None:
    """As if the two names here were more than a thousand."""
    monkeypatch.setattr(releases, "MOST_ALONE", 1)


def put_aside(tracing: TracingOffice, release: Release, read: str | None = None) -> None:
    read = read or releases.digest_of_release(release)
    releases.put_release_aside(actor=tracing.second, release=release, read=read, now=NOW)


def ask(tracing: TracingOffice, what: What = What.PEOPLE) -> Release:
    asked = {"outbreak": tracing.outbreak, "what": what, "reason": "báo cáo cho tỉnh", "now": NOW}
    return releases.ask_for_release(actor=tracing.officer, **asked)


def agree(release: Release, actor: Staff, now: dt.datetime = NOW) -> None:
    read = releases.digest_of_release(release)
    releases.agree_to_release(actor=actor, release=release, read=read, now=now)


def with_the_whole_province(officer: Staff) -> Staff:
    give_role(actor=None, staff=officer, role=Role.HEALTH_OFFICER, unit=the_unit(TUYEN_QUANG), now=NOW)
    return Staff.objects.get(pk=officer.pk)


def may_leave(tracing: TracingOffice, what: What = What.PEOPLE, now: dt.datetime = NOW) -> bool:
    try:
        releases.require_may_leave(tracing.officer, tracing.outbreak, what, now)
    except RefusedError:
        return False
    return True


def test_up_to_a_thousand_names_leave_by_one_persons_word(tracing):
    assert 1_000 == releases.MOST_ALONE
    assert may_leave(tracing)
    with pytest.raises(RefusedError, match="one person takes them out"):
        ask(tracing)


def test_many_names_leave_once_a_second_person_agreed_for_a_day_and_for_that_list(tracing, few):
    assert not may_leave(tracing)
    release = ask(tracing)
    assert not may_leave(tracing)

    assert [release] == releases.releases_to_agree(tracing.second, NOW)
    agree(release, tracing.second)

    assert may_leave(tracing)
    assert not may_leave(tracing, What.EXPOSURES)
    assert not may_leave(tracing, now=NOW + dt.timedelta(hours=25))
    assert may_leave(tracing, What.COUNTS)
    acts = Entry.objects.filter(act__in=("tracing.ask_release", "tracing.release"))
    assert ["tracing.ask_release", "tracing.release"] == list(acts.order_by("number").values_list("act", flat=True))


def test_what_was_agreed_to_is_as_many_names_as_were_read_and_those_that_one_takes_out_alone(tracing, few):
    """Else whoever was let take out a list of one name too many would fill it afterwards."""
    agree(ask(tracing), tracing.second)

    for let_out in (True, False):
        involve(tracing.outbreak, tracing.office.case(tracing.officer).person)
        assert let_out == may_leave(tracing)
    with pytest.raises(RefusedError, match="many more than a second person agreed to"):
        releases.require_may_leave(tracing.officer, tracing.outbreak, What.PEOPLE, NOW)

    put_aside(tracing, Release.objects.get())
    agree(ask(tracing), tracing.second)
    assert may_leave(tracing)


def test_neither_the_asker_nor_a_newcomer_nor_a_neighbour_agrees(tracing, few):
    release = ask(tracing)
    newcomer = tracing.office.staff("Lê Mới Vào", Role.SUPERVISOR)
    neighbour = tracing.office.staff("Mai Xã Bên", Role.SUPERVISOR, TAN_TRAO)
    Grant.objects.filter(staff=neighbour).update(given_at=NOW - dt.timedelta(days=8))

    for person, why in (
        (tracing.officer, "does not agree to it"),
        (newcomer, "has had the role for a week"),
        (neighbour, "has had the role for a week"),
    ):
        assert [] == releases.releases_to_agree(person, NOW)
        with pytest.raises(RefusedError, match=why):
            agree(release, person)
    with pytest.raises(RefusedError, match="more than a day ago"):
        agree(release, tracing.second, NOW + dt.timedelta(hours=25))

    assert not may_leave(tracing)


def test_a_newcomer_does_not_ask(tracing, few):
    Grant.objects.filter(staff=tracing.officer).update(given_at=NOW - dt.timedelta(days=6))

    with pytest.raises(RefusedError, match="whoever asks that names leave has had the role for a week"):
        ask(tracing)


def test_what_was_agreed_to_lets_out_nobody_of_a_unit_that_became_the_askers_meanwhile(tracing, few):
    release = ask(tracing)
    agree(release, tracing.second)
    assert releases.release_of(tracing.officer, tracing.outbreak, What.PEOPLE, NOW)

    officer = with_the_whole_province(tracing.officer)

    assert releases.release_of(officer, tracing.outbreak, What.PEOPLE, NOW) is None
    with pytest.raises(RefusedError, match="ask a second person first"):
        releases.require_may_leave(officer, tracing.outbreak, What.PEOPLE, NOW)


def test_nobody_agrees_once_a_unit_became_the_askers_that_they_have_had_for_no_week(tracing, few):
    release, above = ask(tracing), tracing.office.staff("Lương Thị Trên", Role.SUPERVISOR, TUYEN_QUANG)
    Grant.objects.filter(staff=above).update(given_at=NOW - dt.timedelta(days=8))
    assert [release] == releases.releases_to_agree(above, NOW)

    with_the_whole_province(tracing.officer)

    assert [] == releases.releases_to_agree(above, NOW)
    with pytest.raises(RefusedError, match="may not ask for it any more"):
        agree(release, above)


def test_an_ask_waits_for_whoever_can_agree_to_it_and_for_nobody_else(tracing, few):
    officer, above = tracing.office.staff("Lê Hai Xã", Role.HEALTH_OFFICER), tracing.office.staff("Lương Thị Trên")
    for person, unit in ((officer, TAN_TRAO), (above, TUYEN_QUANG)):
        give_role(actor=None, staff=person, role=Role.SUPERVISOR, unit=the_unit(unit), now=NOW)
    country = tracing.office.staff("Lê Cả Nước", Role.SUPERVISOR, None)
    Grant.objects.update(given_at=NOW - dt.timedelta(days=8))
    asked = {"outbreak": tracing.outbreak, "what": What.PEOPLE, "reason": "báo cáo cho tỉnh", "now": NOW}
    release = releases.ask_for_release(actor=officer, **asked)

    for known, waits in ((tracing.second, []), (above, [release]), (country, [release])):
        person = Staff.objects.get(pk=known.pk)
        assert waits == releases.releases_to_agree(person, NOW) == list(releases.releases_that_wait(person, NOW))


def test_what_was_agreed_to_can_be_put_aside_and_asked_for_anew(tracing, few):
    release = ask(tracing)
    with pytest.raises(RefusedError, match="asked for this already"):
        ask(tracing)
    agree(release, tracing.second)

    put_aside(tracing, Release.objects.get())

    assert not may_leave(tracing)
    with pytest.raises(RefusedError, match="settled already"):
        agree(release, tracing.second)
    assert release != ask(tracing)


def test_nobody_puts_aside_what_a_colleague_agreed_to_since_they_read_it(tracing, few):
    release = ask(tracing)
    read = releases.digest_of_release(release)
    agree(release, tracing.second)

    with pytest.raises(ChangedError):
        put_aside(tracing, release, read)

    assert may_leave(tracing)


def test_the_page_puts_aside_what_it_shows_and_nothing_that_it_does_not(tracing, few):
    release, client = ask(tracing), tracing.office.client(tracing.officer)
    way = f"/tracing/export/asks/{release.pk}/leave"
    unread = client.post(way)
    assert (409, None) == (unread.status_code, Release.objects.get().ended_at)

    digest = releases.digest_of_release(release)
    assert digest in client.get("/tracing/export").content.decode()
    client.post(way, {"read": digest})

    assert NOW == Release.objects.get().ended_at


def test_the_page_asks_a_colleague_agrees_and_the_file_leaves(tracing, few):
    officer, second = (tracing.office.client(person) for person in (tracing.officer, tracing.second))
    asked_too_soon = officer.get("/tracing/export/people?as=csv")
    page = officer.get("/tracing/export").content.decode()
    assert 400 <= asked_too_soon.status_code < 500
    assert "more than 1,000 names; ask a second person first" in asked_too_soon.content.decode()
    assert "Takes two persons" in page

    officer.post("/tracing/export/ask", {"what": "people", "reason": "báo cáo cho tỉnh"})
    release = Release.objects.get()
    assert "báo cáo cho tỉnh" in second.get("/tracing/export").content.decode()
    second.post(f"/tracing/export/asks/{release.pk}/agree", {"read": releases.digest_of_release(release)})

    answer = officer.get("/tracing/export/people?as=csv")
    assert 200 == answer.status_code
    assert "Người Thứ A" in b"".join(answer.streaming_content).decode()


def test_a_list_that_there_is_not_is_not_there(tracing):
    client = tracing.office.client(tracing.officer)

    assert [404, 404, 404] == [
        client.get(address).status_code
        for address in ("/tracing/export/all", "/tracing/export/people?as=fhir", "/tracing/export/counts?as=xlsx")
    ]
