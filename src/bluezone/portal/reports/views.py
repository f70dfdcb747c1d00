"""The pages of reports: what came, one report opened, and the key that opens them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases.figures import beside_a_list, by_day
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.frame.beside import came_from, lead_back
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_typed
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.second_person import may_now
from bluezone.portal.reports import services
from bluezone.portal.reports.calls import calls_of, digest_of_calls, due_again, note_call
from bluezone.portal.reports.declared import (
    DECLARATIONS,
    communes_to_do,
    harmless_seen,
    names_of,
    page_of_declarations,
)
from bluezone.portal.reports.forms import CallForm, OfficersForm, OutcomeForm, PhrasesForm
from bluezone.portal.reports.linking import join_consent, meetings_of
from bluezone.portal.reports.models import Call, Report
from bluezone.portal.reports.selectors import (
    REPORTS,
    arrivals_by_day,
    consent_with_number,
    has_phrase,
    has_report_key,
    name_of_place,
    page_of_reports,
    report_keys,
    report_with_number,
    reports_beside,
    rows_of,
    symptoms_of,
    top_path,
)
from bluezone.portal.reports.triage import settle, settle_harmless
from bluezone.portal.reports.urgency import day_of
from bluezone.portal.reports.waiting import AGAIN
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.protocol.report import ContactReport, Declaration, Sealable
from bluezone.webui.charts import Columns


@require_GET
@permission_required("reports.list")
def inbox(request: StaffRequest) -> HttpResponse:
    """Lists what came for this person's units, and who works on it. Fetches what waits at the exchange first."""
    is_fresh = services.fetched_reports(exchange=request.world.exchange, wrapping_key=wrapping_key(), now=request.now)
    found = page_of_reports(request.staff, REPORTS.part_of(request.GET))
    context = {
        "is_stale": not is_fresh,
        "again": AGAIN,
        "due_again": due_again(request.staff, request.now),
        "has_key": has_report_key(),
        "spark": _arrivals(request),
        "found": found,
    }
    taken = [("report", one.pk) for one in found.rows if one.taken_by_id is not None]
    if not taken:
        return page(request, "reports/list.html", context)
    return shown(request, "reports/list.html", context, about=taken)


def show_declarations(request: StaffRequest) -> HttpResponse:
    """Shows health declarations by how urgent they are, all sealed, with those that tell of nothing as a number."""
    found, communes = (
        page_of_declarations(request.staff, DECLARATIONS.part_of(request.GET)),
        communes_to_do(request.staff),
    )
    harmless, as_read = harmless_seen(request.staff)
    context = {
        "found": found,
        "names": names_of(one.path for one in found.rows),
        "communes": communes,
        "harmless": harmless,
        "as_read": as_read,
        "today": request.now.date(),
    }
    status = 409 if request.refusal else 200
    taken = [("report", one.pk) for one in found.rows if one.taken_by_id is not None]
    if not taken:
        return page(request, "reports/declarations.html", context, status=status)
    return shown(request, "reports/declarations.html", context, about=taken, status=status, action="reports.declared")


@require_GET
@permission_required("reports.declared")
def declarations(request: StaffRequest) -> HttpResponse:
    """Lists health declarations of this person's units; whoever is to be called first stands on top."""
    services.fetched_reports(exchange=request.world.exchange, wrapping_key=wrapping_key(), now=request.now)
    return show_declarations(request)


@require_POST
@permission_required("reports.settle", answer=show_declarations)
def declarations_settle(request: StaffRequest) -> HttpResponse:
    """Ends, unopened, the declarations that tell of nothing."""
    settle_harmless(actor=request.staff, read=read_in(request), now=request.now)
    return redirect("declarations")


def show_sealed(request: StaffRequest, number: int) -> HttpResponse:
    """Shows a report that stays closed, and why."""
    return page(request, "reports/sealed.html", {"report": _found(request, number)})


@require_POST
@permission_required("reports.open", answer=show_sealed)
def report_open(request: StaffRequest, number: int) -> HttpResponse:
    """Opens a sealed report. By POST, because it is an act with consequences and not a look."""
    message = services.take_report(
        actor=request.staff, report=_found(request, number), wrapping_key=wrapping_key(), now=request.now
    )
    return _opened(request, number, message)


def show_opened(request: StaffRequest, number: int) -> HttpResponse:
    """Shows a report again that somebody has opened, or why it stays closed."""
    message = services.message_of_opened(report=_found(request, number), wrapping_key=wrapping_key())
    return show_sealed(request, number) if message is None else _opened(request, number, message, _calling(request))


@require_POST
@permission_required("reports.join", answer=show_opened)
def report_join(request: StaffRequest, number: int) -> HttpResponse:
    """Joins a consent, which this report meets, with a case."""
    report = _found(request, number)
    message = services.require_opened(report=report, wrapping_key=wrapping_key())
    consent = consent_with_number(number_typed(request.POST.get("consent", "")))
    case = case_with_number(request.POST.get("case", "")[:16])
    may_see = case is not None and is_allowed(request.staff, "cases.see", case)
    if consent is None or case is None or not may_see or not isinstance(message, ContactReport):
        request.refusal = gettext("Please choose a case.")
        return _opened(request, number, message)
    join_consent(
        actor=request.staff,
        report=report,
        message=message,
        consent=consent,
        case=case,
        wrapping_key=wrapping_key(),
        now=request.now,
    )
    return _opened(request, number, message)


