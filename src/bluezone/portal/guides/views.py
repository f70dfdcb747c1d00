"""Pages of the guides: which there are, one's own first, and each of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.guides.guide import pieces
from bluezone.portal.guides.selectors import guide_with_key, guides_for


@require_GET
@permission_required("guides.read")
def guides(request: StaffRequest) -> HttpResponse:
    """Lists the guides: of the reader's own roles, then of others."""
    mine, others = guides_for(request.staff)
    return page(request, "guides/all.html", {"mine": mine, "others": others})


@require_GET
@permission_required("guides.read")
def guide(request: StaffRequest, key: str) -> HttpResponse:
    """Shows one guide, to be read or printed."""
    context = {"guide": guide_with_key(key), "pieces": pieces, "language": get_language() or "vi"}
    return page(request, "guides/guide.html", context)
