"""The pages about places: search, one unit through time with its map, figures carried over, a commune's hamlets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import day_typed, number_in
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.places.crosswalk import LARGEST, Figure, carry, read_figures
from bluezone.portal.places.drawing import draw
from bluezone.portal.places.history import (
    VIEWS,
    Counterpart,
    communes_within,
    counterparts,
    events_of,
    former_names,
    found_by_name,
    origins_counted,
)
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.outline_map import draw_outlines
from bluezone.portal.places.selectors import (
    former_hamlets_of,
    hamlets_of,
    siblings_of,
    unit_with_key,
)

_MOST_TEXT = 20_000


@require_GET
@permission_required("places.search")
def places(request: StaffRequest) -> HttpResponse:
    """Lists units by name, of today or of another day."""
    text, day = request.GET.get("q", ""), _day(request)
    context = {
        "text": text,
        "day": day,
        "found": found_by_name(text, day),
        "today": request.now.date(),
        "views": VIEWS,
    }
    return page(request, "places/found.html" if request.htmx else "places/search.html", context)


@require_GET
@permission_required("places.search")
def place(request: StaffRequest, key: str) -> HttpResponse:
    """Answers the address of one unit with its page."""
    return show_place(request, key)


def show_crosswalk(request: StaffRequest) -> HttpResponse:
    """Shows figures of old units in the units of another day. Nothing of it is kept."""
    source, target = _view(request, "of", VIEWS[0][1]), _view(request, "in", request.now.date())
    text = request.POST.get("figures", "")[:_MOST_TEXT]
    figures, unread = read_figures(text, source)
    if request.method == "GET":
        figures, text = _asked(request)
    context = {
        "carried": carry(figures, target) if not request.refusal else [],
        "sum": sum(figure.value for figure in figures),
        "unread": unread,
        "text": text,
        "source": source,
        "target": target,
        "views": VIEWS,
        "today": request.now.date(),
    }
    return page(request, "places/crosswalk.html", context, status=400 if unread else 200)


@require_http_methods(["GET", "POST"])
@permission_required("places.search", answer=show_crosswalk)
def crosswalk(request: StaffRequest) -> HttpResponse:
    """Carries figures over."""
    return show_crosswalk(request)


def show_place(request: StaffRequest, key: str) -> HttpResponse:
    """Shows one unit: its dates, names and changes, what stood there on another day, its communes as a map, hamlets."""
    unit, day = get_or_404(unit_with_key(key)), _day_of_a_view(request)
    then = counterparts(unit, day) if day is not None else []
    communes, values = _communes(unit, day, then)
    may_settle = unit.valid_to is None and is_allowed(request.staff, "hamlets.settle", unit)
    context = {
        "unit": unit,
        "views": VIEWS,
        "day": day,
        "then": then,
        "map": draw(communes, values) if communes else None,
        "outlines": draw_outlines(communes, values),
        "outlines_are_later": any(one.valid_to is not None for one in communes),
        "events": events_of(unit),
        "former_names": former_names(unit),
        "hamlets": hamlets_of(unit),
        "former_hamlets": former_hamlets_of(unit),
        "may_settle": may_settle and unit.level == Level.COMMUNE,
        "may_keep": may_settle and unit.level == Level.HAMLET,
        "siblings": siblings_of(unit) if may_settle else [],
    }
    return page(request, "places/place.html", context)


def _communes(unit: Unit, day: dt.date | None, then: list[Counterpart]) -> tuple[list[Unit], Mapping[int, int]]:
    """The communes of a province or district, on that day or while it stood, and what the map says of each."""
    if unit.level not in {Level.PROVINCE, Level.DISTRICT}:
        return [], {}
    last = unit.valid_to - dt.timedelta(days=1) if unit.valid_to is not None else None
    shown = day or last or max(VIEWS[-1][1], unit.valid_from or VIEWS[-1][1])
    communes = list(communes_within([one.unit for one in then] if day else [unit], shown))
    return communes, origins_counted(communes, VIEWS[0][1]) if shown > VIEWS[0][1] else {}


def _asked(request: StaffRequest) -> tuple[list[Figure], str]:
    """Reads `?unit=02608-000000&figure=120`: one figure, as the page of a unit asks."""
    key, number = request.GET.get("unit", ""), number_in(request, "figure")
    unit = unit_with_key(key) if key else None
    if unit is None or number is None:
        return [], ""
    value = min(number, LARGEST)
    return [Figure(unit, value)], f"{unit.name}; {value}"


def _view(request: StaffRequest, name: str, otherwise: dt.date) -> dt.date:
    return day_typed(request.POST.get(name) or request.GET.get(name) or "") or otherwise


def _day(request: StaffRequest) -> dt.date:
    return _view(request, "on", request.now.date())


def _day_of_a_view(request: StaffRequest) -> dt.date | None:
    """Reads `?on=2025-06-01`, where that is one of the days that the page offers."""
    is_view = request.GET.get("on", "") in {day.isoformat() for _, day in VIEWS}
    return _day(request) if is_view else None
