"""A case goes to another unit: offered by the one, taken by the other, and nobody's name seen before."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.changing import close_case, reopen_case
from bluezone.portal.cases.models import Case, Handover
from bluezone.portal.cases.moving import decline_case, digest_of_offer, keep_case, offer_case, take_case
from bluezone.portal.cases.selectors import CASES, digest_of_case, page_of_cases, view_of
from bluezone.portal.cases.waiting import offers_to
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit
from tests.support.portal.posting import a_strange_commune
from tests.support.portal.waiting import counts_for


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def mai(office):
    """Of the commune beside."""
    return office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)


@pytest.fixture
def case(office, lan):
    return office.case(lan, confirmed_by=office.staff("Trần Văn Hùng", Role.SUPERVISOR))


def offered(actor, case, unit=TAN_TRAO, *, read=None) -> Handover:
    read = digest_of_case(case) if read is None else read
    return offer_case(actor=actor, case=case, unit=the_unit(unit), read=read, now=NOW)


def answered(act, actor, offer) -> Case:
    act(actor=actor, offer=offer, read=digest_of_offer(offer), now=NOW)
    return Case.objects.get(pk=offer.case_id)


def test_a_case_is_offered_on_its_page_and_taken_on_the_neighbours_list(office, lan, mai, case):
    here, there = office.client(lan), office.client(mai)
    said = {"place": "tân trào", "read": digest_of_case(case)}

    here.post(reverse("case_move", args=[case.number]), said)
    waiting = there.get(reverse("case_list")).content.decode()
    offer = Handover.objects.get()
    taken = there.post(reverse("offer_take", args=[offer.pk]), {"read": digest_of_offer(offer)})
    page = there.get(taken.headers["location"]).content.decode()

    assert f"Xã Tân Trào: {case.number}, from Xã Sơn Dương, offered by Nguyễn Thị Lan on 24/11/2026" in waiting
    assert case.person.full_name not in waiting
    assert "Xã Sơn Dương → Xã Tân Trào" in page
    assert case.person.full_name in page
    assert [1, 1] == [Entry.objects.filter(act=act).count() for act in ("cases.move", "cases.receive")]


def test_until_it_is_taken_the_unit_that_had_it_has_it(lan, mai, case):
    offered(lan, case)

    case = Case.objects.get(pk=case.pk)
    assert [True, False] == [view_of(who, case).is_named for who in (lan, mai)]
    assert SON_DUONG == case.unit.key


def test_from_then_on_it_is_the_other_units_with_its_person_and_stays_confirmed(lan, mai, case):
    moved = answered(take_case, mai, offered(lan, case))

    assert (TAN_TRAO, the_unit(TAN_TRAO).path) == (moved.unit.key, moved.path)
    assert the_unit(TAN_TRAO).path == moved.person.path
    assert Case.State.CONFIRMED == moved.state
    assert [False, True] == [view_of(who, moved).is_named for who in (lan, mai)]
    assert [0, 1] == [len(page_of_cases(one, CASES.part_of({})).rows) for one in (lan, mai)]


def test_it_can_go_to_another_province(office, lan, case):
    far = a_strange_commune()
    there = office.staff("Ngô Phương Xa", Role.HEALTH_OFFICER, far.key)

    moved = answered(take_case, there, offered(lan, case, far.key))

    assert "99-202507/" == moved.province


def test_what_is_not_taken_stays(lan, mai, case):
    stayed = answered(decline_case, mai, offered(lan, case))

    assert (SON_DUONG, False) == (stayed.unit.key, Handover.objects.get().accepted)
    assert [] == list(offers_to(mai))
    assert offered(lan, stayed)


def test_an_offer_is_taken_back_and_answered_no_more(office, lan, mai, case):
    offer = offered(lan, case)

    office.client(lan).post(reverse("case_keep", args=[case.number]), {"read": digest_of_case(case)})

    with pytest.raises(RefusedError, match="answered already"):
        answered(take_case, mai, offer)
    with pytest.raises(RefusedError, match="offered to nobody"):
        keep_case(actor=lan, case=case, read=digest_of_case(case), now=NOW)


def test_whoever_works_in_both_units_moves_it_at_once(office, case):
    of_both = office.staff("Cán Bộ Tỉnh", Role.HEALTH_OFFICER, TUYEN_QUANG)

    offered(of_both, case)

    assert (TAN_TRAO, True) == (Case.objects.get().unit.key, Handover.objects.get().accepted)


def test_a_closed_case_goes_nowhere(lan, mai, case):
    offer = offered(lan, case)
    close_case(actor=lan, case=case, reason=Case.Reason.OVER, read=digest_of_case(case), now=NOW)

    with pytest.raises(RefusedError, match="this case is closed"):
        answered(take_case, mai, offer)
    with pytest.raises(RefusedError, match="this case is closed"):
        offered(lan, Case.objects.get())


@pytest.mark.parametrize(
    ("unit", "said"), [(TUYEN_QUANG, "belongs to a commune"), (SON_DUONG, "belongs to this commune already")]
)
def test_where_it_cannot_go_is_said(lan, case, unit, said):
    with pytest.raises(RefusedError, match=said):
        offered(lan, case, unit)

    assert 0 == Handover.objects.count()


def test_it_is_offered_to_one_at_a_time(lan, mai, case):
    read = digest_of_case(case)
    offer = offered(lan, case)

    with pytest.raises(ChangedError):
        offered(lan, case, read=read)
    with pytest.raises(RefusedError, match="offered to another unit already"):
        offered(lan, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=offer.pk).update(accepted=True)
    again = {"case": case, "origin": case.unit, "unit": offer.unit, "path": offer.path}
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(**again, offered_by=lan, offered_at=NOW)


def test_nobody_but_the_unit_it_is_offered_to_answers(office, lan, mai, case):
    offer = offered(lan, case)
    said = {"read": digest_of_offer(offer)}
    stranger = office.client(office.staff("Ngô Phương Xa", Role.HEALTH_OFFICER, a_strange_commune().key))

    for client in (stranger, office.client(lan)):
        assert 404 == client.post(reverse("offer_take", args=[offer.pk]), said).status_code
    assert 404 == office.client(mai).post(reverse("case_move", args=[case.number]), {}).status_code
    assert Handover.objects.get().accepted is None


def test_an_offer_waits_for_the_unit_that_answers(lan, mai, case):
    offered(lan, case)

    assert (1, None) == (counts_for(mai).get("cases.receive"), counts_for(lan).get("cases.receive"))


def test_an_offer_of_a_case_that_was_closed_since_waits_for_nobody(lan, mai, case):
    """Nobody could take it; opened again, it waits again."""
    offered(lan, case)

    close_case(actor=lan, case=case, reason=Case.Reason.OVER, read=digest_of_case(case), now=NOW)
    closed = (list(offers_to(mai)), counts_for(mai).get("cases.receive"))
    held = Case.objects.get()
    reopen_case(actor=lan, case=held, read=digest_of_case(held), now=NOW)

    assert ([], None) == closed
    assert (1, 1) == (len(offers_to(mai)), counts_for(mai).get("cases.receive"))


@pytest.mark.parametrize("place", ["không có xã này", "tân"])
def test_a_commune_that_is_not_clear_is_asked_for(office, lan, case, place):
    said = {"place": place, "read": digest_of_case(case)}

    answer = office.client(lan).post(reverse("case_move", args=[case.number]), said)

    assert 400 == answer.status_code
    assert 0 == Handover.objects.count()
