"""What holds for every request and answer: whose it is, its headers, its language."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import translation

from bluezone import webui
from bluezone.portal.frame.uploads import announced_bytes

GetResponse = Callable[[HttpRequest], HttpResponse]
MAX_REQUEST_BYTES = 64 << 20
"""Twice what any page takes: what is a little too large is told so by its page, what is far too large is not read."""
MONITORED = frozenset({"/health", "/ready", "/metrics"})


class Caller:
    """Takes the caller's address from the proxy: behind it every call comes from this machine, and one guesser's
    failures would be everybody's. It is the one that the proxy added last; what stands before it, anybody can write."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_PROXY_SSL_HEADER is not None:
            last = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
            if _is_address(last):
                request.META["REMOTE_ADDR"] = last
        return self._get_response(request)


class PagePolicy:
    """Forbids caches to keep pages about people; the other headers are those of every face of Bluezone."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._refusal(request) or self._get_response(request)
        for name, value in webui.PAGE_HEADERS:
            if name != "content-security-policy":  # django-csp's work, from the settings
                response.headers.setdefault(name, value)
        response.headers.setdefault("cache-control", "no-store")
        return response

    @staticmethod
    def _refusal(request: HttpRequest) -> HttpResponse | None:
        """Refuses, before anything is read, a body without its length, which is none to Django, and one of a length
        that is no number, which would be an error of the server."""
        length = announced_bytes(request)
        if length is None:
            return HttpResponseBadRequest()
        return HttpResponse(status=413) if length > MAX_REQUEST_BYTES else None


class Monitored:
    """Has nobody in particular ask how the portal stands: no cookie is read, so no session is looked up or made young
    again, and a monitor on this machine asks by number, whatever the portal is called."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in MONITORED:
            request.COOKIES = {}
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        return self._get_response(request)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class Language:
    """Chooses the reader's language: the one that they chose, else Vietnamese; never the browser's guess."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            return self._get_response(request)
