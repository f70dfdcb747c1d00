"""Pages of no room in particular: the language switch, and what an error looks like."""

from __future__ import annotations

import sys
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bluezone.portal.frame import nulls
from bluezone.portal.frame.gate import openly
from bluezone.portal.frame.request import PublicRequest
from bluezone.portal.frame.sealed_words import sealed_words
from bluezone.portal.frame.troubles import note_refusal, note_trouble, trouble_page
from bluezone.portal.frame.waiting import leave_out_figures

_YEAR_S = 31_536_000
_MOST_TYPED, _MOST_FIELDS = 80, 20


@require_POST
@openly("the language of a page is nobody's secret")
def choose_language(request: PublicRequest) -> HttpResponse:
    """Leads back to where the switch was made, in the other language."""
    where = request.headers.get("referer", "")
    same = url_has_allowed_host_and_scheme(where, {request.get_host()})
    parts = urlsplit(where)
    path = "/" + parts.path.lstrip("/")  # two slashes would name another host
    response = HttpResponseRedirect((path + (f"?{parts.query}" if parts.query else "")) if same else "/")
    if (chosen := request.POST.get("language", "")) in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=_YEAR_S,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


@require_POST
@openly("what was typed is sealed and told to nobody; the list that it leads to asks who comes")
def search(request: PublicRequest) -> HttpResponse:
    """Leads to a list of people, narrowed by what was typed; the address says it to nobody but this portal."""
    said = {name: request.POST[name][:_MOST_TYPED] for name in list(request.POST)[:_MOST_FIELDS]}
    at, words = said.pop("at", ""), said.pop("q", "")
    said.pop("csrfmiddlewaretoken", None)
    path = "/" + at.lstrip("/\\") if url_has_allowed_host_and_scheme(at, None) else "/"
    return HttpResponseRedirect(f"{quote(path)}?{urlencode({**said, 'q': sealed_words(words)})}")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Shuts a page to whoever may not open it, and has the audit know."""
    note_refusal(request, str(exception))
    return _told(request, "403", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    """Answers an address that leads nowhere."""
    return _told(request, "404", status=404)


def unacceptable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers a request that cannot be read."""
    return _told(request, "400", status=400, why=nulls.sentence() if isinstance(exception, nulls.NullError) else "")


def broken(request: HttpRequest) -> HttpResponse:
    """Shows the number of an unforeseen error, under which the operator's log tells of it."""
    return trouble_page(request, note_trouble(request, sys.exc_info()[1]))


def forged(request: HttpRequest, **_reason: str) -> HttpResponse:
    """Refuses a form without our token: forged, or older than its session."""
    return _told(request, "forged", status=403)


def _told(request: HttpRequest, what: str, *, status: int, **said: str) -> HttpResponse:
    """Says one sentence, and counts nothing: whoever knocks at a thousand shut doors keeps the store from nobody."""
    leave_out_figures(request)
    return render(request, f"errors/{what}.html", said, status=status)
