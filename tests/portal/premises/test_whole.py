"""A market with stalls, and a place that was entered twice: what is said of the place covers all of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.alerts import Presence
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.frame.held import About
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind as OfficeKind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.posts.releases_seen import doors_near
from bluezone.portal.posts.selectors import receipts_at
from bluezone.portal.posts.services.releasing import people_in
from bluezone.portal.premises.handing import hand_over_places
from bluezone.portal.premises.held import held_about
from bluezone.portal.premises.joining import join_premises
from bluezone.portal.premises.models import Kind, Premises
from bluezone.portal.premises.posters import posters_of
from bluezone.portal.premises.selectors import (
    SAME,
    code_in_force,
    codes_hanging_in,
    parts_of,
    premises_for,
    premises_of,
    running_out,
)
from bluezone.portal.premises.services import (
    Facts,
    close_premises,
    digest_of_premises,
    opened_with,
    reopen_premises,
)
from bluezone.portal.premises.waiting import to_approve, waiting
from bluezone.portal.premises.whole import covered, covering, named_beside
from bluezone.protocol.calendar import Day
from bluezone.protocol.door_codes import TOKEN_BYTES, visit_alert, visit_note
from bluezone.protocol.place_codes import lock_of, place_in, read_places
from bluezone.protocol.venue import MAX_NAME_BYTES, alert_entry, venue_on_poster
from tests.support.portal.doorposts import a_case_at, a_gate_at, b64, row, sealed
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.premises import doors_of, keys_of_the_portal

pytestmark = pytest.mark.in_turn(of=3)
HOUR = dt.timedelta(hours=1)
MARKET = Facts("Chợ Tân Trào", Kind.MARKET, "Thôn Bòng")


@pytest.fixture
def doors(office):
    return doors_of(office)


@pytest.fixture
def market(doors):
    return doors.approved(MARKET)


def stall(doors, market: Premises, name: str = "Sạp 12") -> Premises:
    return doors.approved(Facts(name, Kind.FOOD, within=market))


def venue_of(premises: Premises):
    code = code_in_force(premises)
    assert code is not None
    return venue_on_poster(code.text)


def alerted(premises: Premises, *venues) -> list[bool]:
    """Whether phones that scanned these are reached by an alert about the last hour of a place."""
    told = {one for _, some in Presence.at(premises, NOW - HOUR, NOW, NOW).entries() for one in some}
    half = (NOW - HOUR).astimezone(dt.UTC)
    number = half.hour * 2 + half.minute // 30
    return [alert_entry(venue.venue_id, venue.salt, Day.of(half.date()), number) in told for venue in venues]


def found(office, typed: str) -> str | None:
    """What a phone finds that has the commune's file."""
    places = read_places(office.exchange.places["02545"], keys_of_the_portal())
    place = place_in(places, lock_of("02545", typed), keys_of_the_portal(), int(NOW.timestamp()))
    return None if place is None else place.name


def of_an_hour_ago(doors, facts: Facts) -> Premises:
    return doors.approved(facts, at=NOW - 2 * HOUR)


def test_a_part_has_a_code_of_its_own_that_names_its_place(doors, market):
    there = stall(doors, market)

    assert "Sạp 12, Chợ Tân Trào" == venue_of(there).name
    assert venue_of(there).venue_id != venue_of(market).venue_id
    code = code_in_force(there)
    assert b"%PDF" == posters_of([code], "A4", now=NOW)[:4]
    assert [market.pk, there.pk] == [one.premises_id for one in codes_hanging_in(the_unit(TAN_TRAO), NOW)]


@pytest.mark.every_run
def test_an_alert_about_a_place_reaches_its_parts_and_one_about_a_part_nobody_else(doors):
    market = of_an_hour_ago(doors, MARKET)
    first, second = (of_an_hour_ago(doors, Facts(name, Kind.FOOD, within=market)) for name in ("Sạp 1", "Sạp 2"))
    venues = [venue_of(one) for one in (market, first, second)]

    assert [True, True, True] == alerted(market, *venues)
    assert [False, True, False] == alerted(first, *venues)
    assert "Chợ Tân Trào" == Presence.at(market, NOW - HOUR, NOW, NOW).venue.name


