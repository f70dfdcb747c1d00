"""The registry sends a signed paper out, or recalls one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.session import signed_in
from bluezone.portal.papers import services
from bluezone.portal.papers.views.reading import found_paper, show_paper
from bluezone.portal.papers.words import said
from bluezone.portal.world import world_of


@require_POST
@permission_required("papers.issue")
def paper_issue(request: HttpRequest, paper: int) -> HttpResponse:
    """Out of the house."""
    found = found_paper(request, paper, "papers.issue")
    try:
        services.issue(paper=found, by=signed_in(request), now=world_of(request).now())
    except RefusedError as error:
        return show_paper(request, found, refusal=said(error))
    return redirect("paper", found.pk)


@require_POST
@permission_required("papers.recall")
def paper_recall(request: HttpRequest, paper: int) -> HttpResponse:
    """It counts no more, and whoever checks it is told so."""
    found, reason = found_paper(request, paper, "papers.recall"), request.POST.get("reason", "")[:400]
    try:
        services.recall(paper=found, reason=reason, by=signed_in(request), now=world_of(request).now())
    except RefusedError as error:
        return show_paper(request, found, refusal=said(error))
    return redirect("paper", found.pk)
