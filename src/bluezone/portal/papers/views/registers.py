"""The registers of an organisation's year: on screen, printed, exported; and a line for what came in."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.lists.exporting.delimited import csv_lines
from bluezone.lists.exporting.workbook import write_xlsx
from bluezone.portal.frame.exports import mark_above
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.refusals import reader_language
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown, page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.exporting import table_of
from bluezone.portal.papers.files import PDF
from bluezone.portal.papers.forms import ArrivalForm
from bluezone.portal.papers.lines import as_incoming_entry
from bluezone.portal.papers.models import Direction
from bluezone.portal.papers.selectors import (
    as_outgoing_entry,
    book_of,
    direction_of,
    organisation_with_key,
    page_of_register,
    register_year,
    years_of,
)
from bluezone.portal.papers.views.reading import sent

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 1 << 20


@require_GET
@permission_required("papers.register")
def register(request: StaffRequest, key: int) -> HttpResponse:
    """Shows one register of one year, page by page."""
    organisation, year, direction = _asked(request, key)
    found, today = page_of_register(organisation, direction, year, request.GET.get("page")), request.now.date()
    context = {
        "organisation": organisation,
        "year": year,
        "direction": direction,
        "directions": Direction.choices,
        "years": sorted({year, today.year, *years_of(organisation, direction)}, reverse=True),
        "page": found,
        "lines": _lines(list(found), direction),
        "may_enter": is_allowed(request.staff, "papers.enter", organisation),
        "may_certificates": is_allowed(request.staff, "papers.certificates", organisation),
    }
    detail = {"year": year, "direction": direction.value, "as": "page"}
    about = [("organisation", organisation.pk)]
    return shown(request, "papers/register.html", context, about=about, path=organisation.path, detail=detail)


@require_GET
@permission_required("papers.register")
def register_print(request: StaffRequest, key: int) -> HttpResponse:
    """Gives out the whole year as the book that lies on the clerk's desk."""
    organisation, year, direction = _asked(request, key)
    pdf = book_of(organisation, direction, year, request.now)
    _note(request, organisation, year, direction, "print")
    return sent(pdf, PDF, f"so-van-ban-{direction.value}-{year}.pdf")


@require_GET
@permission_required("papers.register")
def register_export(request: StaffRequest, key: int) -> HttpResponseBase:
    """Gives out the year with the fields of Appendix VI, as csv or xlsx, streamed."""
    form = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    organisation, year, direction = _asked(request, key)
    _note(request, organisation, year, direction, form)
    (columns, rows), language = table_of(organisation, direction, year), reader_language()
    name = f"so-van-ban-{direction.value}-{year}"
    if form == "xlsx":
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
        write_xlsx(file, columns, rows, language, name=str(year), above=mark_above())
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    response = StreamingHttpResponse(
        csv_lines(columns, rows, language, above=mark_above()), content_type="text/csv; charset=utf-8"
    )
    response["content-disposition"] = f'attachment; filename="{name}.csv"'
    return response


def show_arrival(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the form for a line of the register."""
    organisation, form = _typed(request, key)
    context = {
        "form": form,
        "organisation": organisation,
        "today": request.now.date(),
        "came_before": bool(request.refusal) and form.is_of_one_in(organisation),
    }
    return page(request, "papers/arrival.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("papers.enter", answer=show_arrival)
def arrival_new(request: StaffRequest, key: int) -> HttpResponse:
    """Enters a paper that came in. One that stands there already is told, and entered only if that is meant."""
    organisation, form = _typed(request, key)
    if not form.is_valid():
        return show_arrival(request, key)
    services.enter_arrival(
        organisation=organisation,
        arrival=form.arrival(),
        by=request.staff,
        now=request.now,
        though_it_came_before=request.POST.get("again") == "yes",
    )
    return redirect(f"{reverse('register', args=[key])}?direction=in")


def _asked(request: StaffRequest, key: int) -> tuple[Organisation, int, Direction]:
    """The register that the address names."""
    organisation = visible_or_404(request, organisation_with_key(key))
    year = register_year(request.GET.get("year", ""), request.now.date())
    return organisation, year, direction_of(request.GET.get("direction", ""))


def _note(request: StaffRequest, organisation: Organisation, year: int, direction: Direction, form: str) -> None:
    """Writes a line into the audit, since what papers are about can name a person."""
    detail = {"year": year, "direction": direction.value, "as": form}
    note_shown(request, about=[("organisation", organisation.pk)], path=organisation.path, detail=detail)


def _lines(found: Sequence[Any], direction: Direction) -> list[Any]:
    if direction == Direction.IN:
        return [as_incoming_entry(one) for one in found]
    return [(one, as_outgoing_entry(one)) for one in found]


def _typed(request: StaffRequest, key: int) -> tuple[Organisation, ArrivalForm]:
    """Whose register the address names, and what was typed for it."""
    return visible_or_404(request, organisation_with_key(key)), ArrivalForm(request.POST or None)
