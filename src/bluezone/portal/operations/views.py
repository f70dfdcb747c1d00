"""What the portal does by itself, for the administrator."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.operations.selectors import works_page


@require_GET
@permission_required("operations.works")
def works(request: StaffRequest) -> HttpResponse:
    """Shows every work: how often it is done, when it was last, what came of it."""
    return page(request, "operations/works.html", works_page(request.now))
