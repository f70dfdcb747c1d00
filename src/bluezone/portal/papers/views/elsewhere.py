"""Signing with the office's own tool, or with a pen: the number first, then the file out, and back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from bluezone.documents.errors import DocumentError
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.session import signed_in
from bluezone.portal.papers import services
from bluezone.portal.papers.examination import MAX_FILE_BYTES
from bluezone.portal.papers.forms import FileForm, bytes_of
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.trust import trusted_roots
from bluezone.portal.papers.views.reading import found_paper, show_paper
from bluezone.portal.papers.words import said
from bluezone.portal.world import world_of


@require_POST
@permission_required("papers.elsewhere")
def paper_reserve(request: HttpRequest, paper: int) -> HttpResponse:
    """Number and date of today, and the file to be signed."""
    found = found_paper(request, paper, "papers.elsewhere")
    return _done(
        request, found, lambda: services.reserve_number(paper=found, by=signed_in(request), now=world_of(request).now())
    )


@require_POST
@permission_required("papers.elsewhere")
def paper_release(request: HttpRequest, paper: int) -> HttpResponse:
    """It was not signed after all."""
    found = found_paper(request, paper, "papers.elsewhere")
    return _done(
        request, found, lambda: services.release_number(paper=found, by=signed_in(request), now=world_of(request).now())
    )


@require_POST
@permission_required("papers.elsewhere")
def paper_returned(request: HttpRequest, paper: int) -> HttpResponse:
    """The file comes back signed."""
    found = found_paper(request, paper, "papers.elsewhere")
    file = _file(request)
    if file is None:
        return show_paper(request, found, refusal=gettext("Please choose the file."))
    return _done(
        request,
        found,
        lambda: services.take_returned(
            paper=found, returned=file, roots=trusted_roots(), by=signed_in(request), now=world_of(request).now()
        ),
    )


@require_POST
@permission_required("papers.elsewhere")
def paper_scan(request: HttpRequest, paper: int) -> HttpResponse:
    """The scan of a paper that was signed with a pen."""
    found = found_paper(request, paper, "papers.elsewhere")
    file = _file(request)
    if file is None:
        return show_paper(request, found, refusal=gettext("Please choose the file."))
    return _done(
        request,
        found,
        lambda: services.keep_scan(paper=found, scan=file, by=signed_in(request), now=world_of(request).now()),
    )


def _done(request: HttpRequest, found: OutgoingPaper, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except (DocumentError, RefusedError) as error:
        return show_paper(request, found, refusal=said(error))
    return redirect("paper", found.pk)


def _file(request: HttpRequest) -> bytes | None:
    form = FileForm(request.POST, request.FILES)
    return bytes_of(form.cleaned_data["file"], MAX_FILE_BYTES) if form.is_valid() else None
