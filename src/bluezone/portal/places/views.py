"""The pages about places: search, one unit with its history, its hamlets."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.accounts.access import may, require
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.places.models import Level, Succession, Unit
from bluezone.portal.places.selectors import find_units, hamlets_of, origins_of
from bluezone.portal.places.services import found_hamlet
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of


@require_GET
@may("places.search")
def places(request: HttpRequest) -> HttpResponse:
    """Units by name, of today or of another day."""
    text, day = request.GET.get("q", ""), _day(request)
    facts = {"text": text, "day": day, "found": find_units(text, day=day), "today": world_of(request).today()}
    return render(request, "places/found.html" if request.htmx else "places/search.html", facts)  # type: ignore[attr-defined] # set by HtmxMiddleware


@require_GET
@may("places.search")
def place(request: HttpRequest, key: str) -> HttpResponse:
    """One unit: what it was made from, what became of it, which hamlets it has."""
    return _show(request, _found(key))


@require_POST
@may("places.settle")
def hamlet_new(request: HttpRequest, key: str) -> HttpResponse:
    """A hamlet that the commune keeps itself."""
    unit, world = _found(key), world_of(request)
    require(request, "places.settle", unit)
    try:
        hamlet = found_hamlet(commune=unit, name=request.POST.get("name", "")[:200], today=world.today())
    except RefusedError as error:
        return _show(request, unit, refusal=told(error))
    record_write(
        actor=signed_in(request),
        act="places.settle",
        now=world.now(),
        subjects=[("unit", hamlet.key)],
        path=hamlet.path,
    )
    return redirect("place", key)


def _show(request: HttpRequest, unit: Unit, *, refusal: str = "") -> HttpResponse:
    facts = {
        "unit": unit,
        "origins": origins_of(unit),
        "successors": Succession.objects.filter(old=unit).select_related("new", "change"),
        "hamlets": hamlets_of(unit),
        "may_settle": unit.level == Level.COMMUNE
        and unit.valid_to is None
        and is_allowed(signed_in(request), "places.settle", unit),
        "refusal": refusal,
    }
    return render(request, "places/place.html", facts, status=409 if refusal else 200)


def _found(key: str) -> Unit:
    unit = Unit.objects.filter(key=key).select_related("parent", "parent__parent").first()
    if unit is None:
        raise Http404
    return unit


def _day(request: HttpRequest) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return world_of(request).today()
