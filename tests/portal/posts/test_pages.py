"""The pages of door posts, and what devices ask: read by those whom it concerns, telling what happened."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from dataclasses import replace

import msgspec
import pypdfium2 as pdfium
import pytest
import zxingcpp
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.portal.posts.badges import badge_key
from bluezone.portal.posts.models import Device, DoorRow, Post
from bluezone.portal.posts.services.enrolling import digest_of_device
from bluezone.portal.posts.services.keeping import close_post, digest_of_post
from bluezone.portal.posts.throttle import Knock, is_too_often
from bluezone.portal.premises.models import Kind
from bluezone.portal.premises.services import Facts, close_premises, digest_of_premises, reopen_premises
from bluezone.portal.reports.models import ReportKey
from bluezone.portal.world import ENVIRON_KEY
from tests.support.portal.doorposts import a_gate_at, a_report_key, b64, number_of, parcel, row
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO
from tests.support.portal.premises import INN


@pytest.fixture
def device(gate) -> Client:
    """What stands at the door, behind its router."""
    return Client(**{ENVIRON_KEY: gate.office.world, "HTTP_HOST": "localhost", "REMOTE_ADDR": "198.51.100.7"})


def sync(device: Client, headers: dict[str, str], body: bytes):
    return device.post("/door/sync", body, content_type="application/octet-stream", headers=headers)


def enrol(device: Client, code: str):
    return device.post("/door/enrol", msgspec.json.encode({"code": code, "label": "Máy"}), content_type="text/plain")


def test_from_an_empty_place_to_rows_on_the_page(gate, device):
    """A post is made and closed to nobody; a device is enrolled off the page's code, and sends."""
    client = gate.office.client(gate.officer)
    made = client.post(
        reverse("post_new", args=[gate.premises.pk]),
        {"name": "Cổng sau", "opens": "06:00", "closes": "18:00", "days": ["0", "6"]},
    )
    key = Post.objects.get(name="Cổng sau").pk
    client.post(reverse("post_keeper", args=[key]), {"label": "Ca chiều", "pin": "1357"})
    page = client.post(reverse("post_code", args=[key])).content.decode()

    code = re.search(r"/door/#E-([0-9A-Z]{26})", page)
    enrolled = enrol(device, code[1]).json()
    token = {"authorization": f"Bearer {enrolled['token']}"}
    taken = sync(device, token, parcel(row(1, app="live"), row(2, party=9))).json()

    assert made.url == reverse("post", args=[key])
    assert ("Cổng sau", "Ca chiều") == (enrolled["post"]["name"], enrolled["keepers"][0]["label"])
    assert {b64(number_of(1)), b64(number_of(2))} == set(taken["kept"])
    assert {"server_ms", "post", "seal", "keepers", "refused"} <= taken.keys()
    shown = client.get(made.url).content.decode()
    assert "10.00 % (1/10)" in shown
    assert ">10<" in client.get(reverse("posts"), {"at": gate.premises.pk}).content.decode()


def test_what_is_refused_says_so_in_both_languages(gate, device):
    answer = sync(device, {"authorization": "Bearer nobodys"}, parcel(row(1)))

    assert 401 == answer.status_code
    assert {"reason": "forged", "vi": "Mã hoặc thiết bị này không do nơi đây cấp."}.items() <= answer.json().items()
    assert 401 == enrol(device, "0" * 26).status_code
    assert 422 == sync(device, gate.headers, b"[]").status_code
    assert 422 == sync(device, gate.headers, b" " * 300_000).status_code
    assert 405 == device.get("/door/sync").status_code
    refused = sync(device, gate.headers, parcel({**row(1), "way": "through"})).json()["refused"]
    assert [(b64(number_of(1)), "malformed")] == [(one["id"], one["reason"]) for one in refused]


def test_a_device_out_of_force_is_told_so(gate, device):
    client = gate.office.client(gate.officer)
    way = reverse("post_device_revoke", args=[gate.device.pk])
    assert 409 == client.post(way).status_code
    assert 302 == client.post(way, {"read": digest_of_device(gate.device)}).status_code

    assert 410 == sync(device, gate.headers, parcel(row(1))).status_code
    assert 0 == DoorRow.objects.count()


def test_a_device_of_a_closed_place_is_told_so_and_sends_again_once_the_place_is_open(gate, device):
    place = gate.premises
    close_premises(actor=gate.officer, premises=place, read=digest_of_premises(place), now=NOW)
    closed = sync(device, gate.headers, parcel(row(1)))
    place.refresh_from_db()
    reopen_premises(actor=gate.doors.clerk, premises=place, read=digest_of_premises(place), now=NOW)
    waits = sync(device, gate.headers, parcel(row(1)))
    place.refresh_from_db()
    gate.doors.approve(place)
    taken = sync(device, gate.headers, parcel(row(1)))

    assert [(403, "closed"), (403, "not_yet")] == [(one.status_code, one.json()["reason"]) for one in (closed, waits)]
    assert (200, [b64(number_of(1))]) == (taken.status_code, taken.json()["kept"])


