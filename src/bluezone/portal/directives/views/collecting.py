"""Collecting: the expected-report list, one report, what is decided about it, and forms that go out and come back."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.audit.services import record_read
from bluezone.portal.directives.forms import CorrectionForm, ExtensionForm
from bluezone.portal.directives.models import DirectiveRecord, Participant, ReportRecord
from bluezone.portal.directives.policy import seats_of, sits_above
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.cores import office_of
from bluezone.portal.directives.selectors.watching import (
    STANDING_TONES,
    STANDING_WORDS,
    Expected,
    expected_reports,
    facts_of_report,
    tasks_of,
)
from bluezone.portal.directives.services.levels import extend, propose_correction
from bluezone.portal.directives.services.registering import name_lead
from bluezone.portal.directives.services.reporting import decide
from bluezone.portal.directives.services.workbooks import MOST_FILES, Outcome, all_forms, take_workbooks
from bluezone.portal.directives.views.finding import beneath, deciding_post, the_directive, the_post
from bluezone.portal.directives.views.speaking import REFUSALS, language, refusal
from bluezone.portal.directives.views.uploads import all_uploaded
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import VIET_NAM, world_of
from bluezone.rollout.consolidation.deadlines import Standing
from bluezone.rollout.reports.report import Step
from bluezone.rollout.workbooks.reading import BOUNDS
from bluezone.vietnam.numbers import whole_number

_STEPS = {"approve": Step.APPROVE, "return": Step.RETURN, "take_back": Step.TAKE_BACK}
_FILTERS = ("late", "waiting", "approved", "open")
PAGE = 100


@require_GET
@permission_required("directives.watch")
def report_list(request: HttpRequest, key: str) -> HttpResponse:
    """Everybody who has to report, and how each stands."""
    record = the_directive(key)
    the_post(request, record, "directives.watch")
    return _list(request, record)


@require_GET
@permission_required("directives.watch")
def report_page(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """One report with everything behind it."""
    return _page(request, beneath(request, key, unit, "directives.watch"))


@require_POST
@permission_required("directives.decide")
def report_decide(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """Approves a report, sends it back, or takes an approval back."""
    participant = beneath(request, key, unit, "directives.decide")
    row = ReportRecord.objects.filter(participant=participant).first()
    if row is None:
        raise Http404
    try:
        decide(
            actor=signed_in(request),
            row=row,
            step=_STEPS.get(request.POST.get("step", ""), Step.SUBMIT),
            post=deciding_post(request, participant) or the_post(request, participant.directive, "directives.decide"),
            now=world_of(request).now(),
            note=request.POST.get("note", "")[:500],
        )
    except REFUSALS as error:
        return _page(request, participant, refusal(error))
    return redirect("report_page", key, unit)


@require_POST
@permission_required("directives.decide")
def reports_approve(request: HttpRequest, key: str) -> HttpResponse:
    """Approves every chosen report that was sent to a desk of this person's."""
    record, staff, now = the_directive(key), signed_in(request), world_of(request).now()
    the_post(request, record, "directives.decide")
    chosen, desks = request.POST.getlist("unit"), seats_of(staff, record)
    rows = ReportRecord.objects.filter(
        participant__directive=record, participant__reports_to__in=desks, participant__key__in=chosen, state="submitted"
    )
    try:
        with transaction.atomic():
            for row in rows.select_related("participant__reports_to"):
                if (post := row.participant.reports_to) is not None:
                    decide(actor=staff, row=row, step=Step.APPROVE, post=post, now=now)
    except REFUSALS as error:
        return _list(request, record, wrong=refusal(error))
    return redirect("report_list", key)


