"""Places: registered by one, approved by another, with a code that phones take, until they close."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, ExchangeError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind as OrganisationKind
from bluezone.portal.organisations.services import close_organisation, create_organisation
from bluezone.portal.places.models import Unit
from bluezone.portal.premises.codes import VALID_FOR
from bluezone.portal.premises.models import Kind, PlaceCode, Premises
from bluezone.portal.premises.selectors import (
    MOST_OFFERED,
    code_in_force,
    codes_hanging_in,
    codes_read_at,
    premises_for,
    premises_of,
    premises_to_pick,
    the_place_meant,
)
from bluezone.portal.premises.services import (
    Facts,
    approve_premises,
    close_premises,
    digest_of_premises,
    renew_code,
    reopen_premises,
)
from bluezone.portal.premises.waiting import waiting
from bluezone.protocol.errors import ExpiredError
from bluezone.protocol.venue import MAX_NAME_BYTES, CloserKind, VenueKind, read_venue
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit
from tests.support.portal.premises import INN, doors_of, kept_by, keys_of_the_portal

DAY = dt.timedelta(days=1)


@pytest.fixture
def doors(office):
    return doors_of(office)


def now_s(moment: dt.datetime) -> int:
    return int(moment.timestamp())


def test_a_phone_reads_the_place_off_the_code_that_approval_signs(doors):
    code = doors.approve(doors.registered())

    venue = read_venue(code.text, keys_of_the_portal(), now_s(NOW))

    assert (INN.name, VenueKind.HOTEL, "02545") == (venue.name, venue.kind, venue.unit)
    with pytest.raises(ExpiredError):
        read_venue(code.text, keys_of_the_portal(), now_s(NOW + VALID_FOR))


def test_every_kind_of_place_is_one_that_phones_know():
    assert {kind.value for kind in (*VenueKind, *CloserKind)} == set(Kind.values)


@pytest.mark.parametrize(
    ("kind", "known_as", "closer"),
    [
        (Kind.FACTORY, VenueKind.OFFICE, CloserKind.FACTORY),
        (Kind.EVENT, VenueKind.PUBLIC, CloserKind.EVENT),
        (Kind.SHOP, VenueKind.SHOP, VenueKind.SHOP),
    ],
)
def test_a_poster_of_a_kind_of_today_names_one_that_every_phone_knows(doors, kind, known_as, closer):
    code = doors.approve(doors.registered(Facts("Xưởng chè", kind)))

    venue = read_venue(code.text, keys_of_the_portal(), now_s(NOW))
    assert (known_as, closer) == (venue.kind, venue.place_kind)


def test_nobody_approves_what_they_registered(doors):
    premises = doors.registered(by=doors.officer)

    with pytest.raises(RefusedError, match="another person approves"):
        doors.approve(premises)

    premises.refresh_from_db()
    assert (Premises.State.REGISTERED, 0) == (premises.state, PlaceCode.objects.count())


def test_no_code_is_signed_while_phones_do_not_know_the_key(doors):
    premises = doors.registered()

    doors.published.believes_everything = False
    with pytest.raises(RefusedError, match="phones do not know"):
        doors.approve(premises)
    doors.published.is_away = True
    with pytest.raises(ExchangeError):
        doors.approve(premises)
    doors.published = None
    with pytest.raises(RefusedError, match="ask whoever runs it"):
        doors.approve(premises)

    premises.refresh_from_db()
    assert (Premises.State.REGISTERED, 0) == (premises.state, PlaceCode.objects.count())


def test_who_decides_has_read_what_stands_there(doors):
    premises = doors.registered()
    read = digest_of_premises(premises)
    Premises.objects.update(name="Nhà nghỉ Hoa Đào")

    more = {"published": doors.published, "entropy": doors.office.chance.randbytes, "now": NOW}
    with pytest.raises(ChangedError):
        approve_premises(actor=doors.officer, premises=premises, read=read, **more)
    with pytest.raises(ChangedError):
        renew_code(actor=doors.officer, premises=premises, read=read, **more)
    with pytest.raises(ChangedError):
        close_premises(actor=doors.officer, premises=premises, read=read, now=NOW)


def test_another_code_hangs_in_the_place_of_the_first_and_phones_take_both(doors):
    premises = doors.approved()
    first = code_in_force(premises)

    second = doors.renew(premises, at=NOW + DAY)

    assert second == code_in_force(premises)
    old, new = (read_venue(one.text, keys_of_the_portal(), now_s(NOW + 2 * DAY)) for one in (first, second))
    assert old.venue_id != new.venue_id
    assert old.salt != new.salt
    assert [first] == codes_read_at(premises, NOW, NOW + DAY)
    assert [first, second] == codes_read_at(premises, NOW + DAY, NOW + 2 * DAY)


def test_no_code_is_signed_for_a_commune_that_is_no_more(doors):
    premises = doors.registered()
    Unit.objects.filter(pk=premises.unit_id).update(valid_to=NOW.date())

    with pytest.raises(RefusedError, match="a commune of today"):
        doors.approve(premises)

    assert (Premises.State.REGISTERED, None) == (Premises.objects.get().state, code_in_force(premises))


def test_a_closed_place_stays_written_and_gets_no_code(doors):
    premises = doors.approved()

    close_premises(actor=doors.officer, premises=premises, read=digest_of_premises(premises), now=NOW)

    premises.refresh_from_db()
    assert (Premises.State.CLOSED, doors.officer.pk, None) == (
        premises.state,
        premises.closed_by_id,
        code_in_force(premises),
    )
    with pytest.raises(RefusedError, match="only an approved place"):
        doors.renew(premises)
    with pytest.raises(RefusedError, match="closed already"):
        close_premises(actor=doors.officer, premises=premises, read=digest_of_premises(premises), now=NOW)
    with pytest.raises(RefusedError, match="does not wait"):
        doors.approve(premises)


def closed_again(doors, premises: Premises) -> Premises:
    premises.refresh_from_db()
    close_premises(actor=doors.officer, premises=premises, read=digest_of_premises(premises), now=NOW)
    premises.refresh_from_db()
    return premises


def test_a_closed_place_is_opened_again_by_two_and_gets_a_new_code(doors):
    premises = doors.approved()
    first = code_in_force(premises)
    closed_again(doors, premises)

    reopen_premises(actor=doors.clerk, premises=premises, read=digest_of_premises(premises), now=NOW + DAY)
    premises.refresh_from_db()
    assert (Premises.State.REGISTERED, doors.clerk, None, None) == (
        premises.state,
        premises.registered_by,
        premises.closed_at,
        premises.approved_at,
    )
    second = doors.approve(premises, at=NOW + DAY)

    assert second == code_in_force(premises)
    assert {first, second} == set(premises.codes.all())
    assert 1 == Entry.objects.filter(act="premises.reopen", actor=doors.clerk).count()


def test_whoever_opened_a_place_again_does_not_approve_it(doors):
    premises = closed_again(doors, doors.approved())

    reopen_premises(actor=doors.officer, premises=premises, read=digest_of_premises(premises), now=NOW)

    premises.refresh_from_db()
    with pytest.raises(RefusedError, match="another person"):
        doors.approve(premises, by=doors.officer)


def test_no_place_is_opened_again_that_is_open_was_read_otherwise_or_stands_there_anew(doors):
    premises = doors.approved()
    read = digest_of_premises(premises)
    with pytest.raises(RefusedError, match="only a closed place"):
        reopen_premises(actor=doors.clerk, premises=premises, read=read, now=NOW)
    closed_again(doors, premises)
    with pytest.raises(ChangedError):
        reopen_premises(actor=doors.clerk, premises=premises, read=read, now=NOW)
    doors.registered()

    with pytest.raises(RefusedError, match="name and address"):
        reopen_premises(actor=doors.clerk, premises=premises, read=digest_of_premises(premises), now=NOW)


def test_who_kept_a_place_and_is_closed_does_not_keep_it_again(doors):
    school = create_organisation(
        actor=None, name="Trường Tân Trào", kind=OrganisationKind.SCHOOL, unit=the_unit(TAN_TRAO), now=NOW
    )
    premises = closed_again(doors, doors.approved(kept_by(school)))
    close_organisation(actor=doors.officer, organisation=school, successor=None, now=NOW)

    reopen_premises(actor=doors.clerk, premises=premises, read=digest_of_premises(premises), now=NOW)

    premises.refresh_from_db()
    assert premises.organisation is None


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (dataclasses.replace(INN, name="N"), "at least 2 letters"),
        (dataclasses.replace(INN, name="Nhà hàng Ẩm thực đồng quê ở phía Bắc chợ huyện cũ"), "fits into"),
        (dataclasses.replace(INN, address="x" * 81), "at most 80"),
        (dataclasses.replace(INN, name="Quán Cá 🐟"), "a poster cannot carry one of these signs"),
        (dataclasses.replace(INN, address="đối diện 東京"), "a poster cannot carry one of these signs"),
        (dataclasses.replace(INN, phone="12"), "."),
    ],
)
def test_what_cannot_stand_on_a_poster_is_refused_when_it_is_registered(doors, facts, why):
    with pytest.raises(RefusedError, match=why):
        doors.registered(facts)

    assert 0 == Premises.objects.count()


def test_a_name_as_long_as_a_code_holds_is_taken(doors):
    name = "a" * MAX_NAME_BYTES

    code = doors.approve(doors.registered(dataclasses.replace(INN, name=name)))

    assert name == read_venue(code.text, keys_of_the_portal(), now_s(NOW)).name


def test_a_place_is_registered_once_and_again_after_it_closed(doors):
    first = doors.registered()
    with pytest.raises(RefusedError, match="name and address"):
        doors.registered(dataclasses.replace(INN, name="NHÀ NGHỈ hoa mai"))
    assert doors.registered(dataclasses.replace(INN, address="Thôn Bòng"))

    close_premises(actor=doors.officer, premises=first, read=digest_of_premises(first), now=NOW)

    assert doors.registered()


def test_a_place_lies_in_a_commune(doors):
    with pytest.raises(RefusedError, match="commune of today"):
        doors.registered(unit=TUYEN_QUANG)


def test_a_school_is_one_organisation_and_one_place(doors):
    school = create_organisation(
        actor=None, name="Trường Tân Trào", kind=OrganisationKind.SCHOOL, unit=the_unit(TAN_TRAO), now=NOW
    )

    premises = doors.approved(kept_by(school))

    assert [premises] == premises_of(doors.clerk, school)
    assert [] == premises_of(doors.office.staff("Đỗ Ở Xa", Role.REPORTER, SON_DUONG), school)
    close_organisation(actor=doors.officer, organisation=school, successor=None, now=NOW)
    school.refresh_from_db()
    with pytest.raises(RefusedError, match="closed"):
        doors.registered(kept_by(school))


def test_the_list_shows_ones_own_units_by_state(doors):
    inn, market = doors.approved(), doors.registered(Facts("Chợ Tân Trào", Kind.MARKET))
    closed = doors.registered(Facts("Quán cũ", Kind.FOOD))
    close_premises(actor=doors.officer, premises=closed, read=digest_of_premises(closed), now=NOW)

    def found(text: str = "", *, state: str = "", at: dt.datetime = NOW) -> list[Premises]:
        return list(premises_for(doors.clerk, text, state=state, now=at))

    assert [market, inn] == found()
    assert [market] == found(state="registered")
    assert [closed] == found(state="closed")
    assert [inn] == found("hoa mai")
    assert ([], [inn]) == (found(state="runs_out"), found(state="runs_out", at=NOW + VALID_FOR - 13 * DAY))
    far = doors.office.staff("Đỗ Ở Xa", Role.REPORTER, SON_DUONG)
    assert [] == list(premises_for(far, "", state="", now=NOW))


def test_today_says_what_waits_for_somebody_else_than_who_registered_it(doors):
    doors.registered()
    mine = doors.registered(Facts("Chợ Tân Trào", Kind.MARKET), by=doors.officer)
    doors.approve(mine, by=doors.office.staff("Hà Lãnh Đạo", Role.LEADER, TAN_TRAO))

    (line,) = waiting(doors.officer, NOW)
    assert ("premises.approve", 1) == (line.what, line.count)
    assert [] == list(waiting(doors.clerk, NOW))

    lines = waiting(doors.officer, NOW + VALID_FOR - 13 * DAY)
    assert [("premises.approve", 1), ("premises.ending", 1)] == [(one.what, one.count) for one in lines]


def test_a_place_is_picked_by_a_part_of_its_name_once_it_has_a_code(doors):
    inn, other = doors.approved(), doors.approved(Facts("Nhà nghỉ Hoa Mai Hai", Kind.HOTEL))
    doors.registered(Facts("Nhà nghỉ Chưa Duyệt", Kind.HOTEL))

    found = premises_to_pick("nha nghi")

    assert [inn, other] == found
    assert None is the_place_meant(found, "nha nghi", None)
    assert inn == the_place_meant(found, "nhà nghỉ hoa mai", None)
    assert other == the_place_meant(found, "nha nghi", other)
    assert [] == premises_to_pick("  ")


def test_where_more_fit_than_are_offered_one_called_just_so_is_not_taken_for_the_only_one(doors):
    for number in range(MOST_OFFERED - 1):
        doors.approved(dataclasses.replace(INN, name=f"An Hoa Mai {number}"))
    first, second = (doors.approved(dataclasses.replace(INN, name="Hoa Mai", address=at)) for at in ("Bòng", "Cả"))

    found = premises_to_pick("hoa mai")

    assert (MOST_OFFERED, True, False) == (len(found), first in found, second in found)
    assert None is the_place_meant(found, "hoa mai", None)
    assert first == the_place_meant(found, "hoa mai", first)


def test_what_hangs_in_a_province_hangs_in_its_communes(doors):
    premises = doors.approved()

    for unit in (TAN_TRAO, TUYEN_QUANG):
        assert [code_in_force(premises)] == codes_hanging_in(the_unit(unit), NOW)
    assert [] == codes_hanging_in(the_unit(SON_DUONG), NOW)
    assert [] == codes_hanging_in(the_unit(TAN_TRAO), NOW + VALID_FOR)


def test_each_act_leaves_its_line_and_no_name_of_a_person(doors):
    premises = doors.approved()
    doors.renew(premises)
    close_premises(actor=doors.officer, premises=premises, read=digest_of_premises(premises), now=NOW)

    lines = Entry.objects.filter(act__startswith="premises.").order_by("pk")
    assert ["register", "approve", "renew", "close"] == [line.act.removeprefix("premises.") for line in lines]
    assert {("premises", str(premises.pk))} == {
        pair for one in lines for pair in one.subjects.values_list("kind", "key")
    }
