"""What the portal does by itself, for the administrator; what is erased when, for everybody; how it stands, for a
monitor."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.frame import standby
from bluezone.portal.frame.gate import openly, permission_required
from bluezone.portal.frame.request import PublicRequest, StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import staff_of
from bluezone.portal.operations.health import health_of
from bluezone.portal.operations.monitoring import figures_text, lets_watch
from bluezone.portal.operations.readiness import Readiness, readiness
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.operations.retention.told import NEVER, followed_under, lines_of, terms_in_force
from bluezone.portal.operations.selectors import switched_off, works_page
from bluezone.portal.settings.chosen import CONFIGURATION

_COUNT = "operations.works"


@require_GET
@permission_required("operations.works")
def works(request: StaffRequest) -> HttpResponse:
    """Shows every work: how often it is done, when it was last, what came of it."""
    return page(request, "operations/works.html", works_page(request.now, doubts_clock=request.world.doubts_clock()))


def show_kept(request: PublicRequest, counts: dict[str, int] | None = None) -> HttpResponse:
    """Shows what is erased when, as the rules of this portal have it."""
    terms, staff = terms_in_force(), staff_of(request)
    context = {
        "lines": list(lines_of(terms)),
        "followed": followed_under(terms),
        "never": NEVER,
        "is_off": bool(switched_off()),
        "may_count": staff is not None and is_allowed(staff, _COUNT),
        "counts": counts,
    }
    return page(request, "operations/kept.html", context)


@require_GET
@openly("everybody may know how long what is held about them is kept")
def kept(request: PublicRequest) -> HttpResponse:
    """Tells everybody what is erased when."""
    return show_kept(request)


@require_POST
@permission_required("operations.works", answer=show_kept)
def kept_count(request: StaffRequest) -> HttpResponse:
    """Counts what the next run would erase, and erases nothing."""
    counts = erase_what_is_over(terms=terms_in_force(), now=request.now, only_count=True)
    return show_kept(request, counts)


@require_GET
@openly("that a process answers is nobody's secret")
def health(request: PublicRequest) -> JsonResponse:  # noqa: ARG001 - nothing of whoever asks is read
    """Says that the process answers at all."""
    return JsonResponse({"status": "alive"})


@require_GET
@openly("counts, for whoever shows the monitor's key; nobody is in it")
def metrics(request: PublicRequest) -> HttpResponse:
    """Shows a monitor figures of how the portal stands; 401 without its key."""
    if not lets_watch(CONFIGURATION.data, request.headers.get("authorization", "")):
        return HttpResponse(status=401)
    doubts_clock = request.world.doubts_clock()
    told = figures_text(health_of(request.now), reads_standby=standby.is_read(request.now), doubts_clock=doubts_clock)
    return HttpResponse(told, content_type="text/plain; version=0.0.4; charset=utf-8")


@require_GET
@openly("one word about the database, its tables and the disk; nobody is in it")
def ready(request: PublicRequest) -> JsonResponse:  # noqa: ARG001 - nothing of whoever asks is read
    """Says whether this process can serve; 503 if not."""
    found = readiness()
    return JsonResponse({"status": found}, status=200 if found is Readiness.READY else 503)
