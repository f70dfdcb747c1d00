"""The registry sends a signed paper out, or recalls one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.papers import services
from bluezone.portal.papers.views.reading import found_paper, show_paper


@require_POST
@permission_required("papers.issue", answer=show_paper)
def paper_issue(request: StaffRequest, paper: int) -> HttpResponse:
    """Issues the paper: the registry sends it out of the house."""
    services.issue(paper=found_paper(request, paper), read=read_in(request), by=request.staff, now=request.now)
    return redirect("paper", paper)


@require_POST
@permission_required("papers.recall", answer=show_paper)
def paper_recall(request: StaffRequest, paper: int) -> HttpResponse:
    """Recalls the paper, which counts no more; whoever checks it is told so."""
    found, reason = found_paper(request, paper), request.POST.get("reason", "")
    services.recall(paper=found, read=read_in(request), reason=reason, by=request.staff, now=request.now)
    return redirect("paper", paper)
