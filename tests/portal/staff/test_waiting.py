"""What waits for an administrator: who has no second factor, which codes and asks are open."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator

from bluezone.portal.identity.models import Grant, Renewal, Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS
from bluezone.portal.reports.models import ReportKey
from bluezone.portal.staff.invitations import ask_for_both, give_what_was_asked_for, invite, renew, waiting_for_a_second
from bluezone.portal.staff.services import end_role
from tests.support.portal.offices import NOW, TAN_TRAO, TUYEN_QUANG
from tests.support.portal.waiting import counts_for, waits_for


@pytest.fixture
def administrator(office) -> Staff:
    ReportKey.objects.create(public=b"p" * 32, wrapped=b"w", made_at=NOW, path="")
    return office.staff("Đỗ Quang Trị", Role.ADMINISTRATOR)


def bare(office, name: str, role: Role, **where: str) -> Staff:
    person = office.staff(name, role, **where)
    Authenticator.objects.filter(user=person).delete()
    return person


def test_colleagues_without_a_second_factor_are_counted_until_they_have_one(office, administrator):
    newcomer = bare(office, "Lê Mới", Role.HEALTH_OFFICER)
    bare(office, "Vũ Xa", Role.HEALTH_OFFICER, unit=TAN_TRAO)
    bare(office, "Hà Báo", Role.REPORTER)  # whose role asks for none
    gone = bare(office, "Vi Đi Rồi", Role.HEALTH_OFFICER)
    Staff.objects.filter(pk=gone.pk).update(is_active=False)

    line = waits_for(administrator)["staff.without_factor"]

    assert (1, f"/staff/{newcomer.username}") == (line.count, line.address)
    assert {} == counts_for(newcomer)
    end_role(actor=administrator, grant=newcomer.current_grants[0], now=NOW)
    assert {} == counts_for(administrator)


def test_the_page_to_which_the_line_leads_says_what_is_missing_and_of_nobody_else(office, administrator):
    newcomer, guarded = bare(office, "Lê Mới", Role.HEALTH_OFFICER), office.staff("Trần Đủ", Role.HEALTH_OFFICER)
    reporter = bare(office, "Hà Báo", Role.REPORTER)
    client = office.client(administrator)

    told = [
        "No second factor yet" in client.get(f"/staff/{one.username}").content.decode()
        for one in (newcomer, guarded, reporter)
    ]

    assert [True, False, False] == told


def test_several_lead_to_a_list_of_exactly_these(office, administrator):
    people = [bare(office, name, Role.HEALTH_OFFICER) for name in ("Lê Một", "Lê Hai")]
    office.staff("Trần Đủ", Role.HEALTH_OFFICER)

    page = office.client(administrator).get(waits_for(administrator)["staff.without_factor"].address).content.decode()

    assert [True, True] == [person.full_name in page for person in people]
    assert "Trần Đủ" not in page


def test_a_code_waits_for_its_owner_until_it_is_used_or_over(office, administrator):
    lost = office.staff("Lê Quên", Role.HEALTH_OFFICER)
    code = invite(actor=administrator, staff=lost, renews=Renewal.PASSWORD, now=NOW, entropy=office.chance.randbytes)

    assert {"staff.invited": 1} == counts_for(administrator)
    assert {} == counts_for(administrator, NOW + dt.timedelta(hours=5))
    renew(code=code, password="", new_password="một câu mới chỉ mình tôi biết", now=NOW)
    assert {} == counts_for(administrator)


def test_an_ask_waits_for_exactly_those_whom_the_list_of_colleagues_asks(office, administrator):
    second = office.staff("Lý Nhì", Role.ADMINISTRATOR)
    newcomer = office.staff("Lý Mới", Role.ADMINISTRATOR)
    above = office.staff("Lý Tỉnh", Role.ADMINISTRATOR, TUYEN_QUANG)
    Grant.objects.exclude(staff=newcomer).update(given_at=NOW - dt.timedelta(days=30))
    lost = office.staff("Lê Quên", Role.HEALTH_OFFICER)

    ask_for_both(actor=administrator, staff=lost, now=NOW)

    told = {one: "staff.asked" in counts_for(one) for one in (administrator, second, newcomer, above)}
    assert {administrator: False, second: True, newcomer: False, above: True} == told
    assert [lost.pk] == [one.staff_id for one in waiting_for_a_second(second, NOW)]
    assert "staff.asked" not in counts_for(second, NOW + ASK_LASTS)
    give_what_was_asked_for(actor=second, staff=lost, now=NOW, entropy=office.chance.randbytes)
    assert "staff.asked" not in counts_for(above)


def test_an_ask_of_somebody_who_is_no_administrator_of_the_person_any_more_waits_for_nobody(office, administrator):
    second = office.staff("Lý Nhì", Role.ADMINISTRATOR)
    Grant.objects.update(given_at=NOW - dt.timedelta(days=30))
    lost = office.staff("Lê Quên", Role.HEALTH_OFFICER)
    ask_for_both(actor=administrator, staff=lost, now=NOW)

    Grant.objects.filter(staff=administrator).update(ended_at=NOW)

    assert [] == waiting_for_a_second(second, NOW)
    assert {} == counts_for(second)


def test_an_ask_about_somebody_who_has_no_role_any_more_waits_for_nobody(office, administrator):
    second = office.staff("Lý Nhì", Role.ADMINISTRATOR)
    Grant.objects.update(given_at=NOW - dt.timedelta(days=30))
    lost = office.staff("Lê Quên", Role.HEALTH_OFFICER)
    ask_for_both(actor=administrator, staff=lost, now=NOW)

    end_role(actor=administrator, grant=lost.current_grants[0], now=NOW)

    assert {} == counts_for(second) == counts_for(second, NOW + dt.timedelta(minutes=2))
    assert [] == waiting_for_a_second(second, NOW)


def test_an_ask_about_somebody_with_roles_beyond_waits_above(office, administrator):
    """Whoever reaches a part of the person gives nothing out."""
    Grant.objects.update(given_at=NOW - dt.timedelta(days=30))
    above = [office.staff(name, Role.ADMINISTRATOR, TUYEN_QUANG) for name in ("Lý Tỉnh", "Lý Hai")]
    Grant.objects.update(given_at=NOW - dt.timedelta(days=30))
    lost = office.staff("Lê Quên", Role.HEALTH_OFFICER)
    Grant.objects.create(
        staff=lost, role=Role.SUPERVISOR, unit=above[0].current_grants[0].unit, path="08-202507/", given_at=NOW
    )

    ask_for_both(actor=above[0], staff=lost, now=NOW)

    assert "staff.asked" in counts_for(above[1])
    assert "staff.asked" not in counts_for(administrator)
