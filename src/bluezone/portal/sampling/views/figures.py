"""The page of how long samples take, and what has been open longest."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.sampling.figures import delays_now, open_longest


@require_GET
@permission_required("sampling.list")
def sampling_figures(request: StaffRequest) -> HttpResponse:
    """Shows how long it takes in one's own units."""
    longest = open_longest(request.staff, request.now)
    about = sorted({("person", one.person.person) for sample in longest for one in sample.people})
    context = {"figures": delays_now(request.staff, request.now), "longest": longest, "today": request.now.date()}
    return shown(request, "sampling/figures.html", context, about=about)
