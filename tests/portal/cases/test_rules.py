"""Where a second person must look: the nearest unit's newest rule, from its day on, set by whom the table says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import AskedRule, DeskRule
from bluezone.portal.cases.rules import agree_to_rule, rules_for, set_desk_rule
from bluezone.portal.cases.selectors import needs_second_person
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS, SETTLED
from bluezone.portal.staff.services import end_role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, settled, the_unit

TODAY = NOW.date()
SAID = {"place": "sơn dương", "second_person": "not_needed", "valid_from": TODAY.isoformat()}


@pytest.fixture
def supervisor(office):
    return settled(office.staff("Trần Văn Hùng", Role.SUPERVISOR, TUYEN_QUANG))


@pytest.fixture
def second(office):
    """Who has had the role for a week."""
    person = office.staff("Mai Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG)
    person.grants.update(given_at=NOW - SETTLED)
    return person


def agreed(office, supervisor, second, **changes) -> DeskRule:
    """That one person is enough: asked for by the one, agreed to by the other, each on the page."""
    assert 302 == office.client(supervisor).post("/cases/rules", {**SAID, **changes}).status_code
    asked = AskedRule.objects.get(ended_at=None)
    assert 302 == office.client(second).post(f"/cases/rules/{asked.pk}/agree").status_code
    return DeskRule.objects.get(valid_from=asked.valid_from)


def test_one_person_alone_does_not_say_that_one_person_is_enough(office, supervisor):
    client = office.client(supervisor)
    client.post("/cases/rules", SAID)

    own = client.post(f"/cases/rules/{AskedRule.objects.get().pk}/agree")

    assert 409 == own.status_code
    assert "does not agree to it" in own.content.decode()
    assert needs_second_person(the_unit(SON_DUONG).path, TODAY)
    assert 0 == DeskRule.objects.count()


def test_what_waits_is_shown_to_whoever_may_agree_and_on_their_first_page(office, supervisor, second):
    office.client(supervisor).post("/cases/rules", SAID)
    elsewhere = office.client(office.staff("Giám Sát Xã Bên", Role.SUPERVISOR, TAN_TRAO))

    theirs, first = (office.client(second).get(page).content.decode() for page in ("/cases/rules", "/"))
    own = office.client(supervisor).get("/cases/rules").content.decode()

    assert "Trần Văn Hùng asked on 24/11/2026 09:30 that in Xã Sơn Dương one person be enough" in theirs
    assert "Agree: one person is enough" in theirs
    assert "Rules of the code desk to agree to" in first
    assert "Agree: one person is enough" not in own
    assert "Trần Văn Hùng" not in elsewhere.get("/cases/rules").content.decode()
    assert 404 == elsewhere.post(f"/cases/rules/{AskedRule.objects.get().pk}/agree").status_code


@pytest.mark.parametrize(("later", "status"), [(ASK_LASTS - dt.timedelta(minutes=1), 302), (ASK_LASTS, 409)])
def test_an_ask_ends_after_a_day(office, supervisor, second, later, status):
    office.client(supervisor).post("/cases/rules", SAID)
    office.clock[0] = NOW + later

    assert status == office.client(second).post(f"/cases/rules/{AskedRule.objects.get().pk}/agree").status_code


def test_an_ask_ends_with_the_role_of_whoever_asked(office, supervisor, second):
    office.client(supervisor).post("/cases/rules", SAID)
    end_role(actor=second, grant=supervisor.grants.get(), now=NOW)

    answer = office.client(second).post(f"/cases/rules/{AskedRule.objects.get().pk}/agree")

    assert 409 == answer.status_code
    assert 0 == DeskRule.objects.count()


def test_an_ask_ends_where_whoever_asked_got_the_role_anew(office, supervisor, second):
    office.client(supervisor).post("/cases/rules", SAID)
    supervisor.grants.update(given_at=NOW)

    answer = office.client(second).post(f"/cases/rules/{AskedRule.objects.get().pk}/agree")

    assert (409, 0) == (answer.status_code, DeskRule.objects.count())


def test_who_was_hired_for_it_is_no_second_person(office, supervisor, second):
    second.grants.update(given_at=NOW - SETTLED + dt.timedelta(minutes=1))
    office.client(supervisor).post("/cases/rules", SAID)

    answer = office.client(second).post(f"/cases/rules/{AskedRule.objects.get().pk}/agree")

    assert "for a week" in answer.content.decode()
    assert 0 == DeskRule.objects.count()


def test_who_was_hired_for_it_is_no_first_person_either(supervisor):
    """Else whoever hired them would answer their ask, alone. That two people look, they may say."""
    supervisor.grants.update(given_at=NOW - SETTLED + dt.timedelta(minutes=1))
    facts = {"actor": supervisor, "unit": the_unit(SON_DUONG), "valid_from": TODAY, "now": NOW}

    with pytest.raises(RefusedError, match="for a week"):
        set_desk_rule(needs_second_person=False, **facts)

    assert set_desk_rule(needs_second_person=True, **facts)


def test_a_rule_begins_no_earlier_than_it_was_agreed_to(office, supervisor, second):
    office.client(supervisor).post("/cases/rules", SAID)
    office.clock[0] = NOW + dt.timedelta(hours=20)

    office.client(second).post(f"/cases/rules/{AskedRule.objects.get().pk}/agree")

    assert TODAY + dt.timedelta(days=1) == DeskRule.objects.get().valid_from


def test_that_two_people_look_one_person_says_and_an_ask_for_less_ends_with_it(office, supervisor, second):
    agreed(office, supervisor, second)
    office.client(supervisor).post("/cases/rules", {**SAID, "valid_from": TODAY + dt.timedelta(days=1)})

    office.client(supervisor).post("/cases/rules", {**SAID, "second_person": "needed"})

    assert needs_second_person(the_unit(SON_DUONG).path, TODAY)
    assert not AskedRule.objects.filter(ended_at=None).exists()


def test_an_ask_is_put_aside_and_then_settled(office, supervisor, second):
    office.client(supervisor).post("/cases/rules", SAID)
    where = f"/cases/rules/{AskedRule.objects.get().pk}"
    client = office.client(second)

    assert 302 == client.post(f"{where}/leave").status_code

    assert 404 == client.post(f"{where}/agree").status_code
    assert ["cases.ask_rule", "cases.leave_rule"] == acts()


def test_of_two_who_agree_at_once_the_second_finds_it_settled(supervisor, second):
    set_desk_rule(actor=supervisor, unit=the_unit(SON_DUONG), needs_second_person=False, valid_from=TODAY, now=NOW)
    seen_by_both = AskedRule.objects.get()
    agree_to_rule(actor=second, asked=seen_by_both, now=NOW)

    with pytest.raises(RefusedError, match="settled already"):
        agree_to_rule(actor=second, asked=seen_by_both, now=NOW)


def test_the_database_knows_that_nobody_alone_says_that_one_is_enough(supervisor):
    facts = {"path": the_unit(SON_DUONG).path, "valid_from": TODAY, "needs_second_person": False}

    for agreed_by in (None, supervisor):
        with pytest.raises(IntegrityError), transaction.atomic():
            DeskRule.objects.create(**facts, asked_by=supervisor, agreed_by=agreed_by)


def test_a_rule_of_before_goes_on_and_nobody_stands_beside_it(office, supervisor):
    path = the_unit(SON_DUONG).path
    DeskRule.objects.create(path=path, valid_from=TODAY, needs_second_person=False)

    page = office.client(supervisor).get("/cases/rules").content.decode()

    assert not needs_second_person(path, TODAY)
    assert "not noted" in page


def acts() -> list[str]:
    told = Entry.objects.filter(act__startswith="cases.", kind="write").order_by("number")
    return list(told.values_list("act", flat=True))


def test_one_commune_may_do_without_while_its_neighbour_may_not(office, supervisor, second):
    rule = agreed(office, supervisor, second)

    assert (supervisor, second) == (rule.asked_by, rule.agreed_by)
    assert ["cases.ask_rule", "cases.rule"] == acts()
    assert not needs_second_person(the_unit(SON_DUONG).path, TODAY)
    assert needs_second_person(the_unit(TAN_TRAO).path, TODAY)
    assert {"second_person": False, "from": TODAY.isoformat()} == Entry.objects.get(act="cases.rule").detail


def test_a_rule_holds_from_its_day_and_not_before(office, supervisor, second):
    tomorrow = TODAY + dt.timedelta(days=1)

    agreed(office, supervisor, second, valid_from=tomorrow.isoformat())

    assert needs_second_person(the_unit(SON_DUONG).path, TODAY)
    assert not needs_second_person(the_unit(SON_DUONG).path, tomorrow)
    (view,) = rules_for(supervisor, TODAY)
    assert not view.is_in_force
    assert ("Trần Văn Hùng", "Mai Quản Trị") == view.said_by


def test_the_case_page_follows_the_rule(office, supervisor, second):
    lan = office.staff("Lan", Role.HEALTH_OFFICER)
    case = office.case(lan)
    before = office.client(lan).get(f"/cases/{case.number}").content.decode()

    agreed(office, supervisor, second)

    assert "Give out a code" not in before
    assert "Give out a code" in office.client(lan).get(f"/cases/{case.number}").content.decode()


@pytest.mark.parametrize("days", [-1, 400])
def test_a_rule_is_not_written_into_the_past_or_far_away(office, supervisor, days):
    day = TODAY + dt.timedelta(days=days)

    answer = office.client(supervisor).post("/cases/rules", {**SAID, "valid_from": day.isoformat()})

    assert 409 == answer.status_code
    assert "begins today or later" in answer.content.decode()
    assert 0 == DeskRule.objects.count()


def test_nobody_rules_beyond_their_unit(office):
    local = office.client(office.staff("Giám Sát Xã", Role.SUPERVISOR, SON_DUONG))

    neighbour = local.post("/cases/rules", {**SAID, "place": "x", "unit": the_unit(TAN_TRAO).pk})
    above = local.post("/cases/rules", {**SAID, "place": "tuyên quang"})

    assert (400, 400) == (neighbour.status_code, above.status_code)
    assert 0 == DeskRule.objects.count()


def test_a_commune_sees_the_rule_of_its_province_and_not_that_of_its_neighbour(office, supervisor):
    for unit in (TUYEN_QUANG, TAN_TRAO):
        set_desk_rule(actor=supervisor, unit=the_unit(unit), needs_second_person=True, valid_from=TODAY, now=NOW)
    local = office.staff("Giám Sát Xã", Role.SUPERVISOR, SON_DUONG)

    assert ["Tỉnh Tuyên Quang"] == [rule.unit.name for rule in rules_for(local, TODAY)]


def test_the_same_day_said_twice_is_one_rule(office, supervisor, second):
    agreed(office, supervisor, second)
    set_desk_rule(actor=supervisor, unit=the_unit(SON_DUONG), needs_second_person=True, valid_from=TODAY, now=NOW)

    assert [(True, supervisor, None)] == [
        (rule.needs_second_person, rule.asked_by, rule.agreed_by) for rule in DeskRule.objects.all()
    ]
    assert 2 == Entry.objects.filter(act="cases.rule").count()


def test_a_unit_that_is_no_more_has_no_rule(supervisor):
    with pytest.raises(RefusedError, match="no more"):
        set_desk_rule(
            actor=supervisor, unit=the_unit("02536-000000"), needs_second_person=False, valid_from=TODAY, now=NOW
        )
