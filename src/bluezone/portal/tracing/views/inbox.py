"""The exposure inbox: what tells of meetings and hangs on no exposure yet, and what an officer makes of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases.selectors import CaseView, case_with_number
from bluezone.portal.cases.selectors import view_of as view_of_case
from bluezone.portal.frame.finding import require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_typed
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing import deciding
from bluezone.portal.tracing.forms.inbox import ClosingForm, MakingForm, NoteForm, told_at_first
from bluezone.portal.tracing.inbox import (
    INBOX,
    digest_of_meeting,
    evidence_with_number,
    exposures_like,
    first_said,
    page_of_meetings,
    people_like,
    pieces_beside,
    view_of,
)
from bluezone.portal.tracing.models import Evidence


@require_GET
@permission_required("tracing.inbox")
def evidence_inbox(request: StaffRequest) -> HttpResponse:
    """Lists the meetings of which evidence tells, the most urgent first."""
    found = page_of_meetings(request.staff, INBOX.part_of(request.GET))
    about = [("evidence", piece.number) for meeting in found.rows for piece in meeting.pieces]
    context = {"found": found, "may_note": is_allowed(request.staff, "tracing.note")}
    return shown(request, "tracing/inbox.html", context, about=about)


def show_meeting(
    request: StaffRequest, meeting: int, *, making: MakingForm | None = None, closing: ClosingForm | None = None
) -> HttpResponse:
    """Shows the pieces that probably tell of one meeting, side by side, and what can be made of them."""
    piece, staff = _found(request, meeting), request.staff
    pieces = list(pieces_beside(staff, piece))
    if piece not in pieces:
        return _settled(request, piece)
    people, alike, source = people_like(staff, pieces), exposures_like(staff, pieces), _source_of(request, pieces)
    form, closed = making or _making(request, pieces), closing or ClosingForm()
    context = {
        "meeting": view_of(pieces),
        "form": form,
        "people": people,
        "alike": alike,
        "source": source,
        "closing": closed,
        "chosen": _chosen(request) or [one.pk for one in pieces],
        "as_read": digest_of_meeting(pieces, alike),
        "today": request.now.date(),
    }
    about: list[tuple[str, object]] = [("evidence", one.pk) for one in pieces]
    about += [("person", one.pk) for one in people] + [("exposure", one.number) for one in alike]
    about += [("case", source.number)] if source is not None else []
    status = 409 if request.refusal else 400 if form.errors or closed.errors else 200
    return shown(
        request, "tracing/meeting.html", context, about=about, path=piece.path, action="tracing.inbox", status=status
    )


@require_GET
@permission_required("tracing.inbox")
def evidence_meeting(request: StaffRequest, meeting: int) -> HttpResponse:
    """Answers the address of one meeting."""
    return show_meeting(request, meeting)


@require_POST
@permission_required("tracing.attach", answer=show_meeting)
def evidence_make(request: StaffRequest, meeting: int) -> HttpResponse:
    """Makes an exposure of the chosen pieces."""
    piece = _found(request, meeting)
    form = _making(request, list(pieces_beside(request.staff, piece)))
    if not form.is_valid():
        return show_meeting(request, meeting, making=form)
    made = deciding.make_exposure(
        actor=request.staff,
        piece=piece,
        chosen=_chosen(request),
        source=form.cleaned_data["case"],
        exposed=form.exposed,
        meeting=form.meeting,
        read=read_in(request),
        now=request.now,
        entropy=request.world.entropy,
    )
    return redirect("exposure", made.number)


@require_POST
@permission_required("tracing.attach", answer=show_meeting)
def evidence_attach(request: StaffRequest, meeting: int) -> HttpResponse:
    """Hangs the chosen pieces on an exposure that stands already."""
    piece, staff = _found(request, meeting), request.staff
    alike = {one.number: one for one in exposures_like(staff, list(pieces_beside(staff, piece)))}
    exposure = alike.get(request.POST.get("exposure", ""))
    if exposure is None:
        request.refusal = gettext("Please choose an exposure.")
        return show_meeting(request, meeting)
    deciding.attach_evidence(
        actor=staff, piece=piece, chosen=_chosen(request), exposure=exposure, read=read_in(request), now=request.now
    )
    return redirect("exposure", exposure.number)


@require_POST
@permission_required("tracing.close", answer=show_meeting)
def evidence_close(request: StaffRequest, meeting: int) -> HttpResponse:
    """Closes the chosen pieces without an exposure."""
    piece, form = _found(request, meeting), ClosingForm(request.POST)
    if not form.is_valid():
        return show_meeting(request, meeting, closing=form)
    deciding.close_evidence(
        actor=request.staff,
        piece=piece,
        chosen=_chosen(request),
        outcome=form.cleaned_data["closed_as"],
        reason=form.cleaned_data["reason"],
        read=read_in(request),
        now=request.now,
    )
    return redirect("evidence_inbox")


def show_noting(request: StaffRequest) -> HttpResponse:
    """Shows the form for what somebody told, with what was typed so far."""
    form = _noting(request)
    context = {
        "form": form,
        "is_noted": request.GET.get("noted") == "1" and request.method == "GET",
        "may_see": is_allowed(request.staff, "tracing.inbox"),
        "today": request.now.date(),
    }
    return page(request, "tracing/note.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required("tracing.note", answer=show_noting)
def evidence_note(request: StaffRequest) -> HttpResponse:
    """Notes what somebody told of a meeting."""
    form = _noting(request)
    if not form.is_valid():
        return show_noting(request)
    require(request, form.cleaned_data["unit"])
    deciding.note_what_was_told(actor=request.staff, note=form.note, now=request.now)
    return redirect(f"{request.path}?noted=1")


def _settled(request: StaffRequest, piece: Evidence) -> HttpResponse:
    """Shows what became of a piece that does not wait any more."""
    status = 409 if request.refusal else 200
    about = [("evidence", piece.pk)]
    context = {"piece": piece}
    return shown(
        request, "tracing/settled.html", context, about=about, path=piece.path, action="tracing.inbox", status=status
    )


def _found(request: StaffRequest, number: int) -> Evidence:
    """The piece, if the table opens it to the reader; else there is none."""
    return visible_or_404(request, evidence_with_number(number))


def _source_of(request: StaffRequest, pieces: list[Evidence]) -> CaseView | None:
    """The case that the pieces name, as the reader may see it."""
    case = case_with_number(first_said(pieces, "case"))
    may_see = case is not None and is_allowed(request.staff, "cases.see", case)
    return view_of_case(request.staff, case) if case is not None and may_see else None


def _making(request: StaffRequest, pieces: list[Evidence]) -> MakingForm:
    people = people_like(request.staff, pieces)
    said = request.POST if request.POST.get("act") == "make" else None
    return MakingForm(
        said, initial=told_at_first(pieces, people), people=people, staff=request.staff, today=request.now.date()
    )


def _noting(request: StaffRequest) -> NoteForm:
    return NoteForm(request.POST or None, staff=request.staff, today=request.now.date())


def _chosen(request: StaffRequest) -> list[int]:
    """The pieces that are ticked."""
    typed = (number_typed(said) for said in request.POST.getlist("piece"))
    return [number for number in typed if number is not None]
