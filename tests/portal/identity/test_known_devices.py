"""A browser is known for half a year, to twelve people, by a number and by hashes of names."""

from __future__ import annotations

import pytest
from django.core import signing
from django.http import HttpRequest, HttpResponse

from bluezone.portal.identity.known_devices import COOKIE, device_of, known_device, remember_device

HALF_A_YEAR_S = 180 * 24 * 3600
ENTROPY = bytes(range(32))
SALT = "bluezone/portal/known-device/1"


def with_cookie(value: str) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES[COOKIE] = value
    return request


def after_signing_in(*names: str) -> HttpResponse:
    """What the browser was told, when all of these had signed in there, one after another."""
    answer, value = HttpResponse(), ""
    for name in names:
        answer = HttpResponse()
        remember_device(with_cookie(value), answer, name, lambda count: ENTROPY[:count])
        value = answer.cookies[COOKIE].value
    return answer


def test_a_name_that_signed_in_is_known_by_the_number_of_the_browser_and_no_other_is():
    request = with_cookie(after_signing_in("hung").cookies[COOKIE].value)

    assert ENTROPY[:16].hex() == known_device(request, "hung")
    assert known_device(request, "hoa") is None


def test_a_browser_is_known_for_half_a_year_and_tells_only_the_pages_of_signing_in(monkeypatch):
    cookie = after_signing_in("hung").cookies[COOKIE]
    signed_at = signing.time.time()
    known = []

    for seconds in (HALF_A_YEAR_S - 60, HALF_A_YEAR_S + 60):
        monkeypatch.setattr(signing.time, "time", lambda seconds=seconds: signed_at + seconds)
        known.append(device_of(with_cookie(cookie.value)) is not None)

    assert [True, False] == known
    assert (HALF_A_YEAR_S, "/account/", True, "Lax") == tuple(
        cookie[name] for name in ("max-age", "path", "httponly", "samesite")
    )


def test_twelve_people_of_one_computer_are_known_the_newest():
    names = [f"clerk{number}" for number in range(13)]

    request = with_cookie(after_signing_in(*names).cookies[COOKIE].value)

    assert [False] + 12 * [True] == [known_device(request, name) is not None for name in names]


def test_whoever_signs_in_again_is_the_newest_and_stands_there_once():
    names = [f"clerk{number}" for number in range(12)]

    device = device_of(with_cookie(after_signing_in(*names, "clerk0", "another").cookies[COOKIE].value))

    assert device is not None
    assert 12 == len(set(device.names)) == len(device.names)
    assert (True, False) == (device.knows("clerk0"), device.knows("clerk1"))


def test_the_cookie_holds_no_name():
    assert "hung" not in str(signing.loads(after_signing_in("hung").cookies[COOKIE].value, salt=SALT))


@pytest.mark.parametrize("held", [{}, {"number": "1"}, {"number": "1", "names": None}, "a text", 7, None])
def test_what_we_would_never_have_signed_so_is_no_browser(held):
    assert device_of(with_cookie(signing.dumps(held, salt=SALT))) is None


def test_a_forged_cookie_is_no_browser():
    assert device_of(with_cookie("forged")) is None