def test_a_hall_has_rows_and_a_row_has_stalls_and_what_is_said_of_each_covers_what_lies_within_it(doors):
    market = of_an_hour_ago(doors, Facts("Chợ Bòng", Kind.MARKET))
    hall = of_an_hour_ago(doors, Facts("Nhà lồng 1", Kind.MARKET, within=market))
    row_a, row_b = (of_an_hour_ago(doors, Facts(name, Kind.MARKET, within=hall)) for name in ("Dãy A", "Dãy B"))
    stalls = [of_an_hour_ago(doors, Facts("Sạp 1", Kind.FOOD, within=one)) for one in (row_a, row_b)]
    venues = [venue_of(one) for one in (market, hall, row_a, row_b, *stalls)]

    assert "Sạp 1, Dãy A, Nhà lồng 1, Chợ Bòng" == venue_of(stalls[0]).name
    assert [True] * 6 == alerted(market, *venues)
    assert [False, True, True, True, True, True] == alerted(hall, *venues)
    assert [False, False, True, False, True, False] == alerted(row_a, *venues)
    assert [False] * 4 + [True, False] == alerted(stalls[0], *venues)
    assert {market.pk, hall.pk, row_a.pk, stalls[0].pk} == covering([stalls[0].pk])
    assert ("Dãy A", "Sạp 1, Dãy A", "Dãy B", "Sạp 1, Dãy B") == named_beside(hall)
    assert [("Dãy A", 1), ("Dãy B", 1)] == [(one.name, one.part_count) for one in parts_of(hall)]
    with pytest.raises(RefusedError, match="no parts of its own"):
        doors.registered(Facts("Góc", Kind.SHOP, within=stalls[0]))


@pytest.mark.every_run
def test_a_part_waits_for_its_place_and_lies_in_its_commune(doors, market):
    waiting = doors.registered(Facts("Chợ Mới", Kind.MARKET))
    early = doors.registered(Facts("Sạp 1", Kind.SHOP, within=waiting))

    with pytest.raises(RefusedError, match="is approved first"):
        doors.approve(early)
    with pytest.raises(RefusedError, match="lies in its place's commune"):
        doors.registered(Facts("Sạp 3", Kind.SHOP, within=market), unit=SON_DUONG)
    with pytest.raises(RefusedError, match="shorten this one"):
        doors.registered(Facts("Q" * (MAX_NAME_BYTES - 10), Kind.SHOP, within=market))


def test_parts_of_two_places_may_be_called_alike_and_two_of_one_may_not(doors, market):
    stall(doors, market)
    other = doors.approved(Facts("Chợ Bòng", Kind.MARKET))

    assert stall(doors, other).name == "Sạp 12"
    with pytest.raises(RefusedError, match="of this name and address"):
        doors.registered(Facts("Sạp 12", Kind.FOOD, within=market))


@pytest.mark.every_run
def test_a_place_closes_with_its_parts_and_a_part_opens_after_it(doors, market):
    there = stall(doors, market)
    before = digest_of_premises(market)
    stall(doors, market, "Sạp 13")
    with pytest.raises(ChangedError):
        close_premises(actor=doors.officer, premises=market, read=before, now=NOW)

    close_premises(actor=doors.officer, premises=market, read=digest_of_premises(market), now=NOW)

    assert [Premises.State.CLOSED] * 3 == list(Premises.objects.values_list("state", flat=True))
    assert 3 == Entry.objects.filter(act="premises.close").count()
    there.refresh_from_db()
    with pytest.raises(RefusedError, match="is closed"):
        reopen_premises(actor=doors.clerk, premises=there, read=digest_of_premises(there), now=NOW)


