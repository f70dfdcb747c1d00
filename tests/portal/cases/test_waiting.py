"""What waits at the code desk, for whom, until when."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from bluezone.portal.cases.models import AskedRule
from bluezone.portal.cases.rules import agree_to_rule, set_desk_rule
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case, give_code
from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.waiting import counts_for, waits_for


def test_a_case_waits_for_every_colleague_but_the_one_who_opened_it(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    neighbour = office.staff("Hoàng Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    interviewer = office.staff("Lê Hỏi", Role.INTERVIEWER)

    case = office.case(lan)

    assert {"cases.opened": 1} == counts_for(lan)
    assert {"cases.confirm": 1} == counts_for(hung)
    assert [{}, {}] == [counts_for(neighbour), counts_for(interviewer)]
    assert reverse("case", args=[case.number]) == waits_for(hung)["cases.confirm"].address


def test_it_waits_no_longer_once_it_is_confirmed(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    case = office.case(lan)

    confirm_case(actor=hung, case=case, read=digest_of_case(case), now=NOW)

    assert [{}, {}] == [counts_for(lan), counts_for(hung)]


def test_several_lead_to_a_list_of_exactly_these(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    office.case(hung, full_name="Bùi Của Mình")
    waiting = [office.case(lan, full_name=name) for name in ("Vũ Một", "Vũ Hai")]

    line = waits_for(hung)["cases.confirm"]
    page = office.client(hung).get(line.address).content.decode()

    assert 2 == line.count
    assert [True, True] == [case.person.full_name in page for case in waiting]
    assert "Bùi Của Mình" not in page


def test_a_code_waits_for_the_patient_until_it_is_over(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    case = office.case(lan, confirmed_by=hung)
    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)

    line = waits_for(lan)["cases.codes"]

    assert NOW + dt.timedelta(days=1) == line.due
    assert not line.is_late(NOW + dt.timedelta(days=2))  # others move, so it is never late for her
    assert [{}, {}] == [counts_for(hung), counts_for(lan, NOW + dt.timedelta(days=2))]


def test_codes_lead_to_the_cases_that_they_were_given_for(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    served = [office.case(lan, confirmed_by=hung, full_name=name) for name in ("Vũ Một", "Vũ Hai")]
    office.case(lan, confirmed_by=hung, full_name="Vũ Không Mã")
    for case in served:
        give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)

    page = office.client(lan).get(waits_for(lan)["cases.codes"].address).content.decode()

    assert [True, True] == [case.person.full_name in page for case in served]
    assert "Vũ Không Mã" not in page


def test_a_rule_waits_for_a_second_one_who_has_been_there_for_a_week(office):
    asks, agrees, newcomer = (office.staff(name, Role.SUPERVISOR) for name in ("Trần Hỏi", "Lê Gật", "Vũ Mới"))
    Grant.objects.exclude(staff=newcomer).update(given_at=NOW - dt.timedelta(days=30))
    office.staff("Đỗ Bên", Role.SUPERVISOR, TAN_TRAO)
    set_desk_rule(actor=asks, unit=the_unit(SON_DUONG), needs_second_person=False, valid_from=NOW.date(), now=NOW)

    assert {"cases.rule": 1} == counts_for(agrees)
    assert [{}, {}] == [counts_for(asks), counts_for(newcomer)]
    assert {} == counts_for(agrees, NOW + dt.timedelta(days=2))

    agree_to_rule(actor=agrees, asked=AskedRule.objects.get(), now=NOW)

    assert {} == counts_for(agrees)


def test_an_ask_of_somebody_who_may_not_ask_any_more_waits_for_nobody(office):
    asks, agrees = (office.staff(name, Role.SUPERVISOR) for name in ("Trần Hỏi", "Lê Gật"))
    Grant.objects.update(given_at=NOW - dt.timedelta(days=30))
    set_desk_rule(actor=asks, unit=the_unit(SON_DUONG), needs_second_person=False, valid_from=NOW.date(), now=NOW)

    Grant.objects.filter(staff=asks).update(ended_at=NOW)

    assert {} == counts_for(agrees)
