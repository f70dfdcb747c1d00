"""Somebody who was entered twice and stays apart twice, or in two outbreaks: one page shows it all, and nobody begins a
second time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from bluezone.portal.cases.merging import agree_to_merge, ask_to_merge, digest_of_merge, undo_merge
from bluezone.portal.cases.models import Double, Merge
from bluezone.portal.cases.persons import digest_of_double
from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.models import Watch
from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from bluezone.portal.isolation import services
from bluezone.portal.isolation.models import Kind, Stay
from bluezone.portal.tracing.levels import check
from bluezone.portal.tracing.models import Involvement, Outbreak
from tests.support.portal.isolation import IsolationOffice
from tests.support.portal.offices import NOW, TUYEN_QUANG, Office

pytestmark = pytest.mark.usefixtures("kept_office")


@pytest.fixture(scope="module")
def kept_office(kept) -> IsolationOffice:
    return IsolationOffice(Office())


@pytest.fixture
def office(kept_office, db) -> IsolationOffice:
    return kept_office


def merged(office: IsolationOffice, kept: int, other: int) -> Merge:
    """Two of the office's people, of whom two officers of the province said that they are one."""
    officers = [office.office.staff(name, Role.HEALTH_OFFICER, TUYEN_QUANG) for name in ("Lê Hỏi", "Hà Đồng Ý")]
    Grant.objects.update(given_at=NOW - dt.timedelta(days=8))
    one, two = sorted((office.cases[at].person for at in (kept, other)), key=lambda person: person.pk)
    double, _ = Double.objects.get_or_create(one=one, other=two, defaults={"score": 9, "found_at": NOW})
    read, keep = digest_of_double(double), office.cases[kept].person.pk
    merge = ask_to_merge(actor=officers[0], double=double, keep=keep, read=read, now=NOW)
    agree_to_merge(actor=officers[1], merge=merge, read=digest_of_merge(merge), now=NOW)
    return Merge.objects.select_related("kept", "merged").get(pk=merge.pk)


def page_of(office: IsolationOffice, pseudonym: str) -> str:
    return office.office.client(office.everywhere).get(reverse("isolated_person", args=[pseudonym])).content.decode()


def test_of_one_who_stays_apart_twice_one_page_decides_which_goes_on(office):
    office.order(1)
    office.order(2, home=True)
    first, second = (office.stay(at).pk for at in (1, 2))
    merge = merged(office, 2, 1)
    assert reverse("isolation_end", args=[second]) in page_of(office, merge.merged.pseudonym)

    office.issue(office.draw_up(office.release_early(2)))

    assert reverse("isolation_end", args=[first]) in page_of(office, merge.kept.pseudonym)
    undo_merge(actor=office.everywhere, merge=merge, read=digest_of_merge(merge), now=NOW)
    assert {first: office.node(1).pk, second: office.node(2).pk} == dict(Stay.objects.values_list("pk", "involvement"))


def test_whoever_was_released_under_another_name_meets_people_again_once_they_are_two(office):
    office.order(1)
    merged_one, stay = office.node(1), office.stay(1)
    merge = merged(office, 2, 1)
    apart = office.node(2).set_apart_on
    said = {"actor": office.officer, "reason": "không còn tiếp xúc", "read": services.digest_of_stay(office.stay(2))}
    office.issue(office.draw_up(services.propose_early_release(stay=stay, now=NOW, **said)))

    undo_merge(actor=office.everywhere, merge=merge, read=digest_of_merge(merge), now=NOW)

    assert stay.first_day == apart
    assert [None, None] == [office.node(at).set_apart_on for at in (1, 2)]
    assert merged_one.pk == office.stay(1).involvement_id
    assert 0 == check(office.outbreak).count


def test_whoever_stays_apart_in_one_outbreak_does_not_begin_in_another_and_is_found_from_both(office):
    office.order(1)
    stay, node = office.stay(1), office.node(1)
    another = Outbreak.objects.get(pk=node.outbreak_id)
    another.pk, another.name = None, "Một ổ dịch khác"
    another.save()
    again = Involvement.objects.create(outbreak=another, person=node.person, unit=node.unit, path=node.path)

    assert reverse("isolation_end", args=[stay.pk]) in page_of(office, node.person.pseudonym)
    today = NOW.date()
    days = {"first_day": today, "apart_until": today, "last_day": today}
    Watch.objects.create(involvement=again, path=again.path, **days)
    asked = services.Asked(Kind.HOME, today, today, "F1, tiếp xúc gần")
    with pytest.raises(RefusedError, match="already"):
        services.propose_stay(
            actor=office.officer, involvement=again, asked=asked, read=services.digest_of_person(again), now=NOW
        )


def test_nobody_elses_name_is_looked_through_for_the_stays_of_one_person(office):
    """Of each page of a person this is asked: with 300,000 of them it took as long as all the rest of it."""
    assert "SCAN" not in services.stays_of_person(office.node(1)).explain()