@require_POST
@permission_required("reports.call", answer=show_opened)
def report_call(request: StaffRequest, number: int) -> HttpResponse:
    """Notes what came of a call to the report's owner."""
    report, form = _found(request, number), CallForm(request.POST)
    message = services.require_opened(report=report, wrapping_key=wrapping_key())
    if not form.is_valid():
        return _opened(request, number, message, form)
    note_call(
        actor=request.staff,
        report=report,
        outcome=Call.Outcome(form.cleaned_data["outcome"]),
        again_at=form.cleaned_data["again_at"],
        read=read_in(request),
        now=request.now,
    )
    return _opened(request, number, message)


@require_POST
@permission_required("reports.settle", answer=show_opened)
def report_settle(request: StaffRequest, number: int) -> HttpResponse:
    """Ends a declaration with what came of it."""
    report, form = _found(request, number), OutcomeForm(request.POST)
    if not form.is_valid():
        message = services.require_opened(report=report, wrapping_key=wrapping_key())
        return _opened(request, number, message, outcome=form)
    settle(
        actor=request.staff,
        report=report,
        outcome=Report.Outcome(form.cleaned_data["came_of_it"]),
        read=read_in(request),
        now=request.now,
    )
    return lead_back(request, "declarations")


@require_POST
@permission_required("reports.close", answer=show_sealed)
def report_close(request: StaffRequest, number: int) -> HttpResponse:
    """Closes a report whose work is done."""
    services.close_report(actor=request.staff, report=_found(request, number), now=request.now)
    return lead_back(request, "inbox")


def show_phrase(request: StaffRequest, *, phrase: str = "") -> HttpResponse:
    """Shows whether one's own recovery phrase was drawn; right after drawing, the phrase itself."""
    return page(request, "reports/phrase.html", {"phrase": phrase, "has_one": has_phrase(request.staff)})


@require_http_methods(["GET", "POST"])
@permission_required("home.today", answer=show_phrase)
def recovery_phrase(request: StaffRequest) -> HttpResponse:
    """Draws one's own recovery phrase, shown once. Anybody may be named an officer, so anybody may draw one."""
    if request.method == "GET":
        return show_phrase(request)
    phrase = services.give_phrase(actor=request.staff, now=request.now, entropy=request.world.entropy)
    return show_phrase(request, phrase=phrase)


def show_report_keys(request: StaffRequest) -> HttpResponse:
    """Shows the report keys with their state, and the two forms: making one, bringing one back."""
    making, recovering = _making(request), _recovering(request)
    keys, top = report_keys(wrapping_key()), top_path()
    context = {
        "keys": keys,
        "making": making,
        "recovering": recovering,
        "may_make": may_now(request.staff, "reports.key", [top]),
        "top": name_of_place(top),
    }
    about = [("report_key", str(one.key)) for one, _is_at_hand in keys]
    return shown(request, "reports/key.html", context, about=about, action="reports.keys")


@require_http_methods(["GET", "POST"])
@permission_required("reports.key", answer=show_report_keys)
def report_key(request: StaffRequest) -> HttpResponse:
    """Makes a report key, or brings one back."""
    making, recovering = _making(request), _recovering(request)
    if making.is_bound and making.is_valid():
        services.make_report_key(
            actor=request.staff,
            officers=list(making.cleaned_data["officers"]),
            path=top_path(),
            wrapping_key=wrapping_key(),
            now=request.now,
            entropy=request.world.entropy,
        )
        return redirect("report_key")
    if recovering.is_bound and recovering.is_valid():
        services.recover_report_keys(
            actor=request.staff,
            phrases=(recovering.cleaned_data["first"], recovering.cleaned_data["second"]),
            wrapping_key=wrapping_key(),
            now=request.now,
            entropy=request.world.entropy,
        )
        return redirect("report_key")
    return show_report_keys(request)


def _arrivals(request: StaffRequest) -> Columns | None:
    """Reports of the last four weeks by day, as a picture beside the list."""
    title, today = gettext("Reports from phones in four weeks, by day"), request.now.date()
    return beside_a_list(by_day(title, arrivals_by_day(request.staff), today))


def _opened(
    request: StaffRequest,
    number: int,
    message: Sealable,
    calling: CallForm | None = None,
    *,
    outcome: OutcomeForm | None = None,
) -> HttpResponse:
    """Shows an opened report, the calls to its owner, and the cases that it belongs to by the consent of both."""
    report, form, part = _found(request, number), calling or CallForm(), came_from(request, REPORTS)
    context: dict[str, Any] = {"report": report, "message": message, "rows": [], "meetings": []}
    context["beside"] = reports_beside(request.staff, part, number) if part is not None else None
    context |= {
        "form": form,
        "ending": outcome or OutcomeForm(),
        "calls": calls_of(report),
        "as_read": digest_of_calls(report),
    }
    if isinstance(message, Declaration):
        context |= {"symptoms": symptoms_of(message), "day": day_of(message)}
    if isinstance(message, ContactReport):
        context["rows"] = rows_of(message)
        context["meetings"] = meetings_of(
            staff=request.staff, report=report, message=message, wrapping_key=wrapping_key(), now=request.now
        )
    status = 409 if request.refusal else 400 if form.errors or context["ending"].errors else 200
    about = [("report", number)]
    return shown(
        request, "reports/report.html", context, about=about, path=report.path, action="reports.open", status=status
    )


def _calling(request: StaffRequest) -> CallForm:
    return CallForm(request.POST if "outcome" in request.POST else None)


def _making(request: StaffRequest) -> OfficersForm:
    return OfficersForm(request.POST if "make" in request.POST else None, manager=request.staff)


def _recovering(request: StaffRequest) -> PhrasesForm:
    return PhrasesForm(request.POST if "recover" in request.POST else None)


def _found(request: StaffRequest, number: int) -> Report:
    """The report, if the table opens it to the reader; else there is none."""
    return visible_or_404(request, report_with_number(number))
