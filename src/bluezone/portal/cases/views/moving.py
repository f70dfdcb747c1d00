"""The pages on which a case is offered to another unit, and on which that unit answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases import moving
from bluezone.portal.cases.forms import MoveForm
from bluezone.portal.cases.models import Case, Handover
from bluezone.portal.cases.selectors import case_with_number, digest_of_case
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.cases.views.desk import show_case, show_cases
from bluezone.portal.frame.beside import lead_back
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown


def show_moving(request: StaffRequest, number: str) -> HttpResponse:
    """Shows the form for another commune."""
    case, form = _found(request, number), _form(request)
    context = {"case": case, "form": form, "as_read": digest_of_case(case)}
    about, status = subjects_of(case), 400 if form.errors else 200
    return shown(request, "cases/move.html", context, about=about, path=case.path, action="cases.see", status=status)


@require_http_methods(["GET", "POST"])
@permission_required("cases.move", answer=show_moving)
def case_move(request: StaffRequest, number: str) -> HttpResponse:
    """Offers a case to another commune."""
    case, form = _found(request, number), _form(request)
    if not form.is_valid():
        return show_moving(request, number)
    offer = moving.offer_case(
        actor=request.staff, case=case, unit=form.cleaned_data["unit"], read=read_in(request), now=request.now
    )
    return redirect("case", offer.case.number)


@require_POST
@permission_required("cases.move", answer=show_case)
def case_keep(request: StaffRequest, number: str) -> HttpResponse:
    """Takes an offer back."""
    moving.keep_case(actor=request.staff, case=_found(request, number), read=read_in(request), now=request.now)
    return lead_back(request, "case", number)


@require_POST
@permission_required("cases.receive", answer=show_cases)
def offer_take(request: StaffRequest, offer: int) -> HttpResponse:
    """Takes an offered case over."""
    found = _offer(request, offer)
    moving.take_case(actor=request.staff, offer=found, read=read_in(request), now=request.now)
    return redirect("case", found.case.number)


@require_POST
@permission_required("cases.receive", answer=show_cases)
def offer_decline(request: StaffRequest, offer: int) -> HttpResponse:
    """Leaves an offered case where it is."""
    moving.decline_case(actor=request.staff, offer=_offer(request, offer), read=read_in(request), now=request.now)
    return redirect("case_list")


def _form(request: StaffRequest) -> MoveForm:
    return MoveForm(request.POST or None, today=request.now.date())


def _offer(request: StaffRequest, number: int) -> Handover:
    """The offer, if it is made to a unit of the reader's; else there is none."""
    return visible_or_404(request, moving.offer_with_number(number))


def _found(request: StaffRequest, number: str) -> Case:
    """The case of this number. Whoever may not know of it is told that there is none."""
    return visible_or_404(request, case_with_number(number))
