"""The page of places with beds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_typed
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation.centres import add_centre, change_beds, close_centre
from bluezone.portal.isolation.forms import CentreForm
from bluezone.portal.isolation.models import Centre
from bluezone.portal.isolation.selectors import centre_with_number, centres_for


def show_centres(request: StaffRequest, centre: int = 0) -> HttpResponse:  # noqa: ARG001 - as its address has it
    """Shows the places of one's own units with their beds, and the form for a new one; no person is on the page."""
    form = _form(request)
    may_keep = is_allowed(request.staff, "isolation.centre")
    context = {"centres": centres_for(request.staff), "form": form, "may_keep": may_keep}
    return page(request, "isolation/centres.html", context, status=400 if form.errors else 200)


@require_GET
@permission_required("isolation.centres")
def isolation_centres(request: StaffRequest) -> HttpResponse:
    """Answers the address of the places."""
    return show_centres(request)


@require_POST
@permission_required("isolation.centre", answer=show_centres)
def centre_new(request: StaffRequest) -> HttpResponse:
    """Enters a place with beds."""
    form = _form(request)
    if not form.is_valid():
        return show_centres(request)
    given = form.cleaned_data
    said = {"unit": given["place"], "name": given["name"], "kind": given["kind"], "beds": given["beds"]}
    add_centre(actor=request.staff, now=request.now, **said)
    return redirect("isolation_centres")


@require_POST
@permission_required("isolation.centre", answer=show_centres)
def centre_beds(request: StaffRequest, centre: int) -> HttpResponse:
    """Changes how many beds a place has."""
    found, beds = _found(request, centre), number_typed(request.POST.get("beds", "")) or 0
    change_beds(actor=request.staff, centre=found, beds=beds, read=read_in(request), now=request.now)
    return redirect("isolation_centres")


@require_POST
@permission_required("isolation.centre", answer=show_centres)
def centre_close(request: StaffRequest, centre: int) -> HttpResponse:
    """Closes a place in which nobody stays."""
    close_centre(actor=request.staff, centre=_found(request, centre), read=read_in(request), now=request.now)
    return redirect("isolation_centres")


def _found(request: StaffRequest, number: int) -> Centre:
    return visible_or_404(request, centre_with_number(number))


def _form(request: StaffRequest) -> CentreForm:
    typed = request.POST if "name" in request.POST else None
    return CentreForm(typed, staff=request.staff, today=request.now.date())
