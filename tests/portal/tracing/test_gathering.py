"""What opened reports and stored lists tell of meetings is taken once, stands together, and goes with its thing."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.frame.evidence import Offered, offer_evidence, sources
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.reports.models import Report
from bluezone.portal.reports.services import close_report, take_report
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.tracing.gathering import waiting_evidence
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.marking import mark_of_name, mark_of_phone
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure
from bluezone.portal.tracing.services import record_exposure
from bluezone.protocol.report import Declaration, Symptom, Withdrawal
from tests.portal.reports.test_inbox import DAY, NOTE, Post, contact, post
from tests.support.lists import ugly_lists
from tests.support.portal.lists_desk import a_desk
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit

__all__ = ["post"]
YESTERDAY = NOW.date() - dt.timedelta(days=1)
PHONE, NAME = "0987 654 321", "Trần Thị Sốt"


def declaration(number: int = 9, *, symptoms: tuple[Symptom, ...] = (Symptom.FEVER,), met_case: bool = True):
    facts = (False, NAME, 1980, "+84 987654321", "thôn Cây Xoan", symptoms, met_case, "")
    return Declaration(number.to_bytes(16, "big"), "02536", DAY, *facts)


@pytest.fixture
def officer(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


def opened(post: Post, officer, *messages) -> list[Report]:
    for message in messages:
        post.sends(message)
    post.fetches()
    reports = list(Report.objects.order_by("pk"))
    for report in reports:
        take_report(actor=officer, report=report, wrapping_key=wrapping_key(), now=NOW)
    return reports


def told(key: str = "1", **facts) -> Offered:
    return Offered("list", key, the_unit(SON_DUONG).path, YESTERDAY, YESTERDAY, **facts)


def test_a_report_is_evidence_once_an_officer_has_opened_it_and_is_taken_once(post, officer):
    post.sends(contact())
    post.fetches()
    before = Evidence.objects.count()

    report = opened(post, officer)[0]
    take_report(actor=officer, report=report, wrapping_key=wrapping_key(), now=NOW)

    piece = Evidence.objects.get()
    assert 0 == before
    assert ("app", str(report.pk), 1, officer) == (piece.origin, piece.origin_key, piece.confidence, piece.entered_by)
    assert (YESTERDAY, YESTERDAY, None) == (piece.day_from, piece.day_to, piece.exposure)


def test_of_a_sealed_report_no_word_of_its_owner_is_kept(post, officer):
    opened(post, officer, contact(links=(bytes(range(32)),)), declaration())

    rows = list(Evidence.objects.order_by("pk").values())

    assert [{"days": 1, "level": 1, "band": 2, "meetings": 2}, {"ill": True, "met_case": True}] == [
        row["says"] for row in rows
    ]
    everything = json.dumps(rows, default=str)
    spoken = (NOTE, NAME, "Trần", "1980", "Cây Xoan", "987654321", "654 321", bytes(range(32)).hex())
    assert [] == [word for word in spoken if word in everything]


@pytest.mark.parametrize(
    ("symptoms", "met_case", "count"), [((), False, 0), ((), True, 1), ((Symptom.COUGH,), False, 1)]
)
def test_a_declaration_of_somebody_well_who_met_no_case_is_none(post, officer, symptoms, met_case, count):
    opened(post, officer, declaration(symptoms=symptoms, met_case=met_case))

    assert count == Evidence.objects.count()


def test_a_report_and_a_declaration_of_one_number_stand_together(post, officer):
    opened(post, officer, contact(), declaration())

    first, second = Evidence.objects.order_by("pk")

    assert first.pk == first.meeting == second.meeting
    assert first.rank == second.rank > 0


def test_an_owner_who_takes_a_report_back_takes_that_piece_alone(post, officer):
    report, _declared = opened(post, officer, contact(), declaration())

    post.sends(Withdrawal((1).to_bytes(16, "big")))
    post.fetches()

    gone, left = Evidence.objects.order_by("pk")
    assert (True, "người gửi đã rút lại", {}, "", "") == (
        gone.withdrawn_at is not None,
        gone.reason,
        gone.says,
        gone.name_mark,
        gone.phone_mark,
    )
    assert left.withdrawn_at is None
    assert left.says
    assert left.pk == left.meeting
    line = Line.objects.get(act="tracing.evidence_ended")
    assert [("evidence", str(gone.pk))] == list(line.subjects.values_list("kind", "key"))
    assert str(report.pk) == gone.origin_key


@pytest.mark.parametrize("has_another", [True, False])
def test_an_exposure_counts_on_while_another_piece_holds(office, post, officer, has_another):
    opened(post, officer, contact())
    case = office.case(officer)
    outbreak = outbreak_at(case.path, NOW.date())
    other = office.case(officer, full_name="Vũ Thị Chờ", phone="0987 111 222")
    exposure = record_exposure(
        actor=officer,
        source=involve(outbreak, case.person),
        target=involve(outbreak, other.person),
        meeting=Meeting(),
        evidence=[Piece("interview")],
        now=NOW,
    )
    Evidence.objects.filter(origin="app").update(exposure=exposure)
    if not has_another:
        Evidence.objects.filter(origin="interview").delete()

    post.sends(Withdrawal((1).to_bytes(16, "big")))
    post.fetches()

    assert has_another == Exposure.objects.get().is_alive


@pytest.mark.parametrize("state", [Report.State.CLOSED, Report.State.OPENED])
def test_a_report_whose_time_is_over_takes_its_piece_along(post, officer, state):
    (report,) = opened(post, officer, contact())
    if state == Report.State.CLOSED:
        close_report(actor=officer, report=report, now=NOW)

    erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=91 if state == Report.State.OPENED else 31))

    piece = Evidence.objects.get()
    assert (0, "báo cáo đã bị xóa khi hết thời hạn lưu", {}, "") == (
        Report.objects.count(),
        piece.reason,
        piece.says,
        piece.phone_mark,
    )


def test_what_hung_on_nothing_for_too_long_is_forgotten_and_ends(office):
    offer_evidence([told(says={"name": NAME}, name=NAME, phone=PHONE)], actor=None, now=NOW)

    erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=90))
    kept = waiting_evidence().get()
    erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=91))

    piece = Evidence.objects.get()
    assert {"name": NAME} == kept.says
    assert ({}, "", "", True) == (piece.says, piece.name_mark, piece.phone_mark, piece.withdrawn_at is not None)
    assert {0} == set(erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=91)).values())


def test_rows_of_a_list_of_contacts_are_evidence_of_who_met_its_case(office):
    desk = a_desk(office)
    case = office.case(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER), confirmed_by=desk.officer)

    desk.store(desk.bring(ugly_lists.contacts_of_a_case(), "contacts", case=case.number))

    rows = list(Evidence.objects.order_by("pk"))
    assert rows
    assert {("list", case.number, desk.officer.pk)} == {
        (row.origin, row.says["case"], row.entered_by_id) for row in rows
    }
    assert all(row.name_mark == mark_of_name(row.says["name"]) for row in rows)


def test_pieces_that_come_apart_find_those_that_are_here(office):
    for key, day in (("1", 0), ("2", 9), ("3", 1)):
        days = (YESTERDAY - dt.timedelta(days=day),) * 2
        piece = Offered("list", key, the_unit(SON_DUONG).path, *days, name=NAME, phone=PHONE)
        offer_evidence([piece], actor=None, now=NOW)

    first, other, third = Evidence.objects.order_by("pk")

    assert [first.pk, other.pk, first.pk] == [first.meeting, other.meeting, third.meeting]


def test_a_family_of_another_commune_under_one_name_stands_apart(office):
    offer_evidence([told("1", name=NAME)], actor=None, now=NOW)
    elsewhere = Offered("list", "2", the_unit(TAN_TRAO).path, YESTERDAY, YESTERDAY, name=NAME)
    offer_evidence([elsewhere], actor=None, now=NOW)

    assert 2 == len({piece.meeting for piece in Evidence.objects.all()})


def test_an_origin_that_no_room_names_is_refused(office):
    with pytest.raises(ValueError, match="no room"):
        offer_evidence([Offered("rumour", "1", "")], actor=None, now=NOW)


def test_every_source_is_an_origin_of_evidence_and_has_its_page():
    assert {"app", "declaration", "list"} <= set(sources()) <= set(Evidence.Origin.values)


@pytest.mark.parametrize(
    "facts",
    [
        {"key": ""},
        {"key": "k" * 81},
        {"confidence": 0},
        {"says": {"x": "y" * 201}},
        {"says": {str(n): n for n in range(21)}},
        {"first_day": NOW.date(), "last_day": YESTERDAY},
    ],
)
def test_more_than_can_be_kept_is_no_piece(facts):
    with pytest.raises(ValueError, match=r"evidence|meeting"):
        Offered(**{"origin": "list", "key": "1", "path": "", **facts})


@pytest.mark.parametrize("phone", ["0987654321", "+84 987 654 321", "84987654321", "0987.654.321"])
def test_one_number_has_one_mark_however_it_is_typed(phone):
    assert mark_of_phone(PHONE) == mark_of_phone(phone) != mark_of_phone("0987654322")


def test_an_old_number_is_found_by_what_it_became():
    assert mark_of_phone("0166 1234567") == mark_of_phone("036 1234567")


@given(st.text(max_size=40))
def test_a_mark_says_nothing_of_what_it_marks(text):
    for mark in (mark_of_name(text), mark_of_phone(text)):
        assert mark == "" or (len(mark) == 32 and set(mark) <= set("0123456789abcdef"))
