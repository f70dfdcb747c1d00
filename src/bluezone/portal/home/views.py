"""Today: what waits for whoever is signed in, gathered from every room, and what they have done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.audit.selectors import done_on
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.frame.waiting import Whose, waiting_in
from bluezone.portal.home import services
from bluezone.portal.home.selectors import morning_address
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.outlets.opening import outlets


@require_GET
@permission_required("home.today")
def today(request: StaffRequest) -> HttpResponse:
    """Shows what waits for this person in the order to do it, then what comes, what others do, and what is done."""
    found = waiting_in(request, anew=True)
    mine = [one for one in found if one.whose is Whose.MINE]
    context = {
        "now": request.now,
        "late": [one for one in mine if one.is_late(request.now)],
        "mine": [one for one in mine if not one.is_late(request.now)],
        "coming": [one for one in found if one.whose in {Whose.LATER, Whose.COMING}],
        "others": [one for one in found if one.whose is Whose.OTHERS],
        "done": done_on(request.staff, request.now.date()),
        "may_open": is_allowed(request.staff, "cases.open"),
        "grants": request.staff.current_grants,
    }
    return page(request, "home/today.html", context)


@require_GET
@permission_required("home.today")
def menu(request: StaffRequest) -> HttpResponse:
    """Shows every way that is open to this person, for whoever has a narrow screen."""
    return page(request, "home/menu.html")


def show_morning(request: StaffRequest) -> HttpResponse:
    """Shows whether this person is told in the morning, and where to."""
    address = morning_address(request.staff)
    typed = request.POST.get("address", address)[:200]
    context = {"address": address, "typed": typed, "has_mail": Outlet.MAIL in outlets()}
    return page(request, "home/morning.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("home.today", answer=show_morning)
def morning(request: StaffRequest) -> HttpResponse:
    """Takes the wish to be told in the morning."""
    if request.method != "POST":
        return show_morning(request)
    services.ask_for_mornings(actor=request.staff, address=request.POST.get("address", ""), now=request.now)
    return redirect("morning")


@require_POST
@permission_required("home.today", answer=show_morning)
def morning_stop(request: StaffRequest) -> HttpResponse:
    """Forgets the wish."""
    services.stop_mornings(actor=request.staff, now=request.now)
    return redirect("morning")
