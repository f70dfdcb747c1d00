"""What a commune does to its hamlets. Each answers with the page of the place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bluezone.portal.frame.finding import get_or_404, require
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.hamlets import services
from bluezone.portal.places.models import Unit
from bluezone.portal.places.selectors import unit_with_key
from bluezone.portal.places.views import show_place


@require_POST
@permission_required("hamlets.settle", answer=show_place)
def hamlet_new(request: StaffRequest, key: str) -> HttpResponse:
    """Adds a hamlet to a commune."""
    commune, name = _settled(request, key), request.POST.get("name", "")[:200]
    services.create_hamlet(actor=request.staff, commune=commune, name=name, now=request.now)
    return redirect("place", key)


@require_POST
@permission_required("hamlets.settle", answer=show_place)
def hamlet_rename(request: StaffRequest, key: str) -> HttpResponse:
    """Gives a hamlet another name."""
    renamed = services.rename_hamlet(
        actor=request.staff,
        hamlet=_settled(request, key),
        name=request.POST.get("name", "")[:200],
        resolution=request.POST.get("resolution", "")[:200],
        now=request.now,
    )
    return redirect("place", renamed.key)


@require_POST
@permission_required("hamlets.settle", answer=show_place)
def hamlet_close(request: StaffRequest, key: str) -> HttpResponse:
    """Closes a hamlet, or joins it with another."""
    into = request.POST.get("into", "")
    services.close_hamlet(
        actor=request.staff,
        hamlet=_settled(request, key),
        into=get_or_404(unit_with_key(into)) if into else None,
        resolution=request.POST.get("resolution", "")[:200],
        now=request.now,
    )
    return redirect("place", key)


def _settled(request: StaffRequest, key: str) -> Unit:
    unit = get_or_404(unit_with_key(key))
    require(request, unit)
    return unit
