"""What is said anew of an approved place holds once another person has agreed, and its poster is printed anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.alerts import Presence, alert_place
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.frame.held import About
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.portal.premises.changing import leave_change, propose_change
from bluezone.portal.premises.held import held_about
from bluezone.portal.premises.models import Kind, Premises
from bluezone.portal.premises.selectors import code_in_force, premises_for, running_out
from bluezone.portal.premises.services import Facts, digest_of_premises, renew_code
from bluezone.portal.premises.waiting import to_agree_to
from bluezone.protocol.venue import MAX_NAME_BYTES, venue_on_poster
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO
from tests.support.portal.premises import doors_of

HOUR = dt.timedelta(hours=1)
MARKET, CENTRAL = Facts("Chợ Tân Trào", Kind.MARKET, "Thôn Bòng"), Facts("Chợ Trung tâm", Kind.MARKET, "Thôn Tân Lập")


@pytest.fixture
def doors(office):
    return doors_of(office)


@pytest.fixture
def market(doors):
    return doors.approved(MARKET)


def to_print(staff) -> list[Premises]:
    return list(running_out(premises_for(staff, "", state="", now=NOW), NOW))


def test_a_change_waits_for_another_person_and_then_stands_in_a_new_code(doors, market):
    before = code_in_force(market)
    doors.called(market, CENTRAL)

    assert (MARKET.name, MARKET.address) == (market.name, market.address)
    assert ([market], []) == (list(to_agree_to(doors.officer)), list(to_agree_to(doors.clerk)))
    code = doors.agree(market)

    assert (CENTRAL.name, CENTRAL.address, None) == (market.name, market.address, market.new_facts)
    assert CENTRAL.name == venue_on_poster(code.text).name
    assert (code, True) == (code_in_force(market), before.pk != code.pk)
    assert [market] == list(premises_for(doors.officer, "trung tâm", state="", now=NOW))
    acts = Entry.objects.filter(act__in=("premises.change", "premises.agree_change")).order_by("pk")
    assert [doors.clerk.pk, doors.officer.pk] == [one.actor_id for one in acts]
    assert not to_agree_to(doors.officer).exists()


def test_nobody_agrees_to_their_own_words_nor_to_others_than_they_read(doors, market):
    doors.called(market, CENTRAL, by=doors.officer)
    with pytest.raises(RefusedError, match="another person"):
        doors.agree(market)

    colleague = doors.office.staff("Hà Thị Hai", Role.HEALTH_OFFICER, TAN_TRAO)
    read = digest_of_premises(market)
    doors.called(market, Facts("Chợ Khác", Kind.MARKET))
    client = doors.office.client(colleague)
    assert 409 == client.post(reverse("premises_agree", args=[market.pk]), {"read": read}).status_code
    market.refresh_from_db()
    assert MARKET.name == market.name


def test_a_change_that_cannot_be_changes_nothing(doors, market):
    doors.approved(CENTRAL)
    waiting, read = doors.registered(Facts("Chợ chờ", Kind.MARKET)), digest_of_premises(market)
    doors.approved(Facts("Sạp 12", Kind.FOOD, within=market))

    with pytest.raises(ChangedError):
        propose_change(actor=doors.clerk, premises=market, facts=CENTRAL, read=read, now=NOW)
    for place, facts, why in (
        (market, MARKET, "stands there already"),
        (market, CENTRAL, "of this name and address"),
        (market, Facts("Q" * (MAX_NAME_BYTES - 5), Kind.MARKET), "called after it"),
        (waiting, CENTRAL, "only an approved place"),
    ):
        with pytest.raises(RefusedError, match=why):
            doors.called(place, facts)
    market.refresh_from_db()
    assert (None, None) == (market.new_facts, market.changed_by)


def test_what_was_left_as_it_is_is_no_change_any_more(doors, market):
    doors.called(market, CENTRAL)
    leave_change(actor=doors.officer, premises=market, read=digest_of_premises(market), now=NOW)
    market.refresh_from_db()

    with pytest.raises(RefusedError, match="nobody says anything else"):
        doors.agree(market)
    assert not to_agree_to(doors.officer).exists()


def test_a_leader_leaves_what_they_might_agree_to(doors, market):
    doors.called(market, CENTRAL)
    leader = doors.office.staff("Ma Văn Lãnh", Role.LEADER, TAN_TRAO)
    client, leave = doors.office.client(leader), reverse("premises_leave", args=[market.pk])

    page = client.get(reverse("premises", args=[market.pk])).content.decode()
    answer = client.post(leave, {"read": digest_of_premises(market)})

    assert f'action="{leave}"' in page
    assert f'action="{reverse("premises_change", args=[market.pk])}"' not in page
    assert 302 == answer.status_code
    market.refresh_from_db()
    assert (None, MARKET.name) == (market.new_facts, market.name)


def test_a_part_s_code_is_signed_for_the_name_that_was_read(doors, market):
    there = doors.approved(Facts("Sạp 12", Kind.FOOD, within=market))
    read = digest_of_premises(there)
    doors.called(market, CENTRAL)
    doors.agree(market)

    with pytest.raises(ChangedError):
        renew_code(
            actor=doors.officer,
            premises=there,
            read=read,
            published=doors.published,
            entropy=doors.office.chance.randbytes,
            now=NOW,
        )

    assert "Sạp 12, Chợ Trung tâm" == venue_on_poster(doors.renew(Premises.objects.get(pk=there.pk)).text).name


def test_parts_are_called_after_their_place_and_their_posters_are_to_be_printed_anew(doors, market):
    stall = doors.approved(Facts("Sạp 12", Kind.FOOD, within=market))
    assert [] == to_print(doors.officer)
    doors.called(market, CENTRAL)
    doors.agree(market)

    assert [stall] == list(premises_for(doors.officer, "sạp trung tâm", state="", now=NOW))
    assert [stall] == to_print(doors.officer)
    stall = Premises.objects.get(pk=stall.pk)
    assert "Sạp 12, Chợ Trung tâm" == venue_on_poster(doors.renew(stall).text).name
    assert [] == to_print(doors.officer)


def test_a_telephone_that_changed_asks_for_no_other_poster_of_a_part(doors, market):
    doors.approved(Facts("Sạp 12", Kind.FOOD, within=market))
    number = doors.called(market, replace(MARKET, phone="0207 3 830 124")).new_facts["phone"]

    doors.agree(market)

    assert (number, []) == (market.phone, to_print(doors.officer))


def test_what_is_said_of_an_entry_that_is_another_place_s_by_then_waits_no_more(doors, market):
    twice = doors.called(doors.approved(Facts("Chợ xã", Kind.MARKET)), CENTRAL)
    assert [twice] == list(to_agree_to(doors.officer))

    doors.joined(twice, market)

    assert (None, []) == (twice.new_facts, list(to_agree_to(doors.officer)))


def test_no_code_is_signed_for_what_a_place_is_called_in_a_commune_that_is_no_more(doors, market):
    doors.called(market, CENTRAL)
    Unit.objects.filter(pk=market.unit_id).update(valid_to=NOW.date())

    with pytest.raises(RefusedError, match="a commune of today"):
        doors.agree(market)


def test_a_number_that_waits_to_stand_at_a_place_is_told_to_whom_it_is(doors, market):
    doors.called(market, replace(MARKET, phone="0207 3 830 124"))
    number = market.new_facts["phone"]

    (told,) = held_about(About(persons=frozenset(), phones=frozenset({number, ""})), NOW)

    assert [MARKET.name] == [row[0] for row in told.rows]


def test_after_an_alert_the_posters_by_which_phones_were_alerted_are_to_be_printed_anew(doors, office):
    there = doors.approved(MARKET, at=NOW - 2 * HOUR)
    other = doors.approved(Facts("Chợ Khác", Kind.MARKET))
    case = office.case(doors.officer, confirmed_by=office.staff("Vi Người Duyệt", Role.HEALTH_OFFICER))
    presence = Presence.at(there, NOW - HOUR, NOW, NOW)

    alert_place(actor=doors.officer, case=case, presence=presence, exchange=office.exchange, now=NOW)

    assert [there] == to_print(doors.officer)
    page = office.client(doors.officer).get(reverse("premises", args=[there.pk])).content.decode()
    assert "Print its poster anew" in page
    assert "Print its poster anew" not in office.client(doors.officer).get(f"/premises/{other.pk}").content.decode()
    doors.renew(there)
    assert [] == to_print(doors.officer)


def test_a_clerk_says_it_on_the_place_s_page_and_an_officer_reads_what_it_was_and_what_it_would_be(doors, market):
    clerk, officer = doors.office.client(doors.clerk), doors.office.client(doors.officer)
    page, way = reverse("premises", args=[market.pk]), reverse("premises_change", args=[market.pk])
    said = {"name": CENTRAL.name, "kind": "market", "address": CENTRAL.address, "phone": ""}

    assert 400 == clerk.post(way, {"name": "", "kind": "market"}).status_code
    made = clerk.post(way, {**said, "read": digest_of_premises(market)})
    shown = officer.get(page).content.decode()

    assert (302, page) == (made.status_code, made.headers["location"])
    assert all(text in shown for text in (MARKET.name, CENTRAL.name, MARKET.address, CENTRAL.address))
    assert reverse("premises_agree", args=[market.pk]) in shown
    assert reverse("premises_agree", args=[market.pk]) not in clerk.get(page).content.decode()
    assert CENTRAL.name not in officer.get(reverse("premises_list")).content.decode()
    elsewhere = doors.office.staff("Lê Xã Khác", Role.HEALTH_OFFICER, SON_DUONG)
    assert 404 == doors.office.client(elsewhere).post(reverse("premises_agree", args=[market.pk])).status_code
