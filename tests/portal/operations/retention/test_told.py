"""The page of what is erased when is made of the rules that the code runs, with the terms that each of them reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest
from django.urls import reverse

from bluezone.portal.cases.models import Case, Person
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.retention import told
from bluezone.portal.operations.retention.rules import RULES, Rule, Terms
from tests.support.portal.offices import NOW, Office

pytestmark = pytest.mark.django_db


class Noted:
    """Terms that note which of them was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> int:
        self.asked.add(name)
        return int(getattr(Terms(), name))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_page_tells_of_each_rule_the_term_that_it_reads(rule: Rule):
    terms = Noted()

    rule(terms, NOW)  # type: ignore[arg-type] # reads as terms do

    assert {told.TOLD[rule].term} - {told.AT_ONCE} == terms.asked


def test_nothing_else_is_told_and_each_term_is():
    assert set(RULES) == set(told.TOLD)
    assert {one.name for one in fields(Terms)} == {one.term for one in told.TOLD.values()} - {told.AT_ONCE}


def test_anybody_reads_the_days_of_this_portal_and_a_regime_adds_its_own(office: Office, settings):
    settings.RETENTION_TERMS = "names=3650"

    page = office.client(language="en").get(reverse("kept")).content.decode()

    assert "3,650" in page
    assert "Nothing is erased by itself here" not in page
    assert "Count what" not in page
    followed = {one.regime.en: one for one in told.followed_under(Terms(contacts=7))}
    assert all(one.gone_days == one.asked_days + 7 for one in followed.values())
    assert f"up to {max(one.asked_days for one in followed.values())} days" in page
    assert "Đếm" not in office.client(language="vi").get(reverse("kept")).content.decode()


def test_an_administrator_counts_what_the_next_run_erases_and_nothing_goes(office: Office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    office.case(lan)
    Case.objects.update(opened_at=NOW - dt.timedelta(days=Terms().names + 1))
    admin = office.client(office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR))
    before = Person.objects.get().full_name

    page = admin.post(reverse("kept_count")).content.decode()

    assert "The next run" in page
    names = page[page.index("Name, telephone, year of birth and card of a patient") :]
    assert '<td class="number" data-label="The next run">1</td>' in names[: names.index("</tr>")]
    assert before == Person.objects.get().full_name
    refused = office.client(lan).post(reverse("kept_count"))
    assert 403 == refused.status_code
