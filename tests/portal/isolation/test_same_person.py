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
from bluezone.portal.followup.services import keep_answer
from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from bluezone.portal.isolation import services
from bluezone.portal.isolation.models import Kind, Stay
from bluezone.portal.isolation.papers import names_that_left
from bluezone.portal.isolation.selectors import StayView, gone_in, stays_in, stays_of
from bluezone.portal.tracing.levels import check
from bluezone.portal.tracing.models import Involvement, Outbreak
from tests.support.portal.followup import COUGHS
from tests.support.portal.isolation import ONE_DAY, IsolationOffice
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


def also_elsewhere(office: IsolationOffice, at: int) -> Watch:
    """The same person in another outbreak, followed up there today."""
    node, today = office.node(at), NOW.date()
    another = Outbreak.objects.get(pk=node.outbreak_id)
    another.pk, another.name = None, f"Một đợt dịch khác, {at}"
    another.save()
    again = Involvement.objects.create(outbreak=another, person=node.person, unit=node.unit, path=node.path)
    return Watch.objects.create(involvement=again, path=again.path, first_day=today, apart_until=today, last_day=today)


def seen(office: IsolationOffice, at: int) -> StayView:
    return next(one for one in stays_of(office.everywhere, office.node(at), NOW) if one.number == office.stay(at).pk)


def test_nobody_is_released_who_told_symptoms_in_another_outbreak(office):
    """They stay apart once, and are asked how they are in each outbreak."""
    office.order(1, 2)
    paper = office.draw_up(office.release_early(1))
    keep_answer(also_elsewhere(office, 2), COUGHS, office.officer, NOW)

    with pytest.raises(RefusedError, match="symptoms"):
        office.release_early(2)
    with pytest.raises(RefusedError, match="one of them has symptoms"):
        office.release(1, 2, now=NOW + 20 * ONE_DAY)
    assert seen(office, 2).is_ill
    assert not seen(office, 1).is_ill
    assert () == names_that_left(paper)
    keep_answer(also_elsewhere(office, 1), COUGHS, office.officer, NOW)
    assert [str(office.waiting(1).pk)] == [one.mark for one in names_that_left(paper)]


def test_nobody_is_released_who_told_symptoms_under_the_record_that_was_kept(office):
    office.order(1)
    office.order(2, home=True)
    gone = office.stay(1)
    merged(office, 2, 1)
    keep_answer(office.watch(2), COUGHS, office.officer, NOW)

    with pytest.raises(RefusedError, match="symptoms"):
        services.propose_early_release(
            actor=office.officer,
            stay=gone,
            reason="không còn tiếp xúc",
            read=services.digest_of_stay(gone),
            now=NOW,
        )


def test_a_rule_of_another_outbreak_is_a_reason_still(office):
    office.order(1, 2)
    for at in (1, 2):
        Watch.objects.filter(involvement=office.node(at)).update(
            first_day=None, apart_until=None, last_day=None, due_at=None
        )
    also_elsewhere(office, 1)

    assert [office.stay(2).pk] == [one.pk for one in gone_in(stays_in(office.everywhere))]
    assert [False, True] == [seen(office, at).is_gone for at in (1, 2)]


def test_whoever_stays_apart_in_one_outbreak_does_not_begin_in_another_and_is_found_from_both(office):
    office.order(1)
    stay, node = office.stay(1), office.node(1)
    again = also_elsewhere(office, 1).involvement

    assert reverse("isolation_end", args=[stay.pk]) in page_of(office, node.person.pseudonym)
    today = NOW.date()
    asked = services.Asked(Kind.HOME, today, today, "F1, tiếp xúc gần")
    with pytest.raises(RefusedError, match="already"):
        services.propose_stay(
            actor=office.officer, involvement=again, asked=asked, read=services.digest_of_person(again), now=NOW
        )


def test_nobody_elses_name_is_looked_through_for_the_stays_of_one_person(office):
    """Of each page of a person this is asked: with 300,000 of them it took as long as all the rest of it."""
    assert "SCAN" not in services.stays_of_person(office.node(1)).explain()
