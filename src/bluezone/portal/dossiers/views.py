"""The pages of people's own files: who has asked, and one ask with the file as it was put together."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.dossiers import services
from bluezone.portal.dossiers.forms import AskForm
from bluezone.portal.dossiers.models import Dossier
from bluezone.portal.dossiers.selectors import (
    HAND,
    MOST_SHOWN,
    SEE,
    dossier_with_number,
    open_dossier_of,
    open_dossiers,
    reading_of,
)
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation.forms import SigningForm
from bluezone.portal.isolation.papers import signing_before
from bluezone.portal.papers.selectors import organisation_that_writes
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import involvement_of


@require_GET
@permission_required("dossiers.list")
def dossiers(request: StaffRequest) -> HttpResponse:
    """Lists who of one's own units has asked for their own file and does not have it."""
    rows = list(open_dossiers(request.staff)[:MOST_SHOWN])
    about = [("person", one.person_id) for one in rows]
    return shown(request, "dossiers/list.html", {"rows": rows}, about=about)


def show_ask(request: StaffRequest, person: str) -> HttpResponse:
    """Shows the form by which somebody asks for their own file."""
    involvement = _person(request, person)
    form = AskForm(request.POST if "proof" in request.POST else None)
    context = {"person": involvement.person, "form": form, "waiting": open_dossier_of(involvement.person)}
    about = [("person", involvement.person_id)]
    return shown(request, "dossiers/ask.html", context, about=about, path=involvement.path, action=SEE)


@require_http_methods(["GET", "POST"])
@permission_required("dossiers.ask", answer=show_ask)
def dossier_ask(request: StaffRequest, person: str) -> HttpResponse:
    """Notes that somebody asks for their own file."""
    involvement = _person(request, person)
    form = AskForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return show_ask(request, person)
    made = services.note_ask(
        actor=request.staff,
        person=involvement.person,
        path=involvement.path,
        proof=form.cleaned_data["proof"],
        words=form.cleaned_data["words"],
        now=request.now,
    )
    return redirect("dossier", made.pk)


def show_dossier(request: StaffRequest, number: int) -> HttpResponse:
    """Shows one ask, the file as far as it is put together, and the forms for what comes next."""
    found, staff = visible_or_404(request, dossier_with_number(number), SEE), request.staff
    is_open, is_approved = found.ended_at is None, found.approved_at is not None
    context = {
        "dossier": found,
        "paper": reading_of(found),
        "as_read": services.digest_of_dossier(found),
        "may_draft": is_open and not is_approved and is_allowed(staff, services.DRAFT, found),
        "may_approve": is_open
        and found.drafted_at is not None
        and not is_approved
        and found.drafted_by_id != staff.pk
        and is_allowed(staff, services.APPROVE, found),
        "may_hand": is_open and is_approved and is_allowed(staff, HAND, found),
        "may_put_aside": is_open and is_allowed(staff, HAND, found),
        "signing": _signing(request),
    }
    about = [("person", found.person_id)]
    return shown(request, "dossiers/dossier.html", context, about=about, path=found.path, action=SEE)


@require_GET
@permission_required("dossiers.see")
def dossier(request: StaffRequest, number: int) -> HttpResponse:
    """Answers the address of one ask."""
    return show_dossier(request, number)


@require_POST
@permission_required("dossiers.draft", answer=show_dossier)
def dossier_draft(request: StaffRequest, number: int) -> HttpResponse:
    """Puts the file together."""
    found, signing = _dossier(request, number), SigningForm(request.POST, staff=request.staff).signing()
    services.draft_dossier(actor=request.staff, dossier=found, signing=signing, read=read_in(request), now=request.now)
    return redirect("dossier", number)


@require_POST
@permission_required("dossiers.approve", answer=show_dossier)
def dossier_approve(request: StaffRequest, number: int) -> HttpResponse:
    """Approves the file, as the other one."""
    found = _dossier(request, number)
    services.approve_dossier(actor=request.staff, dossier=found, read=read_in(request), now=request.now)
    return redirect("dossier", number)


@require_GET
@permission_required("dossiers.hand", answer=show_dossier)
def dossier_print(request: StaffRequest, number: int) -> HttpResponse:
    """Sends the approved file as PDF, to be signed by hand and handed over."""
    found = _dossier(request, number)
    pdf = services.printed(found, request.now)
    note_shown(request, about=[("person", found.person_id)], path=found.path, action="dossiers.print")
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{found.person.pseudonym}.pdf"
    response["content-disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return response


@require_POST
@permission_required("dossiers.hand", answer=show_dossier)
def dossier_hand(request: StaffRequest, number: int) -> HttpResponse:
    """Notes that the person has the paper."""
    found = _dossier(request, number)
    services.hand_over(actor=request.staff, dossier=found, read=read_in(request), now=request.now)
    return redirect("dossier", number)


@require_POST
@permission_required("dossiers.hand", answer=show_dossier)
def dossier_aside(request: StaffRequest, number: int) -> HttpResponse:
    """Puts an ask aside."""
    found, reason = _dossier(request, number), request.POST.get("reason", "")
    services.put_aside(actor=request.staff, dossier=found, reason=reason, read=read_in(request), now=request.now)
    return redirect("dossier", number)


def _person(request: StaffRequest, pseudonym: str) -> Involvement:
    return visible_or_404(request, involvement_of(pseudonym))


def _dossier(request: StaffRequest, number: int) -> Dossier:
    return visible_or_404(request, dossier_with_number(number))


def _signing(request: StaffRequest) -> SigningForm | None:
    if not is_allowed(request.staff, services.DRAFT):
        return None
    if "signer" in request.POST:
        return SigningForm(request.POST, staff=request.staff)
    chosen = organisation_that_writes(request.staff, None)
    return SigningForm(staff=request.staff, initial=signing_before(chosen) if chosen is not None else {})
