"""How often the counting page's doors may be knocked at: a team never meets it, a flood does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from bluezone.portal.field.throttle import Knock, is_too_often
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.fielding import NOON, entries, identity
from tests.support.portal.pictures import a_photo

FORGED = {"authorization": "Bearer BT1.son-duong-2020.D07.20200815.1598029200.AAAAAAAAAAAAAAAAAAAAAAAA"}


@pytest.fixture
def phones(office) -> Client:
    """All at one address, as behind one router."""
    return Client(**{ENVIRON_KEY: office.world, "HTTP_HOST": "localhost", "REMOTE_ADDR": "198.51.100.7"})


def send(phones: Client, headers: dict[str, str], body: bytes, path: str = "/field/entries"):
    return phones.post(path, body, content_type="application/octet-stream", headers=headers)


def test_ten_phones_that_tap_without_a_pause_behind_one_address_are_never_turned_away(field, phones):
    """Each sends once in four seconds: 150 parcels in a minute, and the photos of the day."""
    parcels = [send(phones, field.headers, entries("helped", first=100 + at)) for at in range(150)]
    photos = [send(phones, field.headers, a_photo(at), f"/field/photos/{identity(at)}") for at in range(60)]

    assert {200} == {answer.status_code for answer in parcels + photos}
    assert (150, 60) == (field.day.helped, field.day.photos.count())


@pytest.mark.parametrize("knock", [Knock.PARCEL, Knock.PHOTO])
def test_a_link_that_floods_rests_until_the_minute_is_over_and_loses_nothing(office, field, phones, knock):
    path, body = ("/field/entries", entries("helped")) if knock is Knock.PARCEL else ("/field/photos/1", b"")
    for _ in range(knock.value):
        assert not is_too_often(knock, field.token, NOON)

    answer = send(phones, field.headers, body, path)

    assert (429, "text/plain", "60") == (
        answer.status_code, answer.headers["content-type"], answer.headers["retry-after"],
    )  # fmt: skip
    assert 0 == field.day.people
    office.clock[0] = NOON + dt.timedelta(minutes=1)
    assert 429 != send(phones, field.headers, body, path).status_code


def test_a_guesser_is_told_to_come_later_and_the_team_behind_the_same_address_notices_nothing(field, phones):
    """Thirty times a minute somebody is told that a link is none of ours."""
    guesses = [send(phones, FORGED, b"[]").status_code for _ in range(32)]

    assert [401] * 30 + [429, 429] == guesses
    assert 200 == send(phones, field.headers, entries("refused")).status_code
    assert 1 == field.day.refused


def test_what_is_counted_about_whom_is_written_nowhere(field, phones, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert 401 == send(phones, FORGED, b"[]").status_code
