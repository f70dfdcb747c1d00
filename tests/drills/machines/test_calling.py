"""A call to an office's machine goes to a port of this one and keeps its name."""

from __future__ import annotations

import httpx

from drills.machines.calling import SERVICE_NAMES, led_to
from tests.support.sources import PROJECT


def test_whoever_answers_has_to_be_who_was_called() -> None:
    request = httpx.Request("GET", "https://portal.example.vn/account/login?next=/")

    led = led_to(40_443, request)

    assert "https://127.0.0.1:40443/account/login?next=/" == str(led.url)
    assert "portal.example.vn" == led.headers["host"]
    assert "portal.example.vn" == led.extensions["sni_hostname"]
    assert "https://portal.example.vn/account/login?next=/" == str(request.url)


def test_the_services_are_called_as_the_proxy_names_them() -> None:
    proxy = (PROJECT / "deploy" / "proxy" / "nginx.conf").read_text("utf-8")

    assert [] == [name for name in SERVICE_NAMES.values() if f"server_name {name};" not in proxy]