@pytest.mark.every_run
def test_a_place_that_is_opened_again_takes_along_the_parts_that_were_closed_with_it_and_no_others(doors, market):
    hall = stall(doors, market, "Nhà lồng 1")
    deep = doors.approved(Facts("Sạp 1", Kind.FOOD, within=hall))
    gone = doors.closed(stall(doors, market, "Sạp 13"), at=NOW - HOUR)
    never = doors.registered(Facts("Sạp 14", Kind.FOOD, within=market))
    before = code_in_force(deep)
    doors.closed(market)

    doors.reopened(market, at=NOW + HOUR)

    assert [hall, deep] == list(opened_with(market))
    assert [market] == list(to_approve(doors.officer))
    with pytest.raises(RefusedError, match="another person approves"):
        doors.approve(market, by=doors.clerk)
    doors.approve(market, at=NOW + HOUR)
    closed, approved = Premises.State.CLOSED, Premises.State.APPROVED
    states = {one.pk: one.state for one in Premises.objects.all()}
    assert {market.pk: approved, hall.pk: approved, deep.pk: approved, gone.pk: closed, never.pk: closed} == states
    assert code_in_force(deep).pk != before.pk
    assert doors.officer.pk == Premises.objects.get(pk=deep.pk).approved_by_id


@pytest.mark.every_run
def test_nothing_opens_within_a_hall_that_nobody_had_approved_again_when_its_market_closed(doors, market):
    hall = stall(doors, market, "Nhà lồng 1")
    deep = doors.approved(Facts("Sạp 1", Kind.FOOD, within=hall))
    doors.reopened(doors.closed(hall, at=NOW), at=NOW)
    doors.closed(market, at=NOW + HOUR)

    doors.approve(doors.reopened(market, at=NOW + HOUR), at=NOW + HOUR)

    states = {one.pk: one.state for one in Premises.objects.all()}
    assert {market.pk: "approved", hall.pk: "closed", deep.pk: "closed"} == states


@pytest.mark.every_run
def test_a_part_that_somebody_opens_again_later_is_not_approved_with_its_market(doors, market):
    """It waits for a second person of its own."""
    hall = stall(doors, market, "Nhà lồng 1")
    doors.closed(hall, at=NOW)
    doors.closed(market, at=NOW + HOUR)
    doors.reopened(market, at=NOW + HOUR)
    doors.reopened(hall, at=NOW + 2 * HOUR)

    assert [] == list(opened_with(market))
    doors.approve(market, at=NOW + 3 * HOUR)

    hall.refresh_from_db()
    assert Premises.State.REGISTERED == hall.state


def test_what_would_not_fit_into_a_poster_s_code_by_now_is_not_opened_again(doors, market):
    hall = stall(doors, market, "Nhà lồng 1")
    doors.approved(Facts("Q" * (MAX_NAME_BYTES - len("Nhà lồng 1, Chợ Tân Trào".encode()) - 2), Kind.FOOD, within=hall))
    doors.closed(hall)
    doors.called(market, Facts("Chợ Tân Trào mới", Kind.MARKET))
    doors.agree(market)

    with pytest.raises(RefusedError, match="shorten this one"):
        doors.reopened(hall)

    hall.refresh_from_db()
    assert Premises.State.CLOSED == hall.state


@pytest.mark.every_run
def test_of_a_place_that_was_entered_twice_both_codes_are_read_and_an_alert_reaches_both(doors, office):
    kept, twice = (of_an_hour_ago(doors, Facts(name, Kind.MARKET)) for name in ("Chợ Tân Trào", "Chợ xã"))
    venues = [venue_of(kept), venue_of(twice)]
    assert [True, False] == alerted(kept, *venues)

    doors.joined(twice, kept)

    assert [True, True] == alerted(kept, *venues)
    assert [True, True] == alerted(twice, *venues)
    assert "Chợ Tân Trào" == Presence.at(twice, NOW - HOUR, NOW, NOW).venue.name
    assert 1 == hand_over_places(exchange=office.exchange, entropy=office.chance.randbytes, now=NOW)
    for one in (kept, twice):
        assert found(office, code_in_force(one).typed) == one.name
    line = Entry.objects.get(act="premises.join")
    assert doors.officer.pk == line.actor_id

    doors.parted(twice)

    assert [True, False] == alerted(kept, *venues)
    assert 1 == Entry.objects.filter(act="premises.take_apart").count()


