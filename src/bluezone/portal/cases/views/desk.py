"""The pages of the code desk: list, opening, one case, the code that is shown once."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.as_read import read_in
from bluezone.portal.cases import services
from bluezone.portal.cases.figures import codes_of_late
from bluezone.portal.cases.forms import OpenCaseForm, communes_within_reach
from bluezone.portal.cases.handing import told_of
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.moving import digest_of_offer, handovers_of
from bluezone.portal.cases.selectors import (
    CASES,
    CaseView,
    case_with_number,
    cases_beside,
    cases_in,
    desk_of,
    page_of_cases,
    view_of,
)
from bluezone.portal.cases.strip import strip_of
from bluezone.portal.cases.waiting import offers_to
from bluezone.portal.frame.beside import came_from, lead_back
from bluezone.portal.frame.exports import Export, exported, in_chunks
from bluezone.portal.frame.finding import require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown, page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.lists.selectors import contacts_listed_of
from bluezone.portal.reports.linking import reports_of_case
from bluezone.portal.reports.models import Report
from bluezone.portal.sampling.selectors import samples_of_case
from bluezone.portal.tracing.glance import glance_at
from bluezone.portal.world import VIET_NAM, IssuedCode
from bluezone.vietnam.words import Words

_COLUMNS = (
    ExportColumn(Words("Số", "Number"), 16),
    ExportColumn(Words("Người bệnh", "Person"), 28),
    ExportColumn(Words("Điện thoại", "Telephone"), 16),
    ExportColumn(Words("Xã", "Commune"), 24),
    ExportColumn(Words("Khởi phát", "First symptoms"), 14),
    ExportColumn(Words("Tình trạng", "State"), 24),
    ExportColumn(Words("Mở lúc", "Opened"), 18),
)


def show_cases(request: StaffRequest) -> HttpResponse:
    """Shows the newest cases, and those that other units offer; the filters stand in the address."""
    found = page_of_cases(request.staff, CASES.part_of(request.GET), request.now)
    offers = list(offers_to(request.staff))
    context = {
        "found": found,
        "offers": [(offer, digest_of_offer(offer)) for offer in offers],
        "spark": codes_of_late(request.staff, request.now.date()),
        "may_open": is_allowed(request.staff, "cases.open"),
        "may_rule": is_allowed(request.staff, "cases.rule"),
    }
    named = [("case", case.number) for case in found.rows if case.is_named]
    named += [("case", offer.case.number) for offer in offers]
    return shown(request, "cases/list.html", context, about=named, action="cases.list")


@require_GET
@permission_required("cases.list")
def case_list(request: StaffRequest) -> HttpResponse:
    """Answers the address of the list."""
    return show_cases(request)


@require_GET
@permission_required("cases.export")
def case_export(request: StaffRequest) -> HttpResponseBase:
    """Gives out the list as a file, under the screen's filter; outside one's own units with pseudonyms, as there."""
    staff = request.staff
    return exported(
        request,
        Export(
            name="cases",
            act="cases.export",
            path=staff.home,
            columns=_COLUMNS,
            chunks=in_chunks(cases_in(staff, CASES.part_of(request.GET), request.now)),
            row=lambda case: _exported(view_of(staff, case)),
            subjects=lambda case: [("case", case.number)] if view_of(staff, case).is_named else [],
        ),
    )


def show_opening(request: StaffRequest) -> HttpResponse:
    """Shows the form for a new case, with what was typed so far."""
    form = _opening_form(request)
    context = {"form": form, "today": request.now.date()}
    return page(request, "cases/new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("cases.open", answer=show_opening)
def case_new(request: StaffRequest) -> HttpResponse:
    """Opens a case."""
    form = _opening_form(request)
    if not form.is_valid():
        return show_opening(request)
    given = form.cleaned_data
    require(request, given["unit"])
    case = services.open_case(
        actor=request.staff,
        full_name=given["full_name"],
        phone=given["phone"],
        onset=given["onset"],
        unit=given["unit"],
        now=request.now,
        entropy=request.world.entropy,
        birth_year=given["birth_year"],
        identity=given["identity"],
        may_come_again=True,
    )
    return redirect("case", case.number)


@require_GET
@permission_required("cases.open")
def commune_choices(request: StaffRequest) -> HttpResponse:
    """Gives out the communes that fit what is being typed, as choices of the form."""
    found = communes_within_reach(request.staff, request.GET.get("place", ""), request.now.date())
    return page(request, "cases/communes.html", {"found": found, "chosen": ""})


def show_case(request: StaffRequest, number: str) -> HttpResponse:
    """Shows one case, as this reader may see it."""
    case = _found(request, number)
    is_fresh = services.refreshed_codes(case=case, exchange=request.world.exchange, now=request.now)
    view = view_of(request.staff, _found(request, number))
    reports, today = _reports(request, case), request.now.date()
    beside = cases_beside(request.staff, came_from(request, CASES), number, request.now)
    glance = glance_at(request.staff, case.person.pseudonym)
    context = {
        "case": view,
        "glance": glance,
        "may_see_household": glance is not None and is_allowed(request.staff, "households.see", glance),
        "beside": beside,
        "is_stale": not is_fresh,
        "reports": reports,
        "strip": strip_of(case, reported_on=[one.arrived_on for one in reports], today=today)
        if view.is_named
        else None,
        "samples": samples_of_case(request.staff, case, request.now) if view.is_named else [],
        "handovers": handovers_of(case) if view.is_named else [],
        "listed": contacts_listed_of(case),
        **desk_of(request.staff, case, today),
    }
    about, detail = services.subjects_of(case), {"named": view.is_named}
    if beside is not None:
        note_shown(request, about=[("case", key) for key in beside.named], action="cases.list")
    if glance is not None and glance.named:
        note_shown(request, about=glance.named, path=glance.path, action="tracing.see")
    return shown(request, "cases/case.html", context, about=about, path=case.path, detail=detail, action="cases.see")


@require_GET
@permission_required("cases.see")
def case_page(request: StaffRequest, number: str) -> HttpResponse:
    """Answers the address of one case with its page."""
    return show_case(request, number)


@require_POST
@permission_required("cases.confirm", answer=show_case)
def case_confirm(request: StaffRequest, number: str) -> HttpResponse:
    """Confirms a case, as the second person."""
    services.confirm_case(actor=request.staff, case=_found(request, number), read=read_in(request), now=request.now)
    return lead_back(request, "case", number)


@require_POST
@permission_required("cases.code", answer=show_case)
def case_code(request: StaffRequest, number: str) -> HttpResponse:
    """Gives out a code. The answer to this very request is the only place where it ever stands."""
    case, long = _found(request, number), request.POST.get("form") != "short"
    issued = services.give_code(
        actor=request.staff, case=case, exchange=request.world.exchange, now=request.now, long=long
    )
    return page(request, "cases/code.html", _code_context(case, issued))


def _opening_form(request: StaffRequest) -> OpenCaseForm:
    return OpenCaseForm(request.POST or None, staff=request.staff, today=request.now.date())


def _exported(view: CaseView) -> tuple[Exported, ...]:
    return (
        view.number,
        view.name,
        view.phone,
        view.place,
        view.onset,
        view.state_text,
        view.opened_at.astimezone(VIET_NAM),
    )


def _code_context(case: Case, issued: IssuedCode) -> dict[str, object]:
    return {"case": case, **told_of(case.person, issued, case.onset)}


def _reports(request: StaffRequest, case: Case) -> list[Report]:
    if not is_allowed(request.staff, "reports.open"):
        return []
    return reports_of_case(request.staff, case, request.now.date())


def _found(request: StaffRequest, number: str) -> Case:
    """The case of this number. Whoever may not know of it is told that there is none."""
    return visible_or_404(request, case_with_number(number))
