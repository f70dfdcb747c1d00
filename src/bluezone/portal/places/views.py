"""The pages about places: search, one unit through time with its map, figures carried over, a commune's hamlets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.accounts.access import may, require
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.places import services
from bluezone.portal.places.crosswalk import LARGEST, Carried, Figure, carry, read_figures
from bluezone.portal.places.drawing import TileMap, draw
from bluezone.portal.places.history import (
    VIEWS,
    Counterpart,
    communes_within,
    counterparts,
    events_of,
    former_names,
    origins_counted,
)
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.selectors import find_units, former_hamlets_of, hamlets_of
from bluezone.portal.web.words import told
from bluezone.portal.world import world_of
from bluezone.vietnam.numbers import whole_number

_MOST_TEXT = 20_000


@require_GET
@may("places.search")
def places(request: HttpRequest) -> HttpResponse:
    """Units by name, of today or of another day."""
    text, day = request.GET.get("q", ""), _day(request)
    facts = {
        "text": text,
        "day": day,
        "found": find_units(text, day=day),
        "today": world_of(request).today(),
        "views": VIEWS,
    }
    return render(request, "places/found.html" if request.htmx else "places/search.html", facts)  # type: ignore[attr-defined] # set by HtmxMiddleware


@require_GET
@may("places.search")
def place(request: HttpRequest, key: str) -> HttpResponse:
    """One unit: its dates, names and changes, what stood there on another day, its communes as a map, its hamlets."""
    return _show(request, _found(key))


@require_http_methods(["GET", "POST"])
@may("places.search")
def crosswalk(request: HttpRequest) -> HttpResponse:
    """Figures of old units in the units of another day. Nothing of it is kept."""
    source, target = _view(request, "of", VIEWS[0][1]), _view(request, "in", world_of(request).today())
    text = request.POST.get("figures", "")[:_MOST_TEXT]
    figures, unread = read_figures(text, source)
    if request.method == "GET":
        figures, text = _asked(request)
    carried, refusal = _carried(figures, target)
    facts = {
        "carried": carried,
        "refusal": refusal,
        "sum": sum(figure.value for figure in figures),
        "unread": unread,
        "text": text,
        "source": source,
        "target": target,
        "views": VIEWS,
        "today": world_of(request).today(),
    }
    return render(request, "places/crosswalk.html", facts, status=400 if unread or refusal else 200)


@require_POST
@may("places.settle")
def hamlet_new(request: HttpRequest, key: str) -> HttpResponse:
    """A hamlet that the commune keeps itself."""
    unit, world = _settled(request, key), world_of(request)
    try:
        with transaction.atomic():
            hamlet = services.found_hamlet(commune=unit, name=request.POST.get("name", "")[:200], today=world.today())
            _note(request, hamlet, {"what": "added"})
    except RefusedError as error:
        return _show(request, unit, refusal=told(error))
    return redirect("place", key)


@require_POST
@may("places.settle")
def hamlet_rename(request: HttpRequest, key: str) -> HttpResponse:
    """It goes on under another name."""
    hamlet, said = _settled(request, key), request.POST
    try:
        with transaction.atomic():
            renamed = services.rename_hamlet(
                hamlet=hamlet,
                name=said.get("name", "")[:200],
                resolution=said.get("resolution", "")[:200],
                today=world_of(request).today(),
            )
            _note(request, renamed, {"what": "renamed", "before": hamlet.key})
    except RefusedError as error:
        return _show(request, hamlet, refusal=told(error))
    return redirect("place", renamed.key)


@require_POST
@may("places.settle")
def hamlet_close(request: HttpRequest, key: str) -> HttpResponse:
    """It is no more, or went into another; it stays with its dates."""
    hamlet, into = _settled(request, key), request.POST.get("into", "")
    try:
        with transaction.atomic():
            services.close_hamlet(
                hamlet=hamlet,
                into=_found(into) if into else None,
                resolution=request.POST.get("resolution", "")[:200],
                today=world_of(request).today(),
            )
            _note(request, hamlet, {"what": "closed"})
    except RefusedError as error:
        return _show(request, hamlet, refusal=told(error))
    return redirect("place", key)


def _show(request: HttpRequest, unit: Unit, *, refusal: str = "") -> HttpResponse:
    is_view = request.GET.get("on", "") in {day.isoformat() for _, day in VIEWS}
    day = _day(request) if is_view else None
    then = counterparts(unit, day) if day is not None else []
    may_settle = unit.valid_to is None and is_allowed(signed_in(request), "places.settle", unit)
    facts = {
        "unit": unit,
        "views": VIEWS,
        "day": day,
        "then": then,
        "map": _map(unit, day, then),
        "events": events_of(unit),
        "former_names": former_names(unit),
        "hamlets": hamlets_of(unit),
        "former_hamlets": former_hamlets_of(unit),
        "may_settle": may_settle and unit.level == Level.COMMUNE,
        "may_keep": may_settle and unit.level == Level.HAMLET,
        "siblings": _siblings(unit) if may_settle else [],
        "refusal": refusal,
    }
    return render(request, "places/place.html", facts, status=409 if refusal else 200)


def _map(unit: Unit, day: dt.date | None, then: list[Counterpart]) -> TileMap | None:
    """The communes of a province or district, on that day or while it stood."""
    if unit.level not in {Level.PROVINCE, Level.DISTRICT}:
        return None
    last = unit.valid_to - dt.timedelta(days=1) if unit.valid_to is not None else None
    shown = day or last or max(VIEWS[-1][1], unit.valid_from or VIEWS[-1][1])
    communes = communes_within([one.unit for one in then] if day else [unit], shown)
    values = origins_counted(communes, VIEWS[0][1]) if shown > VIEWS[0][1] else {}
    return draw(communes, values) if communes else None


def _siblings(unit: Unit) -> QuerySet[Unit] | list[Unit]:
    return hamlets_of(unit.parent).exclude(pk=unit.pk) if unit.level == Level.HAMLET and unit.parent else []


def _carried(figures: list[Figure], target: dt.date) -> tuple[list[Carried], str]:
    try:
        return carry(figures, target), ""
    except RefusedError as error:
        return [], told(error)


def _asked(request: HttpRequest) -> tuple[list[Figure], str]:
    """`?unit=02608-000000&figure=120`: one figure, as the page of a unit asks."""
    key, number = request.GET.get("unit", ""), request.GET.get("figure", "")
    unit = Unit.objects.filter(key=key).first() if key else None
    typed = whole_number(number, most_digits=len(str(LARGEST)))
    if unit is None or typed is None:
        return [], ""
    value = min(typed, LARGEST)
    return [Figure(unit, value)], f"{unit.name}; {value}"


def _settled(request: HttpRequest, key: str) -> Unit:
    unit = _found(key)
    require(request, "places.settle", unit)
    return unit


def _note(request: HttpRequest, hamlet: Unit, detail: dict[str, Any]) -> None:
    record_write(
        actor=signed_in(request),
        act="places.settle",
        now=world_of(request).now(),
        subjects=[("unit", hamlet.key)],
        path=hamlet.path,
        detail=detail,
    )


def _found(key: str) -> Unit:
    unit = Unit.objects.filter(key=key).select_related("parent", "parent__parent").first()
    if unit is None:
        raise Http404
    return unit


def _view(request: HttpRequest, name: str, otherwise: dt.date) -> dt.date:
    said = request.POST.get(name) or request.GET.get(name) or ""
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        return otherwise


def _day(request: HttpRequest) -> dt.date:
    return _view(request, "on", world_of(request).today())
