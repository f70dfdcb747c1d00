"""A participant's own report: the form, saved while it is typed, checked, sent; its workbook; corrections."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.directives.models import CorrectionRecord, Participant, ReportRecord
from bluezone.portal.directives.selectors.cores import office_of
from bluezone.portal.directives.selectors.form import checked, questions_of, sections_of
from bluezone.portal.directives.selectors.watching import facts_of_report, tasks_of
from bluezone.portal.directives.services.levels import answer_correction
from bluezone.portal.directives.services.reporting import Entry, drafted, judge, save_draft, send_entry, unanswered
from bluezone.portal.directives.services.workbooks import SPREADSHEET, Outcome, form_of, take_workbooks
from bluezone.portal.directives.views.finding import at_or_beneath, own
from bluezone.portal.directives.views.speaking import REFUSALS, language, refusal
from bluezone.portal.directives.views.uploads import all_uploaded
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import world_of
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.findings import Finding, Weight
from bluezone.rollout.workbooks.reading import BOUNDS
from bluezone.vietnam.numbers import whole_number

_MOST_OWN_FILES = 5


@require_http_methods(["GET", "POST"])
@permission_required("directives.report")
def my_report(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """The form while it is written; the report once it was sent."""
    participant = own(request, key, unit, "directives.report")
    row = ReportRecord.objects.filter(participant=participant).first()
    if row is not None and row.state != ReportRecord.State.DRAFT:
        return _sent(request, participant, row)
    if request.method == "GET":
        return _form(request, participant, drafted(row))
    entry = entry_in(request)
    if request.POST.get("step") == "save":
        return _save(request, participant, entry)
    return _send(request, participant, entry)


@require_POST
@permission_required("directives.report")
def my_draft(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """Keeps what is typed so far and says what the rules think of it."""
    participant, now = own(request, key, unit, "directives.report"), world_of(request).now()
    entry, office = entry_in(request), office_of(participant.directive)
    try:
        row = save_draft(participant=participant, entry=entry, now=now, actor=signed_in(request), seen=_seen(request))
    except ReportError as error:
        return render(
            request,
            "directives/checked.html",
            {"refusal": refusal(error), "saved": None, "checked": None, "revision": 0},
        )
    taken = judge(office, participant, entry, now)
    values = {figure.indicator: figure.value for figure in taken.figures}
    facts = {
        "refusal": "",
        "saved": now,
        "revision": row.revision,
        "checked": checked(office, unit, entry, taken.findings, values),
    }
    return render(request, "directives/checked.html", facts)


@require_POST
@permission_required("directives.report")
def my_correction(request: HttpRequest, key: str, unit: str, number: int) -> HttpResponse:
    """The reporter's word on another count that was proposed."""
    participant = own(request, key, unit, "directives.report")
    row = CorrectionRecord.objects.filter(participant=participant, pk=number, withdrawn_at=None).first()
    if row is None:
        raise Http404
    try:
        agrees = request.POST.get("answer") == "yes"
        answer_correction(actor=signed_in(request), row=row, agrees=agrees, now=world_of(request).now())
    except REFUSALS as error:
        report = ReportRecord.objects.get(participant=participant)
        return _sent(request, participant, report, refusal(error))
    return redirect("my_report", key, unit)


