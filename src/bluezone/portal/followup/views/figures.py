"""The page of how follow-up goes: by commune, by whoever asked, and whose days are over."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bluezone.portal.followup.figures import figures_of
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed


@require_GET
@permission_required("followup.figures")
def followup_figures(request: StaffRequest) -> HttpResponse:
    """Shows how it goes in one's own units today."""
    figures = figures_of(request.staff, request.now)
    about = [("person", one.person.person) for one in figures.over] + [("staff", one.by) for one in figures.asked]
    context = {"figures": figures, "may_go_round": is_allowed(request.staff, "followup.round")}
    return shown(request, "followup/figures.html", context, about=about)
