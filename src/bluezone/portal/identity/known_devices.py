"""Browsers in which somebody has signed in fully: wrong passwords typed elsewhere do not shut them out.

Wrong passwords are counted by name, so anybody could keep a colleague out by typing five of them every five minutes. A
browser that showed everything once, or in which a code of an administrator was used, gets a signed cookie. Whoever
signs in there with a name that it knows is counted by the device alone: five wrong ones there close it, and nothing
that is typed anywhere else. The cookie opens nothing, and holds no name: only a keyed hash of each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "devices"
LASTS_SECONDS = 180 * 24 * 3600
MOST_NAMES = 12
"""Of people who share one computer; the newest are known."""
WAY = "/account/"
"""The only pages that are sent the cookie: those of signing in."""
_SALT = "bluezone/portal/known-device/1"
_NUMBER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Device:
    """A browser with the names that it knows, as keyed hashes."""

    number: str
    names: tuple[str, ...] = ()

    def knows(self, username: str) -> bool:
        return _hash(username) in self.names


def device_of(request: HttpRequest) -> Device | None:
    """The device that the cookie names, if we wrote it."""
    try:
        held = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS_SECONDS)
        return Device(str(held["number"]), tuple(str(name) for name in held["names"]))
    except (signing.BadSignature, KeyError, TypeError):
        return None


def known_device(request: HttpRequest, username: str) -> str | None:
    """The number of the device, where it knows this name."""
    device = device_of(request)
    return device.number if device is not None and device.knows(username) else None


def remember_device(
    request: HttpRequest, response: HttpResponse, username: str, entropy: Callable[[int], bytes]
) -> None:
    """Has the browser keep that this person signed in there."""
    device = device_of(request) or Device(entropy(_NUMBER_BYTES).hex())
    names = (_hash(username), *(name for name in device.names if name != _hash(username)))[:MOST_NAMES]
    response.set_cookie(
        COOKIE,
        signing.dumps({"number": device.number, "names": names}, salt=_SALT),
        max_age=LASTS_SECONDS,
        path=WAY,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _hash(username: str) -> str:
    return salted_hmac(_SALT, username.lower(), algorithm="sha256").hexdigest()[:32]
