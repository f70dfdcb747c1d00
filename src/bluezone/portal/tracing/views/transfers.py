"""The pages on which somebody is offered to the commune in which they live, and on which that commune answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases.forms import MoveForm
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.tracing import transferring
from bluezone.portal.tracing.apartness import digest_of_involvement
from bluezone.portal.tracing.models import Involvement, Transfer
from bluezone.portal.tracing.selectors import involvement_of, seen_by
from bluezone.portal.tracing.transfers_seen import (
    offered_by,
    offered_to,
    returned_to,
    transfer_with_number,
    transfers_seen,
)


def show_transfers(request: StaffRequest) -> HttpResponse:
    """Shows who is offered, who came back, and who waits elsewhere to be taken."""
    staff, now = request.staff, request.now
    offered = transfers_seen(staff, offered_to(staff), now)
    returned = transfers_seen(staff, returned_to(staff), now)
    waiting = transfers_seen(staff, offered_by(staff), now)
    about = sorted({("person", one.person.person) for one in (*offered, *returned, *waiting)})
    context = {"offered": offered, "returned": returned, "waiting": waiting}
    return shown(request, "tracing/transfers.html", context, about=about, action="tracing.transfers")


@require_GET
@permission_required("tracing.transfers")
def transfers(request: StaffRequest) -> HttpResponse:
    """Answers the address of the offers."""
    return show_transfers(request)


def show_offering(request: StaffRequest, person: str) -> HttpResponse:
    """Shows the form for the commune in which somebody lives."""
    involvement, form = _person(request, person), _form(request)
    view = seen_by(request.staff, involvement)
    context = {"person": view, "form": form, "as_read": digest_of_involvement(involvement)}
    about, status = [("person", view.person)], 400 if form.errors else 200
    return shown(
        request,
        "tracing/offer.html",
        context,
        about=about,
        path=involvement.path,
        action="tracing.see",
        status=status,
    )


@require_http_methods(["GET", "POST"])
@permission_required("tracing.offer", answer=show_offering)
def person_offer(request: StaffRequest, person: str) -> HttpResponse:
    """Offers somebody to the commune in which they live."""
    involvement, form = _person(request, person), _form(request)
    if not form.is_valid():
        return show_offering(request, person)
    unit = form.cleaned_data["unit"]
    transferring.offer_person(
        actor=request.staff, involvement=involvement, unit=unit, read=read_in(request), now=request.now
    )
    return redirect("traced_person", person)


@require_POST
@permission_required("tracing.receive", answer=show_transfers)
def transfer_take(request: StaffRequest, transfer: int) -> HttpResponse:
    """Takes somebody over."""
    found = visible_or_404(request, transfer_with_number(transfer))
    transferring.take_person(actor=request.staff, transfer=found, read=read_in(request), now=request.now)
    return redirect("traced_person", found.involvement.person.pseudonym)


@require_POST
@permission_required("tracing.receive", answer=show_transfers)
def transfer_return(request: StaffRequest, transfer: int) -> HttpResponse:
    """Sends an offer back, with the reason."""
    found = visible_or_404(request, transfer_with_number(transfer))
    transferring.return_person(
        actor=request.staff,
        transfer=found,
        reason=request.POST.get("reason", ""),
        read=read_in(request),
        now=request.now,
    )
    return redirect("transfers")


@require_POST
@permission_required("tracing.offer", answer=show_transfers)
def transfer_keep(request: StaffRequest, transfer: int) -> HttpResponse:
    """Keeps somebody in the commune that offered them."""
    found = _offered(request, transfer)
    transferring.keep_person(actor=request.staff, transfer=found, read=read_in(request), now=request.now)
    return redirect("transfers")


def _form(request: StaffRequest) -> MoveForm:
    return MoveForm(request.POST or None, today=request.now.date())


def _offered(request: StaffRequest, number: int) -> Transfer:
    """The offer, if its person is the work of the reader's units; else there is none."""
    found = get_or_404(transfer_with_number(number))
    visible_or_404(request, found.involvement)
    return found


def _person(request: StaffRequest, pseudonym: str) -> Involvement:
    """The person of this pseudonym. Whoever may not offer them is told that there is none."""
    return visible_or_404(request, involvement_of(pseudonym))
