"""Codes that are typed: drawn with each signed code, printed on its poster, handed to the exchange by communes."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from bluezone.portal.errors import ExchangeError
from bluezone.portal.premises.handing import hand_over_places
from bluezone.portal.premises.models import HandedPlaces, PlaceCode
from bluezone.portal.premises.services import close_premises, digest_of_premises
from bluezone.portal.premises.works import hand_over
from bluezone.protocol.place_codes import lock_of, place_in, read_places, read_typed
from tests.support.portal.offices import NOW
from tests.support.portal.premises import INN, doors_of, keys_of_the_portal

TAN_TRAO = "02545"
LATER = NOW + dt.timedelta(hours=1)
OTHER = dataclasses.replace(INN, name="Nhà nghỉ Tân Lập", address="Thôn Lập Binh")


@pytest.fixture
def doors(office):
    return doors_of(office)


def handed_over(office, *, now=NOW) -> int:
    return hand_over_places(exchange=office.exchange, entropy=office.chance.randbytes, now=now)


def found(office, typed: str, *, now=NOW) -> str | None:
    """What a phone finds that has the commune's file: the name of the place."""
    places = read_places(office.exchange.places[TAN_TRAO], keys_of_the_portal())
    place = place_in(places, lock_of(TAN_TRAO, typed), keys_of_the_portal(), int(now.timestamp()))
    return None if place is None else place.name


def test_each_code_has_signs_of_its_own_to_type(doors):
    inn = doors.registered()
    first = doors.approve(inn)
    inn.refresh_from_db()
    second = doors.renew(inn, at=LATER)

    assert read_typed(first.typed) == first.typed
    assert first.typed != second.typed


def test_a_phone_finds_each_place_of_the_commune_by_what_is_typed(office, doors):
    codes = [doors.approve(doors.registered(facts)) for facts in (INN, OTHER)]

    assert 1 == handed_over(office)
    assert [INN.name, OTHER.name] == [found(office, code.typed) for code in codes]


def test_nothing_is_handed_over_twice_and_every_change_is(office, doors):
    inn = doors.registered()
    first = doors.approve(inn)
    rounds = [handed_over(office), handed_over(office)]
    inn.refresh_from_db()
    second = doors.renew(inn, at=LATER)
    rounds += [handed_over(office, now=LATER), handed_over(office, now=LATER)]

    assert [1, 0, 1, 0] == rounds
    assert [None, INN.name] == [found(office, code.typed, now=LATER) for code in (first, second)]
    assert 2 == HandedPlaces.objects.get().epoch


def test_a_code_of_before_there_were_signs_is_in_no_file_until_another_is_signed(office, doors):
    doors.approve(old := doors.registered())
    PlaceCode.objects.update(typed="")
    before = handed_over(office)
    old.refresh_from_db()
    code = doors.renew(old, at=LATER)

    assert [0, 1] == [before, handed_over(office, now=LATER)]
    assert INN.name == found(office, code.typed, now=LATER)


def test_an_exchange_that_published_other_places_has_not_got_ours(office, doors, monkeypatch):
    doors.approved()
    monkeypatch.setattr(office.exchange, "publish_places", lambda _: (TAN_TRAO, 7))

    with pytest.raises(ExchangeError, match="other places"):
        handed_over(office)
    assert not HandedPlaces.objects.exists()


def test_a_place_that_is_closed_is_found_no_more(office, doors):
    inn = doors.registered()
    code = doors.approve(inn)
    handed_over(office)
    inn.refresh_from_db()
    close_premises(actor=doors.officer, premises=inn, read=digest_of_premises(inn), now=LATER)

    assert 1 == handed_over(office, now=LATER)
    assert found(office, code.typed) is None


def test_what_could_not_be_handed_over_is_handed_over_later(office, doors):
    doors.approved()
    office.exchange.is_away = True
    with pytest.raises(ExchangeError):
        handed_over(office)
    office.exchange.is_away = False

    assert 1 == handed_over(office)


def test_the_portals_clock_does_it_and_a_portal_without_an_exchange_does_nothing(office, doors):
    doors.approved()
    alone = dataclasses.replace(office.world, exchange=None)

    assert [0, 1, 0] == [hand_over(world) for world in (alone, office.world, office.world)]
