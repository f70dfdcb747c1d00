"""Evidence of a participant: the log of what was done, one more piece, a file shown to whoever may see it."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.audit.services import record_read
from bluezone.portal.directives.forms import EvidenceForm
from bluezone.portal.directives.models import EvidenceRecord, FigureRecord, File, KeyingRecord, Participant
from bluezone.portal.directives.selectors.cores import office_of
from bluezone.portal.directives.selectors.watching import pieces_of
from bluezone.portal.directives.services.evidence import Piece, add_evidence, kinds_for, withdraw_evidence
from bluezone.portal.directives.services.photos import MOST_BYTES_IN
from bluezone.portal.directives.views.finding import at_or_beneath, own
from bluezone.portal.directives.views.speaking import REFUSALS, language, refusal
from bluezone.portal.directives.views.uploads import uploaded
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import world_of


@require_http_methods(["GET", "POST"])
@permission_required("directives.report")
def my_evidence(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """The participant's log, and a form for one more piece."""
    participant = own(request, key, unit, "directives.report")
    office = office_of(participant.directive)
    kinds = kinds_for(office, participant)
    form = EvidenceForm(request.POST or None, kinds=kinds, language=language(), today=world_of(request).today())
    wrong = ""
    if request.method == "POST" and form.is_valid():
        file = uploaded(request, "file", MOST_BYTES_IN)
        given = form.cleaned_data
        piece = Piece(
            given["kind"],
            given["day"],
            given["place"],
            given["link"],
            given["count"],
            file.content if file else b"",
            file.name if file else "",
        )
        try:
            now = world_of(request).now()
            add_evidence(actor=signed_in(request), participant=participant, piece=piece, now=now)
            return redirect("my_evidence", key, unit)
        except REFUSALS as error:
            wrong = refusal(error)
    return _log(request, participant, form, wrong)


@require_POST
@permission_required("directives.report")
def evidence_withdraw(request: HttpRequest, key: str, unit: str, number: int) -> HttpResponse:
    """One piece counts no more."""
    participant = own(request, key, unit, "directives.report")
    row = EvidenceRecord.objects.filter(participant=participant, pk=number, withdrawn_at=None).first()
    if row is None:
        raise Http404
    try:
        withdraw_evidence(actor=signed_in(request), row=row, now=world_of(request).now())
    except REFUSALS as error:
        kinds = kinds_for(office_of(participant.directive), participant)
        form = EvidenceForm(None, kinds=kinds, language=language(), today=world_of(request).today())
        return _log(request, participant, form, refusal(error))
    return redirect("my_evidence", key, unit)


def _log(request: HttpRequest, participant: Participant, form: EvidenceForm, wrong: str) -> HttpResponse:
    office = office_of(participant.directive)
    facts = {
        "participant": participant,
        "record": participant.directive,
        "form": form,
        "kinds": kinds_for(office, participant),
        "pieces": pieces_of(office.directive, participant),
        "refusal": wrong,
        "is_mine": True,
    }
    return render(request, "directives/evidence.html", facts, status=400 if wrong or form.errors else 200)


@require_GET
@permission_required("directives.file")
def rollout_file(request: HttpRequest, key: str, unit: str, sha256: str) -> HttpResponse:
    """A photo, scan or workbook that stands behind a figure of this participant."""
    participant = at_or_beneath(request, key, unit, "directives.file")
    file = File.objects.filter(sha256=sha256).first()
    if file is None or not _belongs(participant, sha256):
        raise Http404
    with transaction.atomic():
        record_read(
            actor=signed_in(request),
            act="directives.file",
            now=world_of(request).now(),
            subjects=[("participant", participant.pk)],
            path=participant.path,
            detail={"file": sha256},
        )
    is_shown = file.media_type in {"image/jpeg", "application/pdf"}
    ending = {"image/jpeg": "jpg", "application/pdf": "pdf"}.get(file.media_type, "xlsx")
    how = f'{"inline" if is_shown else "attachment"}; filename="{sha256[:12]}.{ending}"'
    return HttpResponse(bytes(file.content), content_type=file.media_type, headers={"Content-Disposition": how})


def _belongs(participant: Participant, sha256: str) -> bool:
    return (
        EvidenceRecord.objects.filter(participant=participant, file_id=sha256).exists()
        or FigureRecord.objects.filter(report__participant=participant, file_id=sha256).exists()
        or KeyingRecord.objects.filter(participant=participant, scan_id=sha256).exists()
    )