@require_POST
@permission_required("directives.collect")
def report_extend(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """More time for one participant."""
    participant = beneath(request, key, unit, "directives.collect")
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return _page(request, participant, extending=form)
    try:
        extend(
            actor=signed_in(request),
            participant=participant,
            to=form.cleaned_data["to"].astimezone(VIET_NAM),
            note=form.cleaned_data["note"],
            post=the_post(request, participant.directive, "directives.collect"),
            now=world_of(request).now(),
        )
    except REFUSALS as error:
        return _page(request, participant, refusal(error))
    return redirect("report_page", key, unit)


@require_POST
@permission_required("directives.collect")
def report_correct(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """Another count is proposed to the reporter."""
    participant = beneath(request, key, unit, "directives.collect")
    form = CorrectionForm(request.POST, figures=_figures(participant))
    if not form.is_valid():
        return _page(request, participant, correcting=form)
    try:
        propose_correction(
            actor=signed_in(request),
            participant=participant,
            indicator=form.cleaned_data["indicator"],
            becomes=form.cleaned_data["becomes"],
            note=form.cleaned_data["note"],
            post=the_post(request, participant.directive, "directives.collect"),
            now=world_of(request).now(),
        )
    except REFUSALS as error:
        return _page(request, participant, refusal(error))
    return redirect("report_page", key, unit)


@require_POST
@permission_required("directives.collect")
def report_lead(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """Who leads one task at a participant: somebody who has a seat there, or nobody."""
    participant = beneath(request, key, unit, "directives.collect")
    task = participant.assignments.filter(instruction=request.POST.get("instruction", "")).first()
    if task is None:
        return _page(request, participant, gettext("This office was not given this task."))
    lead = Staff.objects.filter(username=request.POST.get("lead", "")).first()
    try:
        name_lead(actor=signed_in(request), assigned=task, lead=lead, now=world_of(request).now())
    except REFUSALS as error:
        return _page(request, participant, refusal(error))
    return redirect("report_page", key, unit)


@require_GET
@permission_required("directives.collect")
def forms_zip(request: HttpRequest, key: str) -> HttpResponse:
    """All pre-filled workbooks in one file."""
    record = the_directive(key)
    post = the_post(request, record, "directives.collect")
    rows = Participant.objects.filter(below(post), is_expected=True).select_related("directive").order_by("place")
    content = all_forms(record, rows, now=world_of(request).now())
    name = f'attachment; filename="{key}.zip"'
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": name})


@require_http_methods(["GET", "POST"])
@permission_required("directives.collect")
def forms_upload(request: HttpRequest, key: str) -> HttpResponse:
    """Workbooks that came back, many at once; each is taken or refused on its own."""
    record = the_directive(key)
    post = the_post(request, record, "directives.collect")
    outcomes: list[Outcome] = []
    wrong = ""
    if request.method == "POST":
        try:
            files = all_uploaded(request, "files", BOUNDS.file_bytes, MOST_FILES)
            outcomes = take_workbooks(
                actor=signed_in(request),
                record=record,
                uploads=files,
                now=world_of(request).now(),
                among=post,
            )
        except REFUSALS as error:
            wrong = refusal(error)
    facts = {"record": record, "outcomes": outcomes, "refusal": wrong, "watches": True}
    return render(request, "directives/upload.html", facts, status=400 if wrong else 200)


def _list(request: HttpRequest, record: DirectiveRecord, *, wrong: str = "") -> HttpResponse:
    post = the_post(request, record, "directives.watch")
    every = expected_reports(post, world_of(request).now())
    wanted = request.GET.get("show", "")
    rows = [row for row in every if _is_meant(row, wanted)]
    start = _start(request.GET.get("from", ""))
    collects = the_post_or_none(request, record, "directives.collect")
    facts = {
        "record": record,
        "post": post,
        "rows": rows[start : start + PAGE],
        "next": start + PAGE if len(rows) > start + PAGE else None,
        "wanted": wanted,
        "counts": {name: sum(1 for row in every if _is_meant(row, name)) for name in ("", *_FILTERS)},
        "tones": STANDING_TONES,
        "words": STANDING_WORDS,
        "collects": collects,
        "decides": _receiving(request, record),
        "refusal": wrong,
        "watches": True,
    }
    return render(request, "directives/reports.html", facts, status=409 if wrong else 200)


def _receiving(request: HttpRequest, record: DirectiveRecord) -> set[int]:
    """The desks at which this person decides on what comes in."""
    staff = signed_in(request)
    return {post.pk for post in seats_of(staff, record)} if is_allowed(staff, "directives.decide") else set()


def the_post_or_none(request: HttpRequest, record: DirectiveRecord, act: str) -> Participant | None:
    try:
        return the_post(request, record, act)
    except Http404:
        return None


def _is_meant(row: Expected, wanted: str) -> bool:
    if wanted == "late":
        return row.standing is Standing.LATE
    if wanted == "open":
        return row.standing is Standing.OPEN
    if wanted == "waiting":
        return row.row.state == ReportRecord.State.SUBMITTED
    if wanted == "approved":
        return row.row.state in {ReportRecord.State.APPROVED, ReportRecord.State.LOCKED}
    return True


def _start(text: str) -> int:
    return whole_number(text, most_digits=6) or 0


def _page(
    request: HttpRequest,
    participant: Participant,
    wrong: str = "",
    *,
    extending: ExtensionForm | None = None,
    correcting: CorrectionForm | None = None,
) -> HttpResponse:
    staff, now, office = signed_in(request), world_of(request).now(), office_of(participant.directive)
    if not participant.is_expected:
        raise Http404
    row = ReportRecord.objects.filter(participant=participant).first() or ReportRecord(participant=participant)
    with transaction.atomic():
        record_read(
            actor=staff,
            act="directives.see",
            now=now,
            subjects=[("participant", participant.pk)],
            path=participant.path,
            detail={"directive": participant.directive.key},
        )
    facts = {
        **(facts_of_report(office, participant, row) if row.pk else _unsent(office.record, participant, row)),
        "collects": sits_above(staff, "directives.collect", participant),
        "decides": deciding_post(request, participant) is not None,
        "tasks": tasks_of(office, participant),
        "seated": Staff.objects.filter(seats__participant=participant, seats__ended_at=None).order_by("sort_key"),
        "extending": extending or ExtensionForm(),
        "correcting": correcting or CorrectionForm(figures=_figures(participant)),
        "refusal": wrong,
        "watches": True,
        "is_mine": False,
    }
    is_wrong = bool(wrong or extending or correcting)
    return render(request, "directives/report.html", facts, status=409 if is_wrong else 200)


def _unsent(record: DirectiveRecord, participant: Participant, row: ReportRecord) -> dict[str, object]:
    """The page of a report that nobody has touched yet."""
    empty: tuple[()] = ()
    names = ("shown", "rates", "answers", "acts", "corrections", "waiting", "evidence")
    extensions = participant.extensions.order_by("-pk")
    return {
        **dict.fromkeys(names, empty),
        "files": {},
        "record": record,
        "participant": participant,
        "report": row,
        "extensions": extensions,
        "reminders": participant.reminders.order_by("-at"),
    }


def _figures(participant: Participant) -> list[tuple[str, str]]:
    """The counts of its report that can be corrected, by name."""
    office, row = office_of(participant.directive), ReportRecord.objects.filter(participant=participant).first()
    if row is None:
        return []
    names = row.figures.order_by("pk").values_list("indicator", flat=True)
    found = [office.directive.indicator(name) for name in names]
    return [(one.id, f"{one.code} {one.words.said(language())}") for one in found]
