"""Today: what waits for whoever is signed in, gathered from every room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bluezone.portal.cases.selectors import today_at_the_desk
from bluezone.portal.directives.selectors.register import duties_of
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.reports.selectors import waiting_for
from bluezone.portal.world import world_of


@require_GET
@permission_required("home.today")
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and what to do first."""
    world, staff = world_of(request), signed_in(request)
    facts = {
        "today": world.today(),
        "desk": today_at_the_desk(staff, now=world.now()),
        "reports": waiting_for(staff),
        "duties": duties_of(staff) if is_allowed(staff, "directives.report") else [],
        "grants": staff.current_grants,
    }
    return render(request, "home/today.html", facts)
