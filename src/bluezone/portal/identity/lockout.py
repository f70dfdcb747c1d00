"""How guesses are counted, and what somebody sees who guessed too often.

By the name that was typed; where the browser knows that name (`known_devices.py`), by the browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bluezone.portal.identity.known_devices import device_of, known_device


def counted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """The name under which a wrong password is counted: LAN signs in as lan, and guesses no more often."""
    said = (credentials or request.POST).get("username")
    if said is None:
        return None
    name = str(said).lower()
    device = known_device(request, name)
    return name if device is None else f"{name} {device}"


def counted_caller(request: HttpRequest) -> str | None:
    """The device, where it is known and no name was typed that it does not know; else None, and the address counts."""
    device, typed = device_of(request), request.POST.get("login")
    if device is None or (typed is not None and not device.knows(typed.strip())):
        return None
    return f"device-{device.number}"


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Shows whoever guessed too often one page, the same for every name, known or not."""
    return render(request, "staff/locked_out.html", status=429)
