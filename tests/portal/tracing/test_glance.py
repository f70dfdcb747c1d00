"""Contacts at a glance, on the page of a case: level and why, whom the person met, and who may look."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.glance import FIRST, glance_at
from bluezone.portal.tracing.models import Exposure
from tests.support.portal.offices import TAN_TRAO, Office
from tests.support.portal.tracing import TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_tracing")


@pytest.fixture(scope="module")
def kept_tracing(kept) -> TracingOffice:
    """The first, of Sơn Dương, is a case; they met the second, of Tân Trào, who met the third."""
    tracing = TracingOffice(Office(), people=3)
    tracing.confirm(0)
    tracing.meet(0, 1, ago(2), ago(2))
    tracing.meet(1, 2, ago(1), ago(1))
    return tracing


@pytest.fixture
def tracing(kept_tracing, db) -> TracingOffice:
    return kept_tracing


def case_page(tracing: TracingOffice, at: int, person=None) -> str:
    client = tracing.office.client(person or tracing.officer)
    return " ".join(client.get(reverse("case", args=[tracing.cases[at].number])).content.decode().split())


def part_of(page: str) -> str:
    """The section of the contacts."""
    return page.split("<h2>Contacts")[1].split("</section>", maxsplit=1)[0]


def test_a_case_shows_whom_the_person_met_with_level_and_meeting(tracing):
    part = part_of(case_page(tracing, 0))

    assert "F0" in part.split("</h2>")[0]
    assert [True, True, True] == [
        word in part for word in (tracing.node(1).person.pseudonym, "F1", Exposure.objects.earliest("pk").number)
    ]
    assert "Người Thứ B" not in part
    assert reverse("person_contacts", args=[tracing.node(0).person.pseudonym]) in part
    assert reverse("traced_person", args=[tracing.node(0).person.pseudonym]) in part
    assert "Who met this person before" not in part


def test_a_contact_who_waits_for_a_second_person_shows_through_whom_they_are_one(tracing):
    part = part_of(case_page(tracing, 2))

    assert "F2" in part.split("</h2>")[0]
    assert f"Through {tracing.node(1).person.pseudonym}" in part
    assert "Who met this person before" in part
    assert "Whom this person met" not in part


def test_whoever_sees_names_there_leaves_a_line_about_each(tracing):
    far = tracing.office.staff("Ma Đầu Kia", Role.HEALTH_OFFICER, TAN_TRAO)

    part = part_of(case_page(tracing, 0, far))

    assert "Người Thứ B" in part
    assert reverse("person_contacts", args=[tracing.node(0).person.pseudonym]) not in part
    line = Entry.objects.get(act="tracing.see", actor=far)
    assert [("person", str(tracing.node(1).person_id))] == list(line.subjects.values_list("kind", "key"))


def test_those_nearest_to_a_case_stand_first_and_the_others_are_counted(tracing):
    for _ in range(FIRST):
        tracing.meet(2, 1, ago(30), ago(30))  # long before anybody could infect
    tracing.meet(2, 0, ago(1), ago(1))

    glance = glance_at(tracing.officer, tracing.node(2).person.pseudonym)

    assert glance is not None
    assert (FIRST, FIRST + 1) == (len(glance.met.first), glance.met.count)
    assert [0, 1, 1, 1, 1] == [one.target.level for one in glance.met.first]
    assert "1 more on the person" in part_of(case_page(tracing, 2))


def test_a_meeting_that_does_not_count_stands_on_the_persons_own_page_alone(tracing):
    tracing.withdraw(Exposure.objects.earliest("pk"))

    assert "No contact is entered yet." in part_of(case_page(tracing, 0))


def test_nobody_of_another_province_and_no_reporter_looks(tracing):
    province = Unit.objects.get(name="Tỉnh Hà Giang").key
    elsewhere = tracing.office.staff("Lê Nơi Khác", Role.HEALTH_OFFICER, province)
    reporter = tracing.office.staff("Lê Phương Thảo", Role.REPORTER)

    seen = [glance_at(who, tracing.node(0).person.pseudonym) for who in (elsewhere, reporter)]

    assert [None, None] == seen
    assert glance_at(tracing.officer, "BN-000000") is None
