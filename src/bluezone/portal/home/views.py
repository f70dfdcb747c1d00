"""Today: what waits for whoever is signed in, gathered from every room, and what they have done."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bluezone.portal.audit.selectors import done_on
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.frame.waiting import Whose, waiting_in
from bluezone.portal.identity.policy import is_allowed


@require_GET
@permission_required("home.today")
def today(request: StaffRequest) -> HttpResponse:
    """Shows what waits for this person in the order to do it, then what comes, what others do, and what is done."""
    found = waiting_in(request)
    mine = [one for one in found if one.whose is Whose.MINE]
    context = {
        "now": request.now,
        "late": [one for one in mine if one.is_late(request.now)],
        "mine": [one for one in mine if not one.is_late(request.now)],
        "coming": [one for one in found if one.whose is Whose.COMING],
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
