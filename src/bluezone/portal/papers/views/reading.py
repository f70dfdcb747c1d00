"""One paper: its page, its file as it stands or as it would be set today, and how its first page looks."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from bluezone.portal.as_read import FIELD, require_as_read
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_in
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import note_shown, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.papers.files import (
    DOCX,
    PDF,
    PNG,
    docx_of,
    name_of,
    pages_of,
    pdf_of,
    picture_of,
    thumbnail_of,
    verdict_of,
)
from bluezone.portal.papers.models import OutgoingPaper, State
from bluezone.portal.papers.objections import NO_OBJECTIONS, STILL_HERE, objections_to
from bluezone.portal.papers.selectors import (
    has_signed,
    paper_with_key,
    signatures_of,
    turning_of,
    twins_of,
    waits_for_another,
)
from bluezone.portal.papers.standing import as_read, content_of
from bluezone.portal.papers.verdicts import told_verdict

MOST_SMALL = 40
"""Pages of which a small picture stands beneath the large one; the others are turned to."""
_NEXT = ("draft", "sign", "seal", "elsewhere", "confirm", "issue", "recall")
"""What the page may offer; each is a permission of papers."""


def found_paper(request: StaffRequest, key: int, action: str | None = None) -> OutgoingPaper:
    """The paper of this key. Whoever may not know of it is told that there is none."""
    return visible_or_404(request, paper_with_key(key), action)


def show_paper(request: StaffRequest, paper: int) -> HttpResponse:
    """Shows one paper: where it stands, what is to be done next, what is in it."""
    found = found_paper(request, paper, "papers.see")
    is_open = found.state in {State.DRAFT, State.SUBMITTED}
    verdict = verdict_of(found, request.now) if is_open else None
    pages = pages_of(found, request.now)
    context = {
        "pages": pages,
        "page_shown": min(max(number_in(request, "page") or 1, 1), pages),
        "most_small": MOST_SMALL,
        "turning": turning_of(found, request.staff, pages),
        "paper": found,
        "read": as_read(found),
        "content": content_of(found),
        "allowed": {name for name in _NEXT if is_allowed(request.staff, f"papers.{name}", found)},
        "signatures": signatures_of(found),
        "verdict": told_verdict(verdict) if verdict is not None else None,
        "has_signed": has_signed(found, request.staff),
        "waits_for_another": waits_for_another(found),
        "may_confirm": found.scan_by_id != request.staff.pk,
        "is_out": found.state == State.SUBMITTED and found.number is not None,
        "check": request.build_absolute_uri(reverse("check_paper", args=[found.check_key])),
        "twins": twins_of(found),
        "may_register": is_allowed(request.staff, "papers.register", found),
        **(objections_to(found) if found.state in STILL_HERE else NO_OBJECTIONS),
    }
    return shown(
        request, "papers/paper.html", context, about=[("paper", found.pk)], path=found.path, action="papers.see"
    )


@require_GET
@permission_required("papers.see")
def paper(request: StaffRequest, paper: int) -> HttpResponse:
    """Answers the address of one paper with its page."""
    return show_paper(request, paper)


@require_GET
@permission_required("papers.see")
def paper_pdf(request: StaffRequest, paper: int) -> HttpResponse:
    """Gives out the file as it stands; before there is one, the draft as it would be set."""
    found = _looked_at(request, paper)
    return sent(pdf_of(found, request.now), PDF, name_of(found, "pdf"))


@require_GET
@permission_required("papers.see")
def paper_docx(request: StaffRequest, paper: int) -> HttpResponse:
    """Gives out the paper's words for a word processor."""
    found = _looked_at(request, paper)
    return sent(docx_of(found, request.now), DOCX, name_of(found, "docx"), attached=True)


@require_GET
@permission_required("papers.see")
def paper_picture(request: StaffRequest, paper: int) -> HttpResponse:
    """Gives out a picture of a page, the first one where none is asked for."""
    found = _looked_at(request, paper)
    picture = get_or_404(picture_of(found, request.now, number_in(request, "page") or 1))
    return sent(picture, PNG, name_of(found, "png"))


@require_GET
@permission_required("papers.see")
def paper_thumbnail(request: StaffRequest, paper: int) -> HttpResponse:
    """Gives out a page, the first one where none is asked for, too small to be read: its list and its page name it."""
    found = found_paper(request, paper)
    picture = get_or_404(thumbnail_of(found, request.now, number_in(request, "page") or 1))
    return sent(picture, PNG, name_of(found, "png"))


def sent(data: bytes, kind: str, name: str, *, attached: bool = False) -> HttpResponse:
    """Sends a file, shown or saved under this name."""
    response = HttpResponse(data, content_type=kind)
    response["content-disposition"] = content_disposition_header(attached, name) or "inline"
    return response


def _looked_at(request: StaffRequest, key: int) -> OutgoingPaper:
    """Finds the paper, and writes a line into the audit: it may be about a person.

    A page's link names what that page showed.
    """
    found = found_paper(request, key)
    if (read := request.GET.get(FIELD)) is not None:
        require_as_read(read, as_read(found))
    note_shown(request, about=[("paper", found.pk)], path=found.path)
    return found
