"""Wrong passwords are counted by the name that was typed; where the browser knows it, by the browser."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from bluezone.portal.identity.adapters import AccountAdapter
from bluezone.portal.identity.known_devices import COOKIE, remember_device
from bluezone.portal.identity.lockout import counted_caller, counted_name

NUMBER = bytes(16).hex()


def typed(*, known: str = "", **fields: str):
    """What a browser sends that knows somebody, or nobody."""
    request = RequestFactory().post("/account/login", fields)
    if known:
        answer = HttpResponse()
        remember_device(request, answer, known, bytes)
        request.COOKIES[COOKIE] = answer.cookies[COOKIE].value
    return request


@pytest.mark.parametrize(
    ("request_", "caller"),
    [
        (typed(known="lan", login="lan"), f"device-{NUMBER}"),
        (typed(known="lan", login=" LAN "), f"device-{NUMBER}"),
        (typed(known="lan", code="123456"), f"device-{NUMBER}"),
        (typed(known="lan", login="hung"), None),
        (typed(login="lan"), None),
        (typed(code="123456"), None),
    ],
    ids=["a known name", "in capitals", "no name", "another name", "an unknown browser", "an unknown browser, no name"],
)
def test_the_browser_counts_where_no_name_was_typed_that_it_does_not_know(request_, caller):
    assert caller == counted_caller(request_)


def test_attempts_are_counted_by_the_browser_that_knows_the_name_and_else_by_the_address():
    assert f"device-{NUMBER}" == AccountAdapter().get_client_ip(typed(known="lan", login="lan"))
    assert "127.0.0.1" == AccountAdapter().get_client_ip(typed(known="lan", login="hung"))


def test_a_name_is_counted_in_small_letters_and_apart_in_a_browser_that_knows_it():
    assert "lan" == counted_name(typed(known="hung"), {"username": "LAN"})
    assert f"lan {NUMBER}" == counted_name(typed(known="lan"), {"username": "Lan"})
    assert counted_name(typed(), {}) is None
