"""One report as those above see it; they decide on it, give time, propose another count, name who leads a task."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.directives.forms import CorrectionForm, DecisionForm, ExtensionForm, JoinForm, LeadForm
from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.policy import receiver_of
from bluezone.portal.directives.selectors.finding import report_of_participant
from bluezone.portal.directives.selectors.listing import REPORTS, reports_beside
from bluezone.portal.directives.selectors.watching import figures_of, report_page_context
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.joining import join_organisation
from bluezone.portal.directives.services.levels import extend, propose_correction
from bluezone.portal.directives.services.registering import name_lead
from bluezone.portal.directives.views.finding import acting_for, beneath, own_or_beneath
from bluezone.portal.frame.beside import Beside, came_from, lead_back
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.listing import Part
from bluezone.portal.frame.refusals import reader_language
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown


@require_GET
@permission_required("directives.watch")
def report_page(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows one report with everything behind it."""
    participant = own_or_beneath(request, key, unit)
    return _report(request, get_or_404(participant if participant.is_expected else None))


def show_deciding(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows the report that is decided on."""
    return _report(request, beneath(request, key, unit), form=DecisionForm(request.POST))


@require_POST
@permission_required("directives.decide", answer=show_deciding)
def report_decide(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Approves a report, sends it back, or takes an approval back."""
    participant, form = beneath(request, key, unit), DecisionForm(request.POST)
    row = get_or_404(report_of_participant(participant))
    if not form.is_valid():
        return show_deciding(request, key, unit)
    receiver = receiver_of(request.staff, participant) or acting_for(request, participant.directive)
    note = form.cleaned_data["note"]
    decide(
        actor=request.staff,
        row=row,
        read=read_in(request),
        step=form.decided(),
        acting_for=receiver,
        now=request.now,
        note=note,
    )
    return lead_back(request, "report_page", key, unit)


def show_extending(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows the report that gets more time."""
    return _report(request, beneath(request, key, unit), extending=ExtensionForm(request.POST))


@require_POST
@permission_required("directives.collect", answer=show_extending)
def report_extend(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Gives one participant more time."""
    participant, form = beneath(request, key, unit), ExtensionForm(request.POST)
    if not form.is_valid():
        return show_extending(request, key, unit)
    extend(
        actor=request.staff,
        participant=participant,
        to=form.cleaned_data["to"],
        note=form.cleaned_data["note"],
        acting_for=acting_for(request, participant.directive),
        now=request.now,
    )
    return lead_back(request, "report_page", key, unit)


def show_correcting(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows the report of which a count is corrected."""
    participant = beneath(request, key, unit)
    return _report(request, participant, correcting=_correction_form(request, participant))


@require_POST
@permission_required("directives.collect", answer=show_correcting)
def report_correct(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Proposes another count to the reporter."""
    participant = beneath(request, key, unit)
    form = _correction_form(request, participant)
    if not form.is_valid():
        return show_correcting(request, key, unit)
    propose_correction(
        actor=request.staff,
        participant=participant,
        indicator=form.cleaned_data["indicator"],
        becomes=form.cleaned_data["becomes"],
        note=form.cleaned_data["note"],
        acting_for=acting_for(request, participant.directive),
        now=request.now,
    )
    return lead_back(request, "report_page", key, unit)


def show_leading(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows the report, with the tasks beside it."""
    return _report(request, beneath(request, key, unit), form=LeadForm(request.POST))


@require_POST
@permission_required("directives.collect", answer=show_leading)
def report_lead(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Names who leads one task at a participant: somebody who works there, or nobody."""
    participant, form = beneath(request, key, unit), LeadForm(request.POST)
    if not form.is_valid():
        return show_leading(request, key, unit)
    given = form.cleaned_data
    name_lead(
        actor=request.staff,
        participant=participant,
        instruction=given["instruction"],
        username=given["lead"],
        now=request.now,
    )
    return lead_back(request, "report_page", key, unit)


def show_joining(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows the report, with the organisations that fit what was typed."""
    return _report(request, beneath(request, key, unit), joining=JoinForm(request.POST, staff=request.staff))


@require_POST
@permission_required("directives.collect", answer=show_joining)
def report_join(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Says which organisation of the portal's list a participant is."""
    participant, form = beneath(request, key, unit), JoinForm(request.POST, staff=request.staff)
    organisation = form.cleaned_data["organisation"] if form.is_valid() else None
    if organisation is None:
        return show_joining(request, key, unit)
    join_organisation(actor=request.staff, participant=participant, organisation=organisation, now=request.now)
    return lead_back(request, "report_page", key, unit)


def _correction_form(request: StaffRequest, participant: Participant) -> CorrectionForm:
    typed = request.POST if request.method == "POST" else None
    return CorrectionForm(typed, figures=figures_of(participant, reader_language()))


def _report(
    request: StaffRequest,
    participant: Participant,
    *,
    form: forms.Form | None = None,
    extending: ExtensionForm | None = None,
    correcting: CorrectionForm | None = None,
    joining: JoinForm | None = None,
) -> HttpResponse:
    """Shows the report; names in the audit those who took its steps, lead its tasks and work there."""
    part = came_from(request, REPORTS)
    context = {
        "beside": _beside(request, participant, part) if part is not None else None,
        **report_page_context(request.staff, participant, request.now),
        "form": form,
        "extending": extending or ExtensionForm(),
        "joining": joining or JoinForm(staff=request.staff),
        "correcting": correcting or CorrectionForm(figures=figures_of(participant, reader_language())),
    }
    is_wrong = any(one is not None and one.errors for one in (form, extending, correcting, joining))
    return shown(
        request,
        "directives/report.html",
        context,
        about=[("participant", participant.pk)],
        path=participant.path,
        detail={"directive": participant.directive.key},
        action="directives.see",
        status=400 if is_wrong else 200,
    )


def _beside(request: StaffRequest, participant: Participant, part: Part) -> Beside:
    """The list of expected reports, as whoever may watch the directive sees it."""
    top = acting_for(request, participant.directive, "directives.watch")
    return reports_beside(top, part, participant.key, request.now, reader_language())
