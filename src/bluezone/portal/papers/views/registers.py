"""The registers of an organisation's year: on screen, printed, exported; and a line for what came in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from bluezone.documents.errors import DocumentError
from bluezone.documents.paper import Issuer
from bluezone.documents.registers import set_incoming, set_outgoing
from bluezone.portal.accounts.access import may
from bluezone.portal.accounts.policy import is_allowed
from bluezone.portal.accounts.session import signed_in
from bluezone.portal.audit.services import record_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.exporting.columns import ExportColumn
from bluezone.portal.lists.exporting.delimited import csv_lines
from bluezone.portal.lists.exporting.workbook import write_xlsx
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.exporting import INCOMING_COLUMNS, OUTGOING_COLUMNS, incoming_rows, outgoing_rows
from bluezone.portal.papers.forms import ArrivalForm
from bluezone.portal.papers.models import Direction, State
from bluezone.portal.papers.selectors import (
    PAGE,
    as_incoming_entry,
    as_outgoing_entry,
    direction_of,
    incoming_of,
    last_content,
    outgoing_of,
    register_year,
    years_of,
)
from bluezone.portal.papers.views.reading import PDF, sent
from bluezone.portal.papers.words import said
from bluezone.portal.world import world_of
from bluezone.vietnam.words import Language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 1 << 20


def organisation_within(request: HttpRequest, key: int, act: str) -> Organisation:
    """An organisation in reach of this act. Whoever may not know of it is told that there is none."""
    found = Organisation.objects.select_related("unit").filter(pk=key).first()
    if found is None or not is_allowed(signed_in(request), act, found):
        raise Http404
    return found


@require_GET
@may("papers.register")
def register(request: HttpRequest, key: int) -> HttpResponse:
    """One register of one year, page by page."""
    organisation, year, direction = _asked(request, key, "page")
    rows: Any = incoming_of(organisation, year) if direction == Direction.IN else outgoing_of(organisation, year)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    facts = {
        "organisation": organisation,
        "year": year,
        "direction": direction,
        "directions": Direction.choices,
        "years": sorted({year, world_of(request).today().year, *years_of(organisation, direction)}, reverse=True),
        "page": page,
        "lines": _lines(list(page.object_list), direction),
        "may_enter": is_allowed(signed_in(request), "papers.enter", organisation),
    }
    return render(request, "papers/register.html", facts)


@require_GET
@may("papers.register")
def register_print(request: HttpRequest, key: int) -> HttpResponse:
    """The whole year as the book that lies on the clerk's desk."""
    organisation, year, direction = _asked(request, key, "print")
    issuer, now = _issuer(organisation), world_of(request).now()
    try:
        if direction == Direction.IN:
            entries = [as_incoming_entry(one) for one in incoming_of(organisation, year)]
            pdf = set_incoming(issuer, year, entries, now=now)
        else:
            leaving = [as_outgoing_entry(one, _remark(one.state)) for one in outgoing_of(organisation, year)]
            pdf = set_outgoing(issuer, year, leaving, now=now)
    except DocumentError as error:
        return HttpResponse(said(error), status=409, content_type="text/plain; charset=utf-8")
    return sent(pdf, PDF, f"so-van-ban-{direction.value}-{year}.pdf")


@require_GET
@may("papers.register")
def register_export(request: HttpRequest, key: int) -> HttpResponseBase:
    """The year with the fields of Appendix VI, as csv or xlsx, streamed."""
    form = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    organisation, year, direction = _asked(request, key, form)
    columns, rows = _table(organisation, year, direction)
    name = f"so-van-ban-{direction.value}-{year}"
    language: Language = "en" if get_language() == "en" else "vi"
    if form == "xlsx":
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
        write_xlsx(file, columns, rows, language, name=str(year))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    response = StreamingHttpResponse(csv_lines(columns, rows, language), content_type="text/csv; charset=utf-8")
    response["content-disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_http_methods(["GET", "POST"])
@may("papers.enter")
def arrival_new(request: HttpRequest, key: int) -> HttpResponse:
    """A paper came in. One that stands there already is told, and entered only if that is meant."""
    organisation, world, refusal = organisation_within(request, key, "papers.enter"), world_of(request), ""
    form = ArrivalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_arrival(
                organisation=organisation,
                arrival=form.arrival(),
                by=signed_in(request),
                now=world.now(),
                though_it_came_before=request.POST.get("again") == "yes",
            )
            return redirect(f"{reverse('register', args=[key])}?direction=in")
        except RefusedError as error:
            refusal = said(error)
    facts = {"form": form, "refusal": refusal, "organisation": organisation, "today": world.today()}
    return render(request, "papers/arrival.html", facts, status=409 if refusal else 400 if form.errors else 200)


def _asked(request: HttpRequest, key: int, form: str) -> tuple[Organisation, int, Direction]:
    """Which register; and a line in the audit, since what papers are about can name a person."""
    organisation = organisation_within(request, key, "papers.register")
    year = register_year(request.GET.get("year", ""), world_of(request).today())
    direction = direction_of(request.GET.get("direction", ""))
    record_read(
        actor=signed_in(request),
        act="papers.register",
        now=world_of(request).now(),
        subjects=[("organisation", organisation.pk)],
        path=organisation.path,
        detail={"year": year, "direction": direction.value, "as": form},
    )
    return organisation, year, direction


def _lines(found: Sequence[Any], direction: Direction) -> list[Any]:
    if direction == Direction.IN:
        return [as_incoming_entry(one) for one in found]
    return [(one, as_outgoing_entry(one, _remark(one.state))) for one in found]


def _table(
    organisation: Organisation, year: int, direction: Direction
) -> tuple[tuple[ExportColumn, ...], Iterator[tuple[Any, ...]]]:
    if direction == Direction.IN:
        return INCOMING_COLUMNS, incoming_rows(incoming_of(organisation, year).iterator(chunk_size=500))
    return OUTGOING_COLUMNS, outgoing_rows(outgoing_of(organisation, year).iterator(chunk_size=500))


def _remark(state: str) -> str:
    """What the last column says of a paper that did not simply go out."""
    return "" if state == State.ISSUED else str(State(state).label)


def _issuer(organisation: Organisation) -> Issuer:
    last = last_content(organisation)
    if last is not None:
        return last.issuer
    return Issuer(name=(organisation.name,), abbreviation="-", place=organisation.unit.name[:60])
