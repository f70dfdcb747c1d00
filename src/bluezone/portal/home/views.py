"""Today: what waits for whoever is signed in, gathered from every room."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bluezone.portal.cases.rules import rules_to_agree
from bluezone.portal.cases.selectors import today_at_the_desk
from bluezone.portal.directives.selectors.register import duties_of
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.reports.selectors import waiting_for


@require_GET
@permission_required("home.today")
def today(request: StaffRequest) -> HttpResponse:
    """Shows what waits for this person, and what to do first."""
    context = {
        "today": request.now.date(),
        "desk": today_at_the_desk(request.staff, now=request.now),
        "reports": waiting_for(request.staff),
        "rules": rules_to_agree(request.staff, request.now),
        "duties": duties_of(request.staff) if is_allowed(request.staff, "directives.report") else [],
        "grants": request.staff.current_grants,
    }
    return page(request, "home/today.html", context)
