"""The dashboard of a directive: completeness, trend, coverage and what it buys, ranking, tiles, deadlines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bluezone.portal.directives.selectors.charts import trend
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.selectors.progress import MOST_TILES, RANKED, progress
from bluezone.portal.directives.views.finding import the_directive, the_post
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.world import world_of


@require_GET
@permission_required("directives.watch")
def directive_progress(request: HttpRequest, key: str) -> HttpResponse:
    """Where the rollout stands now, for everybody below the reader's desk."""
    record, now = the_directive(key), world_of(request).now()
    directive = directive_of(record.source)
    post = the_post(request, record, "directives.watch")
    most = None if request.GET.get("all") == "1" else RANKED
    found = progress(directive, post, now, request.GET.get("rate", ""), most=most)
    coverage = found.coverage
    facts = {
        "record": record,
        "post": post,
        "progress": found,
        "coverage": coverage,
        "ranked": coverage.ranked[:most] if coverage else (),
        "tiles": sorted(coverage.ranked, key=lambda one: one.name)
        if coverage and coverage.offices <= MOST_TILES
        else (),
        "rates": directive.rates,
        "trend": trend(found.days, found.whole.expected if found.whole else 0, record.due),
        "now": now,
        "watches": True,
    }
    return render(request, "directives/progress.html", facts)
