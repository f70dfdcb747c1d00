"""Evidence of a participant: the log of what was done, one more piece, a file shown to whoever may see it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.directives.forms import EvidenceForm
from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.selectors.finding import evidence_with_number, file_behind
from bluezone.portal.directives.selectors.watching import pieces_of
from bluezone.portal.directives.services.evidence import add_evidence, kinds_for, withdraw_evidence
from bluezone.portal.directives.services.photos import MOST_BYTES_IN
from bluezone.portal.directives.views.finding import own, own_or_beneath
from bluezone.portal.directives.views.uploads import uploaded
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.refusals import reader_language
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown, page, shown

_ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}
"""Of what a browser shows by itself; everything else is a workbook."""


def show_evidence(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Shows the participant's log, and the form for one more piece with what was typed."""
    participant = own(request, key, unit)
    return _log(request, participant, _form(request, participant, is_bound=request.method == "POST"))


@require_http_methods(["GET", "POST"])
@permission_required("directives.report", answer=show_evidence)
def my_evidence(request: StaffRequest, key: str, unit: str) -> HttpResponse:
    """Adds one piece."""
    participant = own(request, key, unit)
    form = _form(request, participant, is_bound=request.method == "POST")
    if not form.is_valid():
        return show_evidence(request, key, unit)
    piece = form.piece(uploaded(request, "file", MOST_BYTES_IN))
    add_evidence(actor=request.staff, participant=participant, piece=piece, now=request.now)
    return redirect("my_evidence", key, unit)


def show_withdrawing(request: StaffRequest, key: str, unit: str, number: int) -> HttpResponse:  # noqa: ARG001 - the view's own
    """Shows the log with the piece that could not be withdrawn."""
    participant = own(request, key, unit)
    return _log(request, participant, _form(request, participant, is_bound=False))


@require_POST
@permission_required("directives.report", answer=show_withdrawing)
def evidence_withdraw(request: StaffRequest, key: str, unit: str, number: int) -> HttpResponse:
    """Withdraws one piece, so that it counts no more."""
    row = get_or_404(evidence_with_number(own(request, key, unit), number))
    withdraw_evidence(actor=request.staff, row=row, now=request.now)
    return redirect("my_evidence", key, unit)


@require_GET
@permission_required("directives.file")
def rollout_file(request: StaffRequest, key: str, unit: str, sha256: str) -> HttpResponse:
    """Gives out a photo, scan or workbook that stands behind a figure of this participant."""
    participant = own_or_beneath(request, key, unit)
    file = get_or_404(file_behind(participant, sha256))
    note_shown(request, about=[("participant", participant.pk)], path=participant.path, detail={"file": file.sha256})
    how = "inline" if file.media_type in _ENDINGS else "attachment"
    name = f"{file.sha256[:12]}.{_ENDINGS.get(file.media_type, 'xlsx')}"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return HttpResponse(bytes(file.content), content_type=file.media_type, headers=headers)


def _form(request: StaffRequest, participant: Participant, *, is_bound: bool) -> EvidenceForm:
    kinds = kinds_for(context_of(participant.directive), participant)
    typed = request.POST if is_bound else None
    return EvidenceForm(typed, kinds=kinds, language=reader_language(), today=request.now.date())


def _log(request: StaffRequest, participant: Participant, form: EvidenceForm) -> HttpResponse:
    pieces = pieces_of(context_of(participant.directive).directive, participant)
    context = {
        "participant": participant,
        "record": participant.directive,
        "form": form,
        "pieces": pieces,
        "is_mine": True,
    }
    template, status, about = "directives/evidence.html", 400 if form.errors else 200, [("participant", participant.pk)]
    if not pieces:  # whoever says where a poster hangs may name who lives there
        return page(request, template, context, status=status)
    return shown(request, template, context, about=about, path=participant.path, action="directives.see", status=status)