@pytest.mark.every_run
def test_an_entry_that_is_not_kept_gets_no_posters_any_more(doors, market):
    keeper = create_organisation(actor=None, name="Ban quản lý", kind=OfficeKind.COMPANY, unit=market.unit, now=NOW)
    twice = doors.joined(doors.approved(Facts("Chợ xã", Kind.MARKET, organisation=keeper)), market)

    with pytest.raises(RefusedError, match="sign a code for that one"):
        doors.renew(twice)
    assert [market.pk] == [one.premises_id for one in codes_hanging_in(the_unit(TAN_TRAO), NOW)]
    soon = NOW + dt.timedelta(days=80)
    assert [market] == list(running_out(Premises.objects.all(), soon))
    assert [market] == list(premises_for(doors.officer, "", state="", now=NOW))
    assert [twice] == list(premises_for(doors.officer, "", state=SAME, now=NOW))
    assert [market] == premises_of(doors.officer, keeper)


@pytest.mark.every_run
def test_an_entry_that_is_not_kept_opens_again_with_the_one_that_is_without_a_poster_of_its_own(doors, market):
    twice = doors.joined(doors.approved(Facts("Chợ xã", Kind.MARKET)), market)
    doors.closed(market)
    twice.refresh_from_db()
    assert Premises.State.CLOSED == twice.state

    doors.reopened(market, at=NOW + HOUR)

    assert [twice] == list(opened_with(market))
    assert [market] == list(to_approve(doors.officer))
    with pytest.raises(RefusedError, match="approved with that one"):
        doors.approve(Premises.objects.get(pk=twice.pk))
    doors.approve(market, at=NOW + HOUR)
    twice.refresh_from_db()
    assert (True, None) == (twice.is_open, code_in_force(twice))
    assert [market.pk] == [one.premises_id for one in codes_hanging_in(the_unit(TAN_TRAO), NOW + 2 * HOUR)]

    assert [] == list(running_out(Premises.objects.all(), NOW))

    doors.parted(twice)
    ways = [doors.office.client(one) for one in (doors.officer, doors.clerk)]
    approver, clerk = (one.get(reverse("premises", args=[twice.pk])).content.decode() for one in ways)

    assert [twice] == list(running_out(Premises.objects.all(), NOW))
    assert [1] == [one.count for one in waiting(doors.officer, NOW) if one.what == "premises.ending"]
    renewed = f'action="{reverse("premises_renew", args=[twice.pk])}"'
    assert (True, False) == (renewed in approver, "A colleague of the commune signs one" in approver)
    assert (False, True) == (renewed in clerk, "A colleague of the commune signs one" in clerk)
    assert "Chợ xã" == venue_on_poster(doors.renew(twice).text).name
    assert [] == list(running_out(Premises.objects.all(), NOW))


@pytest.mark.every_run
def test_an_entry_that_was_closed_before_stays_closed_when_the_kept_one_opens(doors, market):
    twice = doors.joined(doors.approved(Facts("Chợ xã", Kind.MARKET)), market)
    doors.closed(twice, at=NOW - HOUR)
    doors.closed(market)

    doors.approve(doors.reopened(market))

    twice.refresh_from_db()
    assert Premises.State.CLOSED == twice.state


@pytest.mark.every_run
def test_another_entry_that_lies_within_a_closed_market_opens_with_neither_of_them_alone(doors, market):
    inn = doors.approved(Facts("Quán Hoa", Kind.FOOD))
    there = doors.joined(stall(doors, market), inn)
    doors.closed(inn, at=NOW)
    doors.closed(market, at=NOW + HOUR)

    doors.approve(doors.reopened(inn))
    doors.approve(doors.reopened(market))

    there.refresh_from_db()
    assert Premises.State.CLOSED == there.state


@pytest.mark.every_run
def test_another_entry_that_lies_within_a_market_opens_with_it_where_the_kept_one_stayed_open(doors, market):
    inn = doors.approved(Facts("Quán Hoa", Kind.FOOD))
    there = doors.joined(stall(doors, market), inn)
    doors.closed(market)

    doors.approve(doors.reopened(market, at=NOW + HOUR), at=NOW + HOUR)

    there.refresh_from_db()
    assert (True, None) == (there.is_open, code_in_force(there))


