"""Where a second person must look: the nearest unit's newest rule, from its day on, set by whom the table says."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import DeskRule
from bluezone.portal.cases.rules import rules_for, set_desk_rule
from bluezone.portal.cases.selectors import needs_second_person
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit

TODAY = NOW.date()
SAID = {"place": "sơn dương", "second_person": "not_needed", "valid_from": TODAY.isoformat()}


@pytest.fixture
def supervisor(office):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR, TUYEN_QUANG)


def test_one_commune_may_do_without_while_its_neighbour_may_not(office, supervisor):
    answer = office.client(supervisor).post("/cases/rules", SAID)

    assert 302 == answer.status_code
    assert not needs_second_person(the_unit(SON_DUONG).path, TODAY)
    assert needs_second_person(the_unit(TAN_TRAO).path, TODAY)
    assert {"second_person": False, "from": TODAY.isoformat()} == Entry.objects.get(act="cases.rule").detail


def test_a_rule_holds_from_its_day_and_not_before(office, supervisor):
    tomorrow = TODAY + dt.timedelta(days=1)

    office.client(supervisor).post("/cases/rules", {**SAID, "valid_from": tomorrow.isoformat()})

    assert needs_second_person(the_unit(SON_DUONG).path, TODAY)
    assert not needs_second_person(the_unit(SON_DUONG).path, tomorrow)
    (view,) = rules_for(supervisor, TODAY)
    assert not view.is_in_force


def test_the_case_page_follows_the_rule(office, supervisor):
    lan = office.staff("Lan", Role.HEALTH_OFFICER)
    case = office.case(lan)
    before = office.client(lan).get(f"/cases/{case.number}").content.decode()

    office.client(supervisor).post("/cases/rules", SAID)

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
        set_desk_rule(actor=supervisor, unit=the_unit(unit), needs_second_person=False, valid_from=TODAY, now=NOW)
    local = office.staff("Giám Sát Xã", Role.SUPERVISOR, SON_DUONG)

    assert ["Tỉnh Tuyên Quang"] == [rule.unit.name for rule in rules_for(local, TODAY)]


def test_the_same_day_said_twice_is_one_rule(supervisor):
    for needed in (False, True):
        set_desk_rule(actor=supervisor, unit=the_unit(SON_DUONG), needs_second_person=needed, valid_from=TODAY, now=NOW)

    assert [True] == [rule.needs_second_person for rule in DeskRule.objects.all()]
    assert 2 == Entry.objects.filter(act="cases.rule").count()


def test_a_unit_that_is_no_more_has_no_rule(supervisor):
    with pytest.raises(RefusedError, match="no more"):
        set_desk_rule(
            actor=supervisor, unit=the_unit("02536-000000"), needs_second_person=False, valid_from=TODAY, now=NOW
        )