@require_GET
@permission_required("directives.form")
def report_form(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """The participant's workbook, filled in where the office knows."""
    participant = at_or_beneath(request, key, unit, "directives.form")
    if not participant.is_expected:
        raise Http404
    content = form_of(participant, now=world_of(request).now(), language=language())
    name = f'attachment; filename="{key}_{unit}.xlsx"'
    return HttpResponse(content, content_type=SPREADSHEET, headers={"Content-Disposition": name})


@require_POST
@permission_required("directives.report")
def my_upload(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """The filled-in workbook of this participant and no other's."""
    participant = own(request, key, unit, "directives.report")
    try:
        files = all_uploaded(request, "files", BOUNDS.file_bytes, _MOST_OWN_FILES)
        outcomes = take_workbooks(
            actor=signed_in(request),
            record=participant.directive,
            uploads=files,
            now=world_of(request).now(),
            sender=participant,
        )
    except REFUSALS as error:
        return _form(request, participant, _draft_of(participant), refusal=refusal(error))
    if not outcomes:
        return _form(request, participant, _draft_of(participant), refusal=gettext("Please choose a file."))
    if all(outcome.is_taken for outcome in outcomes):
        return redirect("my_report", key, unit)
    return _form(request, participant, _draft_of(participant), outcomes=outcomes)


def entry_in(request: HttpRequest) -> Entry:
    """What stands in the fields of the form that was sent."""

    def those(prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): value
            for name, value in request.POST.items()
            if name.startswith(prefix) and isinstance(value, str)
        }

    return Entry(those("figure."), those("nothing."), request.POST.get("as_of", ""), those("answer."))


def _save(request: HttpRequest, participant: Participant, entry: Entry) -> HttpResponse:
    try:
        save_draft(
            participant=participant,
            entry=entry,
            now=world_of(request).now(),
            actor=signed_in(request),
            seen=_seen(request),
        )
    except ReportError as error:
        return _form(request, participant, entry, refusal=refusal(error))
    return redirect("my_report", participant.directive.key, participant.key)


def _seen(request: HttpRequest) -> int | None:
    """The draft that stood in the page; None from a page that does not say."""
    return whole_number(request.POST.get("revision", ""), most_digits=9)


def _send(request: HttpRequest, participant: Participant, entry: Entry) -> HttpResponse:
    now, office = world_of(request).now(), office_of(participant.directive)
    known = set(office.expected(participant.key).indicators)
    entry = Entry({k: v for k, v in entry.figures.items() if k in known}, entry.nothing, entry.as_of, entry.answers)
    try:
        save_draft(participant=participant, entry=entry, now=now, actor=signed_in(request), seen=_seen(request))
    except ReportError as error:
        return _form(request, participant, entry, refusal=refusal(error))
    taken = judge(office, participant, entry, now)
    errors = [finding for finding in taken.findings if finding.weight is Weight.ERROR]
    if errors or unanswered(taken, entry.answers):
        return _form(request, participant, entry, findings=taken.findings)
    send_entry(actor=signed_in(request), participant=participant, entry=entry, now=now)
    return redirect("my_report", participant.directive.key, participant.key)


def _draft_of(participant: Participant) -> Entry:
    return drafted(ReportRecord.objects.filter(participant=participant).first())


def _form(
    request: HttpRequest,
    participant: Participant,
    entry: Entry,
    *,
    findings: tuple[Finding, ...] = (),
    refusal: str = "",
    outcomes: list[Outcome] | None = None,
) -> HttpResponse:
    office, now = office_of(participant.directive), world_of(request).now()
    errors = [finding for finding in findings if finding.weight is Weight.ERROR]
    row = ReportRecord.objects.filter(participant=participant).first()
    facts = {
        "participant": participant,
        "record": participant.directive,
        "sections": sections_of(office, participant.key, entry, findings),
        "entry": entry,
        "day": entry.as_of or f"{now:%Y-%m-%d}",
        "today": now.date(),
        "errors": errors,
        "questions": questions_of(entry, findings),
        "returned": row.acts.filter(step="return").order_by("-pk").first() if row else None,
        "saved": row.saved_at if row else None,
        "revision": row.revision if row else 0,
        "refusal": refusal,
        "outcomes": outcomes or [],
    }
    is_wrong = bool(errors or refusal or outcomes or facts["questions"])
    return render(request, "directives/form.html", facts, status=400 if is_wrong else 200)


def _sent(request: HttpRequest, participant: Participant, row: ReportRecord, wrong: str = "") -> HttpResponse:
    office = office_of(participant.directive)
    shown = facts_of_report(office, participant, row)
    facts = {
        **shown,
        "refusal": wrong,
        "is_mine": True,
        "collects": False,
        "decides": False,
        "tasks": tasks_of(office, participant),
    }
    return render(request, "directives/report.html", facts, status=409 if wrong else 200)
