"""Signing with the office's own tool, or with a pen: the number first, then the file out, and back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.papers import services
from bluezone.portal.papers.examination import MAX_FILE_BYTES
from bluezone.portal.papers.forms import sent_file
from bluezone.portal.papers.trust import trusted_roots
from bluezone.portal.papers.views.reading import found_paper, show_paper


@require_POST
@permission_required("papers.elsewhere", answer=show_paper)
def paper_reserve(request: StaffRequest, paper: int) -> HttpResponse:
    """Gives the paper number and date of today, and makes the file that is to be signed."""
    services.reserve_number(paper=found_paper(request, paper), read=read_in(request), by=request.staff, now=request.now)
    return redirect("paper", paper)


@require_POST
@permission_required("papers.elsewhere", answer=show_paper)
def paper_release(request: StaffRequest, paper: int) -> HttpResponse:
    """Takes the number back: the paper was not signed after all."""
    services.release_number(paper=found_paper(request, paper), read=read_in(request), by=request.staff, now=request.now)
    return redirect("paper", paper)


@require_POST
@permission_required("papers.elsewhere", answer=show_paper)
def paper_returned(request: StaffRequest, paper: int) -> HttpResponse:
    """Takes the file that comes back signed."""
    services.take_returned(
        paper=found_paper(request, paper),
        read=read_in(request),
        returned=sent_file(request, MAX_FILE_BYTES),
        roots=trusted_roots(),
        by=request.staff,
        now=request.now,
    )
    return redirect("paper", paper)


@require_POST
@permission_required("papers.elsewhere", answer=show_paper)
def paper_scan(request: StaffRequest, paper: int) -> HttpResponse:
    """Takes the scan of a paper that was signed with a pen."""
    found, scan = found_paper(request, paper), sent_file(request, MAX_FILE_BYTES)
    services.keep_scan(paper=found, read=read_in(request), scan=scan, by=request.staff, now=request.now)
    return redirect("paper", paper)


@require_POST
@permission_required("papers.confirm", answer=show_paper)
def paper_confirm(request: StaffRequest, paper: int) -> HttpResponse:
    """Confirms that the scan is of the signed original."""
    services.confirm_scan(paper=found_paper(request, paper), read=read_in(request), by=request.staff, now=request.now)
    return redirect("paper", paper)


@require_POST
@permission_required("papers.confirm", answer=show_paper)
def paper_aside(request: StaffRequest, paper: int) -> HttpResponse:
    """Puts a scan aside that is of something else."""
    found, reason = found_paper(request, paper), request.POST.get("reason", "")
    services.put_scan_aside(paper=found, read=read_in(request), reason=reason, by=request.staff, now=request.now)
    return redirect("paper", paper)
