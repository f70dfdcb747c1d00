"""The counting page's doors over HTTP, and the staff's pages: who gets in, what is said, what is nowhere."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from bluezone.portal.audit.models import Entry
from bluezone.portal.field.services.links import revoke_link
from bluezone.portal.identity.roles import Role
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.fielding import (
    COMMUNE,
    NEIGHBOUR,
    NOON,
    entries,
    identity,
    seated,
)
from tests.support.portal.pictures import a_photo


@pytest.fixture
def stranger(office) -> Client:
    """A browser without a session, that refuses to be lenient about forged forms."""
    return Client(enforce_csrf_checks=True, **{ENVIRON_KEY: office.world, "HTTP_HOST": "localhost"})


def post(client: Client, path: str, body: bytes, headers=None, kind: str = "application/json"):
    return client.post(path, body, content_type=kind, headers=headers or {})


@pytest.mark.parametrize(("path", "language"), [("/field/", "vi"), ("/field/en", "en")])
def test_the_page_is_the_same_for_everybody_and_sets_no_cookie(stranger, path, language):
    answer = stranger.get(path)
    page = answer.content.decode()

    assert 200 == answer.status_code
    assert {} == answer.cookies
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://", page)
    assert "img-src 'self' blob:" in answer.headers["content-security-policy"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.content == stranger.get(path).content


def test_the_worker_keeps_both_pages_and_what_they_load(stranger):
    worker = stranger.get("/field/worker.js")
    kept = re.search(r"var KEPT = (\[.*\]);", worker.content.decode())

    assert "text/javascript; charset=utf-8" == worker.headers["content-type"]
    assert kept
    for address in re.findall(r'"([^"]+)"', kept[1]):
        assert address.startswith("/static/") or 200 == stranger.get(address).status_code
    page = stranger.get("/field/").content.decode()
    assert set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) <= set(re.findall(r'"([^"]+)"', kept[1]))


def test_entries_and_photos_are_taken_without_a_session_or_a_form_token(stranger, field):
    counted = post(stranger, "/field/entries", entries("helped", "refused"), field.headers)
    again = post(stranger, "/field/entries", entries("helped", "refused"), field.headers)
    photo = post(stranger, f"/field/photos/{identity(1)}", a_photo(), field.headers, "image/jpeg")

    assert [(200, {"added": 2, "known": 0}), (200, {"added": 0, "known": 2}), (200, {"added": 1, "known": 0})] == [
        (answer.status_code, answer.json()) for answer in (counted, again, photo)
    ]
    assert 2 == field.day.people
    assert {} == counted.cookies


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer BT1.x"}, {"authorization": "Basic x"}], ids=str)
def test_without_a_token_of_ours_nothing_is_taken(stranger, field, headers):
    answer = post(stranger, "/field/entries", entries("helped"), headers)

    assert (401, "forged") == (answer.status_code, answer.json()["reason"])
    assert 0 == field.day.people


@pytest.mark.parametrize(("days", "status", "reason"), [(8, 410, "expired"), (0, 410, "revoked"), (-2, 403, "not_yet")])
def test_a_link_that_does_not_hold_says_why_in_both_languages(field, days, status, reason):
    if reason == "revoked":
        revoke_link(actor=field.reporter, link=field.link, now=NOON)
    field.office.clock[0] = NOON + dt.timedelta(days=days)
    browser = Client(**{ENVIRON_KEY: field.office.world, "HTTP_HOST": "localhost"})

    answer = post(browser, "/field/entries", entries("helped"), field.headers)

    assert (status, reason) == (answer.status_code, answer.json()["reason"])
    assert answer.json()["vi"] != answer.json()["en"]
    assert 0 == field.day.people


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/field/entries", b"["),
        ("/field/entries", b"[]" + b" " * 300_000),
        (f"/field/photos/{identity(1)}", b"<svg/>"),
        (f"/field/photos/{identity(1)}", bytes(500_000)),
        ("/field/photos/xyz", a_photo()),
    ],
    ids=["broken", "endless", "no photo", "huge", "no id"],
)
def test_what_is_no_entry_and_no_photo_is_told_so(stranger, field, path, body):
    answer = post(stranger, path, body, field.headers)

    assert (422, "malformed") == (answer.status_code, answer.json()["reason"])


@pytest.mark.parametrize(("length", "status"), [("", 422), ("-1", 400), ("1e9", 400)])
def test_a_length_that_is_none_is_not_believed(stranger, field, length, status):
    answer = stranger.generic("POST", "/field/entries", entries("helped"), headers=field.headers, CONTENT_LENGTH=length)

    assert status == answer.status_code
    assert 0 == field.day.people


def test_a_length_beyond_all_bounds_is_too_large(stranger, field):
    answer = stranger.generic(
        "POST", "/field/entries", entries("helped"), headers=field.headers, CONTENT_LENGTH="9" * 30
    )

    assert 413 == answer.status_code
    assert 0 == field.day.people


def test_a_door_is_for_posting_only(stranger):
    assert 405 == stranger.get("/field/entries").status_code
    assert 403 == stranger.post("/field/").status_code  # no form of ours leads there


def test_the_reporter_makes_prints_and_revokes_a_link(office, field):
    client = office.client(field.reporter)

    made = client.post("/teams", {"office": field.day.participant_id, "team": "d08", "day": "2020-08-16"})
    sheet = client.get(made.headers["location"]).content.decode()
    address = re.search(r"http://localhost/field/#(BT1[^\s<\"]+)", sheet)

    assert address
    assert 'class="qr"' in sheet
    assert "five strokes a box" in sheet
    number = made.headers["location"].rsplit("/", 1)[-1]
    assert 302 == client.post(f"/teams/links/{number}/revoke").status_code
    assert "works no more" in client.get(made.headers["location"]).content.decode()
    assert 409 == client.post(f"/teams/links/{number}/revoke").status_code


def test_the_list_shows_what_was_counted_and_the_day_its_photos(office, field, stranger):
    post(stranger, "/field/entries", entries("helped", "installed", "refused"), field.headers)
    post(stranger, f"/field/photos/{identity(1)}", a_photo(), field.headers, "image/jpeg")
    client = office.client(field.reporter)

    listed = client.get("/teams").content.decode()
    day = client.get(f"/teams/{field.day.pk}").content.decode()
    photo = client.get(re.search(r'src="(/teams/photos/\d+)"', day)[1])

    assert ["2", "1", "0", "1"] == re.findall(r'tile__figure">(\d+)', listed)
    assert ("image/jpeg", b"\xff\xd8") == (photo.headers["content-type"], photo.content[:2])
    assert "Take over as evidence" in day


def test_a_day_is_taken_over_once_its_links_are_revoked(office, field, stranger):
    post(stranger, "/field/entries", entries("helped"), field.headers)
    client, path = office.client(field.reporter), f"/teams/{field.day.pk}"

    early = client.post(f"{path}/evidence", {"kind": "household-visit", "households": "1"})
    client.post(f"/teams/links/{field.link.pk}/revoke")
    done = client.post(f"{path}/evidence", {"kind": "household-visit", "households": "1"})

    assert (409, 302) == (early.status_code, done.status_code)
    assert "revoke them first" in early.content.decode()
    assert "taken over as evidence" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"team": "Nguyễn"}, 409, "team code"),
        ({"day": "2021-01-01"}, 409, "too far away"),
        ({"day": "yesterday"}, 400, "field__error"),
        ({"office": "999"}, 400, "field__error"),
    ],
)
def test_a_form_that_makes_no_link_says_what_is_wrong(office, field, form, status, said):
    whole = {"office": field.day.participant_id, "team": "D09", "day": "2020-08-16", **form}

    answer = office.client(field.reporter).post("/teams", whole)

    assert status == answer.status_code
    assert said in answer.content.decode()


@pytest.mark.parametrize(("key", "role"), [(NEIGHBOUR, Role.REPORTER), (COMMUNE, Role.LEADER)])
def test_another_office_and_a_role_that_makes_no_links_stay_outside(office, field, key, role):
    client = office.client(seated(office, f"Người {role.value}", key, role))
    paths = [f"/teams/{field.day.pk}", f"/teams/links/{field.link.pk}"]

    statuses = [client.get(path).status_code for path in paths]
    statuses += [client.post(f"{paths[0]}/evidence").status_code, client.post(f"{paths[1]}/revoke").status_code]

    assert ([404] * 4 if key == NEIGHBOUR else [200, 403, 403, 403]) == statuses
    assert field.day.links.get().revoked_at is None


def test_the_office_above_sees_the_teams_of_those_below(office, field):
    above = seated(office, "Người Tổng Hợp", "culture-office", Role.CONSOLIDATOR)

    page = office.client(above).get("/teams").content.decode()

    assert ("D07" in page) == (field.day.participant.reports_to.key == "culture-office")


def test_a_teams_photo_and_whoever_made_a_link_are_shown_with_a_line(office, field, stranger):
    post(stranger, f"/field/photos/{identity(1)}", a_photo(), field.headers, "image/jpeg")
    client, before = office.client(field.reporter), Entry.objects.count()
    paths = (f"/teams/{field.day.pk}", f"/teams/links/{field.link.pk}", f"/teams/photos/{field.day.photos.get().pk}")

    for path in paths:
        client.get(path)

    lines = Entry.objects.filter(number__gt=before).order_by("number")
    assert ["field.see", "field.show", "field.see"] == [line.act for line in lines]
    assert {("team_day", str(field.day.pk))} == {
        pair for line in lines for pair in line.subjects.values_list("kind", "key")
    }


def test_whoever_may_look_at_teams_and_not_make_links_makes_none(office, field):
    leader = seated(office, "Người Lãnh Đạo", COMMUNE, Role.LEADER)

    answer = office.client(leader).post(
        "/teams", {"office": field.day.participant_id, "team": "D09", "day": "2020-08-16"}
    )

    assert 403 == answer.status_code
    assert 1 == field.day.links.model.objects.count()


@pytest.mark.parametrize(
    ("households", "told"),
    [*((one, "How many households") for one in ("x", "-1", "9" * 400, "\x01")), ("a\0b", "holds a null character")],
)
def test_households_that_are_no_number_are_told_so(office, field, households, told):
    sent = {"kind": "household-visit", "households": households}

    answer = office.client(field.reporter).post(f"/teams/{field.day.pk}/evidence", sent)

    assert 400 == answer.status_code
    assert told in answer.content.decode()
