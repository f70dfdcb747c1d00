"""The page at a door, its worker, and its reader of codes: open to everybody, the same for all, knowing nothing."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from bluezone.portal.frame.gate import openly
from bluezone.portal.frame.request import PublicRequest
from bluezone.portal.posts.door_page import door_page as built
from bluezone.portal.posts.door_page import service_worker
from bluezone.webui import SCANNER_POLICY, has_parts, scan_worker

_SCRIPT = "text/javascript; charset=utf-8"


@require_GET
@openly("devices at doors have no account; the page is the same for all and knows nothing")
def door_page(_request: PublicRequest) -> HttpResponse:
    """Shows the page in Vietnamese."""
    return HttpResponse(built("vi"))


@require_GET
@openly("devices at doors have no account; the page is the same for all and knows nothing")
def door_page_en(_request: PublicRequest) -> HttpResponse:
    """Shows the page in English."""
    return HttpResponse(built("en"))


@require_GET
@openly("the page's own worker, the same for all")
def door_worker(_request: PublicRequest) -> HttpResponse:
    """Gives out the worker, which keeps the page for a device without a network."""
    return HttpResponse(service_worker(), content_type=_SCRIPT)


@require_GET
@openly("the page's own reader of codes, the same for all")
def door_reader(_request: PublicRequest) -> HttpResponse:
    """Gives out the worker that reads codes, which alone may compile WebAssembly, and may do nothing else."""
    if not has_parts():
        raise Http404
    answer = HttpResponse(scan_worker(), content_type=_SCRIPT)
    answer.headers["content-security-policy"] = SCANNER_POLICY
    return answer
