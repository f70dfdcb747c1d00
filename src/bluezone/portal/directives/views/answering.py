"""A participant's own report: the form, saved while it is typed, checked, sent; its workbook; corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.selectors.finding import correction_with_number, report_of_participant
from bluezone.portal.directives.selectors.form import checked, form_context
from bluezone.portal.directives.selectors.watching import own_report_context
from bluezone.portal.directives.services.entering import Entry, drafted, is_sent, judge, save_draft, take_over
from bluezone.portal.directives.services.levels import answer_correction
from bluezone.portal.directives.services.reporting import save_and_send
from bluezone.portal.directives.services.workbooks import SPREADSHEET, Outcome, form_of, take_workbooks
from bluezone.portal.directives.views.entries import entry_in, seen_revision
from bluezone.portal.directives.views.finding import own, own_or_beneath
from bluezone.portal.directives.views.uploads import all_uploaded
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.refusals import reader_language
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.rollout.reports.findings import Finding
from bluezone.rollout.workbooks.reading import BOUNDS

_MOST_OWN_FILES = 5


def show_my_report(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows the form while it is written, with what was typed; the report once it was sent."""
    return _report(request, own(request, key, unit), entry_in(request) if request.method == "POST" else None)


@require_http_methods(["GET", "POST"])
@permission_required("directives.report", answer=show_my_report)
def my_report(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Sends the report, or keeps it for later."""
    participant = own(request, key, unit)
    if request.method != "POST":
        return _report(request, participant)
    staff, entry, seen = request.staff, entry_in(request), seen_revision(request)
    if taken := request.POST.get("take"):
        take_over(participant=participant, entry=entry, indicator=taken, now=request.now, actor=staff, seen=seen)
        return redirect(f"{reverse('my_report', args=[key, unit])}#f-{taken}")
    if request.POST.get("step") == "save":
        save_draft(participant=participant, entry=entry, now=request.now, actor=staff, seen=seen)
        return redirect("my_report", key, unit)
    findings = save_and_send(actor=staff, participant=participant, entry=entry, now=request.now, seen=seen)
    if findings:
        return _report(request, participant, entry, findings=findings)
    return redirect("my_report", key, unit)


def show_unsaved(request: StaffRequest, key: str, unit: str) -> HttpResponse:  # noqa: ARG001 - the view's own
    """Tells the page's script why what is typed was not kept."""
    return page(request, "directives/checked.html", {"saved": None, "checked": None, "revision": 0})


@require_POST
@permission_required("directives.report", answer=show_unsaved)
def my_draft(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Keeps what is typed so far and says what the rules think of it."""
    participant, seen = own(request, key, unit), seen_revision(request)
    row = save_draft(participant=participant, entry=entry_in(request), now=request.now, actor=request.staff, seen=seen)
    entry, directive_context = drafted(row), context_of(participant.directive)
    taken = judge(directive_context, participant, entry, request.now)
    values = {figure.indicator: figure.value for figure in taken.figures}
    context = {
        "saved": request.now,
        "revision": row.revision,
        "checked": checked(directive_context, unit, entry, taken.findings, values),
    }
    return page(request, "directives/checked.html", context)


def show_correction(request: StaffRequest, key: str, unit: str, number: int) -> HttpResponse:  # noqa: ARG001 - the view's own
    """Shows the report whose correction is answered."""
    return _report(request, own(request, key, unit))


@require_POST
@permission_required("directives.report", answer=show_correction)
def my_correction(request: StaffRequest, key: str, unit: str, number: int) -> HttpResponse:
    """Keeps the reporter's word on another count that was proposed."""
    row = get_or_404(correction_with_number(own(request, key, unit), number))
    answer_correction(actor=request.staff, row=row, agrees=request.POST.get("answer") == "yes", now=request.now)
    return redirect("my_report", key, unit)


@require_GET
@permission_required("directives.form")
def report_form(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Gives out the participant's workbook, filled in where the office knows."""
    found = own_or_beneath(request, key, unit)
    participant = get_or_404(found if found.is_expected else None)
    content = form_of(participant, now=request.now, language=reader_language())
    name = f'attachment; filename="{participant.directive.key}_{participant.key}.xlsx"'
    return HttpResponse(content, content_type=SPREADSHEET, headers={"Content-Disposition": name})


def show_upload(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows the form as it was left, beside which a workbook is sent."""
    return _report(request, own(request, key, unit))


@require_POST
@permission_required("directives.report", answer=show_upload)
def my_upload(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Takes the filled-in workbook of this participant and no other's."""
    participant = own(request, key, unit)
    outcomes = take_workbooks(
        actor=request.staff,
        record=participant.directive,
        uploads=all_uploaded(request, "files", BOUNDS.file_bytes, _MOST_OWN_FILES),
        now=request.now,
        sender=participant,
    )
    if all(outcome.is_taken for outcome in outcomes):
        return redirect("my_report", key, unit)
    return _report(request, participant, outcomes=outcomes)


def _report(
    request: StaffRequest,
    participant: Participant,
    entry: Entry | None = None,
    *,
    findings: Sequence[Finding] = (),
    outcomes: Sequence[Outcome] = (),
) -> HttpResponse:
    """Shows the form, with this entry or the draft; of a report that was sent, who did what with it."""
    row = report_of_participant(participant)
    if row is not None and is_sent(row):
        return _with_line(
            request, participant, "directives/report.html", own_report_context(participant, row, request.now)
        )
    context = {**form_context(participant, row, entry or drafted(row), findings, request.now), "outcomes": outcomes}
    status = 400 if context["errors"] or context["questions"] or outcomes else 200
    if context["returned"]:  # whoever sent it back may name people in the reason
        return _with_line(request, participant, "directives/form.html", context, status)
    return page(request, "directives/form.html", context, status=status)


def _with_line(
    request: StaffRequest, participant: Participant, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    return shown(
        request,
        template,
        context,
        about=[("participant", participant.pk)],
        path=participant.path,
        action="directives.see",
        status=status,
    )
