"""No text of ours holds a NUL (U+0000), and PostgreSQL keeps none: what brings one is refused before any view.

Here, once, and not at each field: what no form reads would come to the database all the same, and who somebody is, is
asked before any form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse, UnreadablePostError
from django.utils import translation
from django.utils.translation import gettext

from bluezone.portal.frame.uploads import announced_bytes

NULL = "\0"
_IN_ADDRESSES, _IN_JSON = "%00", r"\u0000"


class NullError(BadRequest):
    """A form holds a NUL; the page of a request that makes no sense says so."""


class NoNullsAround:
    """Refuses a NUL in the address and in cookies before anybody is looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _line() if any(NULL in text for text in _texts_around(request)) else self._get_response(request)


class NoNullsWithin:
    """Refuses a NUL in forms and JSON before their view. It stands behind what refuses a forged form, of which nothing
    is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    @staticmethod
    def process_view(request: HttpRequest, view: Any, _args: object, _named: object) -> HttpResponse | None:
        """Whoever is no form of a page reads the body by itself: programs, which are told in JSON, as their rooms tell
        what they cannot read. A device at a door then sends row by row what it took over from elsewhere, so that one
        keeps back no other; of a bare line it knows no more than that it was not understood."""
        if getattr(view, "csrf_exempt", False):
            return _told_a_program() if _is_in_json(request) else None
        if _is_in_form(request):
            raise NullError
        return None


def _texts_around(request: HttpRequest) -> Iterator[str]:
    yield request.path
    yield request.META.get("QUERY_STRING", "").replace(_IN_ADDRESSES, NULL)
    yield from request.COOKIES.values()  # where it can be written as \000


def _is_in_form(request: HttpRequest) -> bool:
    try:
        texts = [(name, *values) for name, values in request.POST.lists()]
    except UnreadablePostError:  # whoever sent it is gone
        return False
    files = [(name, str(getattr(one, "name", ""))) for name, one in request.FILES.items()]
    return any(NULL in text or _is_json_with_one(text) for one in (*texts, *files) for text in one)


def _is_json_with_one(text: str) -> bool:
    """Whether a field holds JSON with one written out, as a passkey's answer could, which is kept as JSON."""
    return _IN_JSON in text and text.lstrip()[:1] in {"{", "["}


def _is_in_json(request: HttpRequest) -> bool:
    """Whether JSON holds one, as it stands or written out. What is too long to be read here is read by no view."""
    if (announced_bytes(request) or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return False
    body = request.body
    return body.lstrip()[:1] in (b"{", b"[") and (NULL.encode() in body or _IN_JSON.encode() in body)


def sentence() -> str:
    """The line, in the language of the request that is being answered."""
    return gettext("What was sent holds a null character (U+0000), which cannot be kept. Nothing was changed.")


def _line() -> HttpResponse:
    """The sentence in both languages, for somebody of whom nothing is known yet."""
    said = " ".join(_in_each_language().values())
    return HttpResponseBadRequest(f"{said}\n", content_type="text/plain; charset=utf-8")


def _told_a_program() -> HttpResponse:
    return JsonResponse({"reason": "malformed", **_in_each_language()}, status=422)


def _in_each_language() -> dict[str, str]:
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = sentence()
    return said