@pytest.mark.every_run
def test_an_entry_that_stayed_closed_beside_the_open_one_that_is_kept_opens_once_they_are_two(doors, market):
    twice = doors.joined(doors.approved(Facts("Chợ xã", Kind.MARKET)), market)
    doors.closed(twice)

    with pytest.raises(RefusedError, match="is open; say that they are two"):
        doors.reopened(twice)
    doors.parted(twice)

    assert Premises.State.REGISTERED == doors.reopened(twice).state


def test_entries_are_not_taken_apart_while_another_place_bears_the_name(doors, market):
    twice = doors.joined(doors.approved(Facts("Chợ xã", Kind.MARKET)), market)
    doors.closed(market)
    doors.approved(Facts("Chợ xã", Kind.MARKET))
    doors.approve(doors.reopened(market))
    twice.refresh_from_db()

    with pytest.raises(RefusedError, match="of this name and address"):
        doors.parted(twice)

    twice.refresh_from_db()
    assert market == twice.same_as


@pytest.mark.every_run
def test_what_cannot_be_one_place_is_not_joined(doors, market):
    twice, elsewhere = doors.approved(Facts("Chợ xã", Kind.MARKET)), doors.approved(MARKET, unit=SON_DUONG)
    waiting = doors.registered(Facts("Chợ chờ", Kind.MARKET))
    there = stall(doors, market)

    for one, kept, why in (
        (market, market, "one commune"),
        (twice, elsewhere, "one commune"),
        (waiting, market, "only approved"),
        (market, there, "has parts"),
    ):
        with pytest.raises(RefusedError, match=why):
            doors.joined(one, kept)
    doors.joined(twice, market)
    with pytest.raises(RefusedError, match="each once"):
        doors.joined(twice, market)
    with pytest.raises(RefusedError, match="each once"):
        doors.joined(there, twice)
    doors.parted(twice)
    with pytest.raises(RefusedError, match="nobody said"):
        doors.parted(twice)


@pytest.mark.every_run
def test_what_was_read_is_what_is_joined(doors, market):
    twice = doors.approved(Facts("Chợ xã", Kind.MARKET))
    read = digest_of_premises(twice)
    stall(doors, twice)

    with pytest.raises(ChangedError):
        join_premises(actor=doors.officer, premises=twice, kept=market, read=read, now=NOW)


@pytest.mark.every_run
def test_rows_of_parts_and_of_both_entries_are_opened_with_the_place_s_and_each_has_the_receipt(doors, market):
    """Of a part alone, its rows alone."""
    here = a_gate_at(doors, market)
    part = a_gate_at(doors, stall(doors, market))
    twice = a_gate_at(doors, doors.approved(Facts("Chợ xã", Kind.MARKET)))
    note = visit_note(b"t" * TOKEN_BYTES)
    here.send(row(1, sealed=sealed(name="Lò Thị Chợ", phone="0912 345 001")))
    part.send(row(2, sealed=sealed(name="Lò Thị Sạp", phone="0912 345 002")))
    part.send(row(4, who="app", alert=b64(note)))
    twice.send(row(3, sealed=sealed(name="Lò Thị Đôi", phone="0912 345 003")))
    seen = a_case_at(here)
    doors.joined(twice.premises, market)

    assert 2 == people_in(part.premises, NOW - HOUR, NOW + HOUR)  # a name, and a code
    asked = seen.ask()
    assert 4 == asked.people
    assert 3 == seen.agree(asked)
    told = [entry for _, entry in Presence.at(market, NOW - HOUR, NOW, NOW).shown]
    assert [visit_alert(note, Day.of(NOW.date()))] == told
    doors.parted(twice.premises)
    for place in (market, part.premises, twice.premises):
        assert [asked.pk] == [one.release.pk for one in receipts_at(seen.asker, place)]


def test_a_door_of_an_entry_that_was_joined_twice_over_is_found_near_where_a_case_was(doors, market):
    first = a_gate_at(doors, doors.approved(Facts("Chợ cũ", Kind.MARKET)))
    first.send(row(1, sealed=sealed(name="Lò Thị Chợ")))
    second = doors.joined(first.premises, doors.approved(Facts("Chợ xã", Kind.MARKET))).same_as
    doors.joined(second, market)
    there = stall(doors, market)

    near = doors_near(a_case_at(first).landmark, 1, NOW)

    assert [(market.pk, 1)] == [(one.premises.pk, one.people) for one in near]
    assert {market.pk, there.pk} == covering([there.pk])


