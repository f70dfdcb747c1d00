"""Reading a paper page by page, as whoever signs it must; each turn is sent, so that the server knows."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_in
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.papers import services
from bluezone.portal.papers.files import pages_of, text_of
from bluezone.portal.papers.objections import objections_to
from bluezone.portal.papers.selectors import has_signed, turning_of
from bluezone.portal.papers.standing import as_read, content_of
from bluezone.portal.papers.views.reading import found_paper
from bluezone.vietnam.numbers import whole_number


def show_page(request: StaffRequest, paper: int) -> HttpResponse:
    """Shows one page: the one that is asked for, else the first that this person has not turned."""
    found = found_paper(request, paper)
    read, pages = as_read(found), pages_of(found, request.now)
    turning = turning_of(found, request.staff, pages)
    page = min(max(number_in(request, "page") or turning.first_unturned, 1), pages)
    context = {
        "paper": found,
        "content": content_of(found),
        "read": read,
        "number": page,
        "turning": turning,
        "text": text_of(found, request.now, page),
        "wants_turning": found.state in {"submitted", "signed"} and not has_signed(found, request.staff),
        **objections_to(found),
    }
    return shown(
        request, "papers/read.html", context, about=[("paper", found.pk)], path=found.path, action="papers.see"
    )


@require_http_methods(["GET", "POST"])
@permission_required("papers.sign", answer=show_page)
def paper_read(request: StaffRequest, paper: int) -> HttpResponse:
    """Notes that this page was turned, and goes to the next one that was not."""
    if request.method != "POST":
        return show_page(request, paper)
    page = whole_number(request.POST.get("page", ""), most_digits=4) or 0
    services.turn_page(
        paper=found_paper(request, paper), read=read_in(request), page=page, by=request.staff, now=request.now
    )
    return redirect(reverse("paper_read", args=[paper]))