@pytest.mark.parametrize("end", ["revoked", "expired", "its post closed"])
def test_a_device_that_ended_before_its_place_closed_is_not_told_to_wait(gate, device, end):
    if end == "revoked":
        Device.objects.update(revoked_at=NOW)
    elif end == "expired":
        Device.objects.update(expires_at=NOW)
    else:
        close_post(actor=gate.officer, post=gate.post, read=digest_of_post(gate.post), now=NOW)
    close_premises(actor=gate.officer, premises=gate.premises, read=digest_of_premises(gate.premises), now=NOW)

    assert 410 == sync(device, gate.headers, parcel(row(1))).status_code


def test_where_the_portal_cannot_say_to_which_key_is_sealed_the_device_keeps_all(gate, device):
    ReportKey.objects.all().delete()

    answer = sync(device, gate.headers, parcel(row(1)))

    assert (429, "text/plain") == (answer.status_code, answer.headers["content-type"])


def test_a_guesser_is_told_to_come_later_and_the_device_behind_the_same_address_notices_nothing(gate, device):
    guesses = [enrol(device, "0" * 26).status_code for _ in range(32)]

    assert [401] * 30 + [429, 429] == guesses
    assert 200 == sync(device, gate.headers, parcel(row(1))).status_code


def test_a_device_that_floods_rests_until_the_minute_is_over_and_loses_nothing(gate, device):
    assert not any(is_too_often(Knock.PARCEL, gate.token, NOW) for _ in range(Knock.PARCEL.value))

    flooded = sync(device, gate.headers, parcel(row(1)))
    gate.office.clock[0] = NOW + dt.timedelta(minutes=1)

    assert (429, "60") == (flooded.status_code, flooded.headers["retry-after"])
    assert 200 == sync(device, gate.headers, parcel(row(1))).status_code


def test_a_devices_answers_set_no_cookie_and_are_kept_by_no_cache(gate, device):
    answer = sync(device, gate.headers, parcel(row(1)))

    assert ({}, "no-store") == (dict(answer.cookies), answer.headers["cache-control"])


def test_the_place_shows_its_doors(gate):
    way = reverse("premises", args=[gate.premises.pk])

    page = gate.office.client(gate.officer).get(way).content.decode()

    assert reverse("post", args=[gate.post.pk]) in page
    assert reverse("post_new", args=[gate.premises.pk]) in page


def test_who_only_looks_is_offered_nothing_to_do(gate):
    keeper = gate.office.staff("Hà Thị Gác", Role.DOOR_KEEPER, TAN_TRAO)
    client, way = gate.office.client(keeper), reverse("post", args=[gate.post.pk])

    page = client.get(way).content.decode()

    assert "Ca sáng" in page
    assert "Enrol a device" not in page
    assert 403 == client.post(reverse("post_code", args=[gate.post.pk])).status_code
    elsewhere = gate.office.staff("Hà Thị Xa", Role.DOOR_KEEPER, SON_DUONG)
    assert 404 == gate.office.client(elsewhere).get(way).status_code


def test_a_wrong_number_and_a_wrong_hour_are_said_at_the_form(gate):
    client = gate.office.client(gate.officer)

    short = client.post(reverse("post_keeper", args=[gate.post.pk]), {"label": "Ca tối", "pin": "12"})
    letters = client.post(reverse("post_keeper", args=[gate.post.pk]), {"label": "Ca tối", "pin": "12ab"})
    half = client.post(reverse("post_new", args=[gate.premises.pk]), {"name": "Cổng sau", "opens": "06:00"})

    assert [400, 409, 409] == [one.status_code for one in (short, letters, half)]
    assert "four digits" in letters.content.decode()
    assert 1 == Post.objects.count()
    assert 1 == Device.objects.count()


def test_the_app_is_measured_by_kind_commune_and_place_with_its_denominator(gate):
    """Twelve visitors, two with the app running; one of last week, one of a month ago; staff is nobody's visitor."""
    gate.send(
        row(1, app="live"),
        row(2, app="live", party=2),
        row(3, app="none", party=8),
        row(4, app="shown"),
        row(5, who="staff", app="live"),
        row(6, at=NOW - dt.timedelta(days=8)),
    )
    client, way = gate.office.client(gate.officer), reverse("post_figures")

    week, month = (client.get(way, {"days": days}).content.decode() for days in (7, 30))
    elsewhere = gate.office.client(gate.office.staff("Hà Thị Xa", Role.REPORTER, SON_DUONG)).get(way).content.decode()

    assert (4, 0) == (week.count("16.67 % (2/12)"), week.count("15.38 % (2/13)"))
    assert 4 == month.count("15.38 % (2/13)")
    assert all(name in week for name in ("Hotel, lodging", "Xã Tân Trào", gate.premises.name))
    assert "No visitor was seen" in elsewhere