@pytest.mark.every_run
def test_whoever_joins_after_an_ask_has_it_read_anew(doors, market):
    here, twice = a_gate_at(doors, market), doors.approved(Facts("Chợ xã", Kind.MARKET))
    here.send(row(1, sealed=sealed(name="Lò Thị Chợ")))
    seen = a_case_at(here)
    asked = seen.ask()
    client = doors.office.client(seen.second)
    before = as_read_in(client.get(reverse("row_releases")))
    doors.joined(twice, market)

    page = client.get(reverse("row_releases")).content.decode()
    answer = client.post(reverse("row_agree", args=[asked.pk]), {"read": before})

    assert "Chợ xã" in page
    assert 400 <= answer.status_code < 500
    asked.refresh_from_db()
    assert asked.agreed_at is None


def test_a_clerk_registers_a_part_on_its_place_s_page_and_an_officer_joins_entries_by_name(doors, market, office):
    clerk, officer = office.client(doors.clerk), office.client(doors.officer)
    address = f"{reverse('premises_new')}?within={market.pk}"
    assert address in clerk.get(reverse("premises", args=[market.pk])).content.decode()
    form = clerk.get(address).content.decode()
    assert market.name in form

    made = clerk.post(address, {"name": "Sạp 7", "kind": "food", "place": market.unit.name})
    part = Premises.objects.get(within=market)
    assert (302, reverse("premises", args=[part.pk])) == (made.status_code, made.headers["location"])

    twice = doors.approved(Facts("Chợ xã", Kind.MARKET))
    there = reverse("premises", args=[twice.pk])
    join, read = reverse("premises_join", args=[twice.pk]), as_read_in(officer.get(there))
    assert 403 == clerk.post(join, {"read": read, "name": market.name}).status_code
    assert 400 <= officer.post(join, {"read": read, "name": "Chợ Không Có"}).status_code < 500
    assert 302 == officer.post(join, {"read": read, "name": market.name}).status_code

    page = officer.get(there).content.decode()
    assert reverse("premises_apart", args=[twice.pk]) in page
    assert there in officer.get(reverse("premises", args=[market.pk])).content.decode()
    apart = {"read": as_read_in(officer.get(there))}
    assert 302 == officer.post(reverse("premises_apart", args=[twice.pk]), apart).status_code
    assert [market.pk, part.pk] == covered(market)


def test_the_page_of_a_part_offers_approved_parts_of_its_place_that_may_be_the_same(doors, market, office):
    first, second = (doors.approved(Facts("Sạp 12", Kind.FOOD, row, within=market)) for row in ("Dãy A", "Dãy B"))
    doors.registered(Facts("Sạp 12", Kind.FOOD, "Dãy C", within=market))
    doors.approved(Facts("Sạp 12", Kind.FOOD))

    page = office.client(doors.officer).get(reverse("premises", args=[first.pk])).content.decode()

    assert [str(second.pk)] == re.findall('name="kept" value="([0-9]+)"', page)


def test_a_person_s_own_file_calls_a_part_by_its_place(doors, market):
    doors.approved(Facts("Sạp 12", Kind.FOOD, phone="0912 345 001", within=market))
    phones = frozenset(Premises.objects.exclude(phone="").values_list("phone", flat=True))

    (told,) = held_about(About(persons=frozenset(), phones=phones), NOW)

    assert ["Sạp 12, Chợ Tân Trào"] == [row[0] for row in told.rows]


@pytest.mark.every_run
def test_whoever_lists_places_of_another_commune_registers_no_part_there(doors, market, office):
    stranger = office.staff("Người Xã Bên", Role.REGISTRY_CLERK, SON_DUONG)

    assert 404 == office.client(stranger).get(f"{reverse('premises_new')}?within={market.pk}").status_code


def as_read_in(page) -> str:
    """What the page that somebody read says of itself."""
    found = re.search('name="read" value="([0-9a-f]+)"', page.content.decode())
    assert found is not None
    return found[1]
