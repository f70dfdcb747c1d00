"""The pages of supplies: what is to be carried where, and what became of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404, require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation.forms import CarriedForm, NeedForm
from bluezone.portal.isolation.models import Need
from bluezone.portal.isolation.needed import (
    NEEDS,
    SUPPLIES,
    SUPPLY,
    count_of_needs,
    need_with_number,
    page_of_needs,
    to_carry,
)
from bluezone.portal.isolation.needs import ask_for, settle_need
from bluezone.portal.isolation.selectors import stay_with_number
from bluezone.portal.isolation.views.people import show_stay


def show_needs(request: StaffRequest, need: int = 0) -> HttpResponse:
    """Shows what is to be carried in one's own units, to be printed for whoever carries it."""
    part = SUPPLIES.part_of(request.GET)
    found = page_of_needs(request.staff, part)
    places = to_carry(request.staff, found.rows)
    context = {
        "places": places,
        "found": found,
        "at": _at(request),
        "count": count_of_needs(request.staff, part),
        "may_settle": is_allowed(request.staff, SUPPLY),
        "carried": CarriedForm(),
        "refused": need if request.refusal else 0,
        "typed": request.POST.get("carried_by", ""),
        "today": request.now.date(),
    }
    about = sorted({("person", one.person.person) for place in places for one in place.needs})
    status = 409 if request.refusal else 200
    return shown(request, "isolation/needs.html", context, about=about, action=NEEDS, status=status)


@require_GET
@permission_required("isolation.needs")
def isolation_needs(request: StaffRequest) -> HttpResponse:
    """Answers the address of what is to be carried."""
    return show_needs(request)


@require_POST
@permission_required("isolation.supply", answer=show_stay)
def need_ask(request: StaffRequest, stay: int) -> HttpResponse:
    """Notes that somebody in quarantine needs something."""
    found = visible_or_404(request, stay_with_number(stay), NEEDS)
    require(request, found)
    what, words = NeedForm(request.POST).said()
    ask_for(actor=request.staff, stay=found, what=what, words=words, read=read_in(request), now=request.now)
    return redirect("isolated_person", found.involvement.person.pseudonym)


@require_POST
@permission_required("isolation.supply", answer=show_needs)
def need_settle(request: StaffRequest, need: int) -> HttpResponse:
    """Notes that it was brought, was not taken, or is not needed any more."""
    found = _need(request, need)
    outcome, carried_by = CarriedForm(request.POST).said()
    settle_need(
        actor=request.staff, need=found, outcome=outcome, carried_by=carried_by, read=read_in(request), now=request.now
    )
    return redirect(reverse("isolation_needs") + _at(request))


def _at(request: StaffRequest) -> str:
    """The part of the list on which one is, behind its address: whoever said what became of something stays there."""
    here = SUPPLIES.part_of(request.GET).here
    return "" if here == "?" else here


def _need(request: StaffRequest, number: int) -> Need:
    found = get_or_404(need_with_number(number))
    visible_or_404(request, found.stay, NEEDS)
    require(request, found.stay)
    return found
