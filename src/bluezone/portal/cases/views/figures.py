"""The page of the desk's figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from bluezone.portal.cases.figures import by_day, desk_figures_now
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.reports.selectors import arrivals_by_day


@require_GET
@permission_required("cases.figures")
def case_figures(request: StaffRequest) -> HttpResponse:
    """Shows the last four weeks in pictures."""
    today = request.now.date()
    has_reports = is_allowed(request.staff, "reports.list")
    arrived = by_day(gettext("Reports arrived"), arrivals_by_day(request.staff), today) if has_reports else None
    return page(
        request, "cases/figures.html", {"figures": desk_figures_now(request.staff, request.now), "arrived": arrived}
    )
