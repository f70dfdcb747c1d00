"""The dashboard of a directive: completeness, trend, coverage and what it buys, ranking, tiles, deadlines."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bluezone.portal.directives.selectors.charts import trend
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.selectors.inclusion import inclusion_of
from bluezone.portal.directives.selectors.measuring import asks_doors, measured_for
from bluezone.portal.directives.selectors.progress import MOST_TILES, RANKED, progress
from bluezone.portal.directives.selectors.where import where_it_stands
from bluezone.portal.directives.views.finding import acting_for, the_directive
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page
from bluezone.rollout.consolidation.measuring import FEWEST


@require_GET
@permission_required("directives.watch")
def directive_progress(request: StaffRequest, key: str) -> HttpResponse:
    """Shows where a directive stands now, for everybody below the participant for whom the reader works."""
    record = the_directive(key)
    directive, top = directive_of(record.source), acting_for(request, record)
    most = None if request.GET.get("all") == "1" else RANKED
    found = progress(directive, top, request.now, request.GET.get("rate", ""), most=most)
    coverage = found.coverage
    has_tiles = coverage is not None and coverage.offices <= MOST_TILES
    context = {
        "record": record,
        "participant": top,
        "progress": found,
        "funnel": inclusion_of(top).funnel,
        "coverage": coverage,
        "where": where_it_stands(top, request.now),
        "ranked": coverage.ranked[:most] if coverage else (),
        "tiles": sorted(coverage.ranked, key=lambda one: one.name) if coverage and has_tiles else (),
        "rates": directive.rates,
        "trend": trend(found.days, found.whole.expected if found.whole else 0, record.due, found.after, request.now),
        "measured": measured_for(directive, top, request.now),
        "asks_doors": asks_doors(directive),
        "now": request.now,
        "watches": True,
    }
    return page(request, "directives/progress.html", context)


@require_GET
@permission_required("directives.watch")
def directive_doors(request: StaffRequest, key: str) -> HttpResponse:
    """Shows what doors saw of what a directive asks, commune by commune."""
    record = the_directive(key)
    top = acting_for(request, record)
    directive = directive_of(record.source)
    context = {
        "record": record,
        "participant": top,
        "measured": measured_for(directive, top, request.now),
        "asks_doors": asks_doors(directive),
        "fewest": FEWEST,
        "watches": True,
    }
    return page(request, "directives/doors.html", context)
