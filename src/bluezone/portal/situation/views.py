"""The page of an outbreak's state today, and the draft of its report."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation.papers import signing_before
from bluezone.portal.papers.selectors import organisation_that_writes
from bluezone.portal.situation.counts import NAMES
from bluezone.portal.situation.daily import SEE, situation_of
from bluezone.portal.situation.forms import ReportForm
from bluezone.portal.situation.services import write_report
from bluezone.portal.tracing.models import Outbreak
from bluezone.portal.tracing.outbreaks import outbreak_within, outbreaks_within

REPORT = "situation.report"


@require_GET
@permission_required("situation.see")
def situation(request: StaffRequest) -> HttpResponse:
    """Leads to the newest outbreak, or says that there is none."""
    known = outbreaks_within(request.staff, SEE)
    if not known:
        return page(request, "situation/day.html", {"known": known, "state": None})
    return redirect("situation_day", known[0].pk)


def show_day(request: StaffRequest, outbreak: int) -> HttpResponse:
    """Shows the state of an outbreak in one's units, with the form of its report."""
    found, staff = _outbreak(request, outbreak), request.staff
    state = situation_of(staff, found, request.now)
    context = {
        "known": outbreaks_within(staff, SEE),
        "state": state,
        "names": NAMES,
        "may_write": is_allowed(staff, REPORT),
        "form": _form(request),
    }
    return page(request, "situation/day.html", context)


@require_GET
@permission_required("situation.see")
def situation_day(request: StaffRequest, outbreak: int) -> HttpResponse:
    """Answers the address of an outbreak's state."""
    return show_day(request, outbreak)


@require_POST
@permission_required("situation.report", answer=show_day)
def situation_report(request: StaffRequest, outbreak: int) -> HttpResponse:
    """Writes the day's report as a draft, and leads to it."""
    asked = ReportForm(request.POST, staff=request.staff).asked()
    paper = write_report(
        actor=request.staff,
        outbreak=_outbreak(request, outbreak),
        asked=asked,
        read=read_in(request),
        now=request.now,
        entropy=request.world.entropy,
    )
    return redirect("paper", paper.pk)


def _outbreak(request: StaffRequest, number: int) -> Outbreak:
    return get_or_404(outbreak_within(request.staff, SEE, number))


def _form(request: StaffRequest) -> ReportForm:
    if "signer" in request.POST:
        return ReportForm(request.POST, staff=request.staff)
    chosen = organisation_that_writes(request.staff, None)
    return ReportForm(staff=request.staff, initial=signing_before(chosen) if chosen is not None else {})
