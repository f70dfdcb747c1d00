"""Pages of no room in particular: today, the language switch, and what an error looks like."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.accounts.access import may, openly
from bluezone.portal.accounts.permissions import BY_ACT
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in, staff_of
from bluezone.portal.audit.services import record_read
from bluezone.portal.cases.selectors import today_at_the_desk
from bluezone.portal.inbox.selectors import waiting_for
from bluezone.portal.rollout_desk.selectors.register import duties_of
from bluezone.portal.world import world_of

_YEAR_S = 31_536_000


@require_GET
@may("web.today")
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and what to do first."""
    world, staff = world_of(request), signed_in(request)
    facts = {
        "today": world.today(),
        "desk": today_at_the_desk(staff, now=world.now()),
        "reports": waiting_for(staff),
        "duties": duties_of(staff) if is_allowed(staff, "rollout.report") else [],
        "grants": staff.current_grants,
    }
    return render(request, "web/today.html", facts)


@require_POST
@openly("the language of a page is nobody's secret")
def choose_language(request: HttpRequest) -> HttpResponse:
    """Back to where the switch was made, in the other language."""
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


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Who asked for what is not theirs is a line of the audit, too."""
    staff, act = staff_of(request), str(exception)
    if staff is not None and act in BY_ACT:
        path = staff.home
        record_read(
            actor=staff, act="web.refused", now=world_of(request).now(), subjects=[], path=path, detail={"act": act}
        )
    return render(request, "errors/403.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    return render(request, "errors/404.html", status=404)


def unacceptable(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it by name
    return render(request, "errors/400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)


def forged(request: HttpRequest, **_reason: str) -> HttpResponse:
    """A form without our token: forged, or older than its session."""
    return render(request, "errors/forged.html", status=403)
