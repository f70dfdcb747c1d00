"""The page of an exposure: what speaks for it, side by side, and each piece withdrawn alone."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.tracing.forms.contacts import EvidenceForm
from bluezone.portal.tracing.meetings import Piece
from bluezone.portal.tracing.meetings_seen import exposure_with_number, may_at_an_end, meeting_seen, piece_of, pieces_of
from bluezone.portal.tracing.models import Evidence, Exposure
from bluezone.portal.tracing.services import add_evidence, digest_of_exposure, withdraw_evidence, withdraw_exposure
from bluezone.portal.tracing.supposing import cascade_if_withdrawn, counted_changes


def show_exposure(request: StaffRequest, number: str) -> HttpResponse:
    """Shows one exposure and what it stands on, as this reader may see it."""
    exposure = _found(request, number)
    meeting, staff = meeting_seen(request.staff, exposure), request.staff
    form = EvidenceForm(request.POST if "words" in request.POST else None)
    context = {
        "meeting": meeting,
        "pieces": pieces_of(staff, exposure),
        "if_withdrawn": counted_changes(cascade_if_withdrawn(exposure)),
        "as_read": digest_of_exposure(exposure),
        "may_add": meeting.withdrawn_at is None and may_at_an_end(staff, "tracing.expose", exposure),
        "may_withdraw": may_at_an_end(staff, "tracing.withdraw", exposure),
        "form": form,
    }
    about = [("exposure", number), *meeting.named]
    status = 400 if form.errors else 200
    return shown(
        request,
        "tracing/exposure.html",
        context,
        about=about,
        path=exposure.target_path,
        action="tracing.see",
        status=status,
    )


@require_GET
@permission_required("tracing.see")
def exposure(request: StaffRequest, number: str) -> HttpResponse:
    """Answers the address of one exposure."""
    return show_exposure(request, number)


@require_POST
@permission_required("tracing.expose", answer=show_exposure)
def exposure_evidence(request: StaffRequest, number: str) -> HttpResponse:
    """Adds what somebody said of this meeting."""
    found, form = _found(request, number), EvidenceForm(request.POST)
    if not form.is_valid():
        return show_exposure(request, number)
    told = Piece(
        origin=Evidence.Origin.INTERVIEW,
        says={"words": form.cleaned_data["words"]},
        confidence=form.cleaned_data["confidence"],
    )
    add_evidence(actor=request.staff, exposure=found, evidence=told, read=read_in(request), now=request.now)
    return redirect("exposure", number)


@require_POST
@permission_required("tracing.withdraw", answer=show_exposure)
def exposure_withdraw(request: StaffRequest, number: str) -> HttpResponse:
    """Withdraws an exposure."""
    withdraw_exposure(
        actor=request.staff,
        exposure=_found(request, number),
        reason=request.POST.get("reason", ""),
        read=read_in(request),
        now=request.now,
    )
    return redirect("exposure", number)


@require_POST
@permission_required("tracing.withdraw", answer=show_exposure)
def piece_withdraw(request: StaffRequest, number: str, piece: int) -> HttpResponse:
    """Withdraws one piece of evidence alone."""
    found = get_or_404(piece_of(_found(request, number), piece))
    withdraw_evidence(
        actor=request.staff,
        evidence=found,
        reason=request.POST.get("reason", ""),
        read=read_in(request),
        now=request.now,
    )
    return redirect("exposure", number)


def _found(request: StaffRequest, number: str) -> Exposure:
    """The exposure of this number, if either end lies where the table opens it; else there is none."""
    found = exposure_with_number(number)
    if found is None or not may_at_an_end(request.staff, request.action, found):
        raise Http404
    return found