def test_of_fewer_than_ten_visitors_nobody_is_told_with_how_many_the_app_ran(gate):
    """The app of one who came alone would be known to whoever reads the page."""
    gate.send(row(1, app="live"), row(2, app="none", party=8))
    client, own = gate.office.client(gate.officer), reverse("post", args=[gate.post.pk])

    few = [client.get(way).content.decode() for way in (reverse("post_figures"), own)]
    gate.send(row(3))
    enough = [client.get(way).content.decode() for way in (reverse("post_figures"), own)]

    assert [4, 1] == [page.count("fewer than 10 visitors") for page in few]
    assert [] == [said for said in ("(1/9)", "smartphone", "App running") if any(said in page for page in few)]
    assert [4, 2] == [page.count("10.00 % (1/10)") for page in enough]


def test_a_small_place_is_told_together_with_the_smallest_of_the_others(gate):
    """Else it would be the sum without the others."""
    small = a_gate_at(gate.doors, gate.doors.approved(replace(INN, name="Quán nhỏ")))
    gate.send(row(1, app="live"), row(2, party=15))
    small.send(row(3, app="live", party=3))

    page = gate.office.client(gate.officer).get(reverse("post_figures")).content.decode()

    assert "Quán nhỏ" not in page
    assert 4 == page.count("(2/19)")


def test_badges_are_printed_for_a_place_proved_by_the_key_that_its_devices_are_told_and_kept_nowhere(gate, device):
    client, way = gate.office.client(gate.officer), reverse("post_badges", args=[gate.post.pk])

    pdf = client.post(way, {"count": "2"})
    seen = {one.text for one in zxingcpp.read_barcodes(pdfium.PdfDocument(pdf.content)[0].render(scale=3).to_pil())}
    told = sync(device, gate.headers, parcel()).json()["post"]["badge"]

    assert (2, "no-store") == (len(seen), pdf.headers["cache-control"])
    for text in seen:
        number, proof = text.removeprefix("BZN1:").split(":")
        digest = hmac.new(bytes.fromhex(told), f"bluezone/door-badge/1 {number}".encode(), hashlib.sha256).digest()
        assert base64.urlsafe_b64encode(digest)[:22].decode() == proof
    assert "posts.badges" in set(Entry.objects.values_list("act", flat=True))
    other = a_gate_at(gate.doors, gate.doors.approved(replace(INN, name="Quán nhỏ")))
    assert told != badge_key(other.premises)
    assert [409, 409] == [client.post(way, {"count": count}).status_code for count in ("0", "201")]


def test_nobody_of_another_commune_has_badges_printed(gate):
    stranger = gate.office.staff("Lù Thị Xa", Role.HEALTH_OFFICER, unit=SON_DUONG)

    answer = gate.office.client(stranger).post(reverse("post_badges", args=[gate.post.pk]), {"count": "2"})

    assert 404 == answer.status_code
    assert "posts.badges" not in set(Entry.objects.values_list("act", flat=True))


def test_stalls_of_two_markets_that_are_called_alike_are_told_apart(gate):
    for name in ("Chợ Bòng", "Chợ Thia"):
        market = gate.doors.approved(Facts(name, Kind.MARKET))
        a_gate_at(gate.doors, gate.doors.approved(Facts("Sạp 12", Kind.FOOD, within=market))).send(row(1, party=20))
    for address in ("Thôn Một", "Thôn Hai"):
        a_gate_at(gate.doors, gate.doors.approved(Facts("Quán Lan", Kind.FOOD, address))).send(row(2, party=20))

    page = gate.office.client(gate.officer).get(reverse("post_figures")).content.decode()

    for name in ("Sạp 12, Chợ Bòng", "Sạp 12, Chợ Thia", "Quán Lan (Thôn Một, ", "Quán Lan (Thôn Hai, "):
        assert 1 == page.count(name)


def test_of_a_token_that_no_device_was_given_nothing_is_read_and_nothing_counted_but_the_guess(gate, device):
    """What a stranger sends is not taken apart, and pushes no device's count out of the cache."""
    strangers = [{"authorization": f"Bearer {gate.token[:-4]}{at:04}"} for at in range(3)]
    counted = caches["posts"]

    answers = [sync(device, stranger, b"no parcel at all").status_code for stranger in strangers]

    assert [401, 401, 401] == answers
    assert 1 == len(counted._cache)
    assert 422 == sync(device, gate.headers, b"no parcel at all").status_code


def test_a_code_is_not_used_up_where_the_portal_cannot_say_to_which_key_is_sealed(gate, device):
    client = gate.office.client(gate.officer)
    page = client.post(reverse("post_code", args=[gate.post.pk])).content.decode()
    (code,) = re.findall(r"/door/#E-([0-9A-Z]{26})", page)[:1]
    ReportKey.objects.all().delete()

    assert 429 == enrol(device, code).status_code
    a_report_key()

    assert 200 == enrol(device, code).status_code
