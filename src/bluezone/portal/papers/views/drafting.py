"""Lists of papers, and drafts: written, changed, submitted, sent back, thrown away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import require
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.looking import is_look, page_looked_at
from bluezone.portal.frame.paging import number_in
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.papers import services
from bluezone.portal.papers.forms import PaperForm, proposed_from, typed_from
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.previewer import Wanted
from bluezone.portal.papers.previewing import seen
from bluezone.portal.papers.selectors import (
    MOST_CHOICES,
    PAPERS,
    last_paper,
    organisation_that_writes,
    organisations_for,
    page_of_papers,
    signers_for,
)
from bluezone.portal.papers.standing import content_of
from bluezone.portal.papers.views.reading import found_paper, show_paper


@require_GET
@permission_required("papers.list")
def paper_list(request: StaffRequest) -> HttpResponse:
    """Lists papers, the newest first; the filters stand in the address."""
    staff = request.staff
    found = page_of_papers(staff, PAPERS.part_of(request.GET))
    may_register = is_allowed(staff, "papers.register")
    context = {
        "found": found,
        "may_draft": is_allowed(staff, "papers.draft"),
        "registers": organisations_for(staff, "papers.register")[:MOST_CHOICES] if may_register else (),
    }
    return shown(request, "papers/list.html", context, about=[("paper", paper.pk) for paper in found.rows])


def show_new(request: StaffRequest) -> HttpResponse:
    """Shows the form for a new draft, with what was typed, or what the organisation's last paper had."""
    chosen = organisation_that_writes(request.staff, number_in(request, "organisation"))
    last = last_paper(chosen) if chosen is not None else None
    initial = proposed_from(chosen, last)
    form = PaperForm(request.POST or None, staff=request.staff, initial=initial)
    choices = organisations_for(request.staff, "papers.draft")[:MOST_CHOICES]
    return _editing(request, form, None, about=[("paper", last.pk)] if last else [], organisations=choices)


@require_http_methods(["GET", "POST"])
@permission_required("papers.draft", answer=show_new)
def paper_new(request: StaffRequest) -> HttpResponse:
    """Writes a new draft, or shows how it would look."""
    form = PaperForm(request.POST or None, staff=request.staff)
    if is_look(request) or not form.is_valid():
        return _looked_at(request, form) if request.htmx and is_look(request) else show_new(request)
    organisation = form.cleaned_data["organisation"]
    require(request, organisation)
    made = services.draft_paper(
        organisation=organisation, paper=form.paper(), by=request.staff, now=request.now, entropy=request.world.entropy
    )
    return redirect("paper", made.pk)


def show_draft(request: StaffRequest, paper: int) -> HttpResponse:
    """Shows the form with the draft's words, or with what was typed instead."""
    found = found_paper(request, paper)
    return _editing(request, _draft_form(request, found), found, about=[("paper", found.pk)], path=found.path)


@require_http_methods(["GET", "POST"])
@permission_required("papers.draft", answer=show_draft)
def paper_edit(request: StaffRequest, paper: int) -> HttpResponse:
    """Puts other words into a draft, or shows how it would look with them."""
    found = found_paper(request, paper)
    form = _draft_form(request, found)
    if is_look(request) or not form.is_valid():
        follows = request.htmx and is_look(request) and form.is_all_typed
        return _looked_at(request, form) if follows else show_draft(request, paper)
    services.revise(paper=found, content=form.paper(), by=request.staff, now=request.now)
    return redirect("paper", paper)


@require_POST
@permission_required("papers.draft", answer=show_paper)
def paper_submit(request: StaffRequest, paper: int) -> HttpResponse:
    """Submits the draft: it waits for its signature."""
    services.submit(paper=found_paper(request, paper), read=read_in(request), by=request.staff, now=request.now)
    return redirect("paper", paper)


@require_POST
@permission_required("papers.draft", answer=show_paper)
def paper_discard(request: StaffRequest, paper: int) -> HttpResponse:
    """Throws the draft away."""
    services.discard(paper=found_paper(request, paper), read=read_in(request), by=request.staff, now=request.now)
    return redirect("paper", paper)


@require_POST
@permission_required("papers.sign", answer=show_paper)
def paper_return(request: StaffRequest, paper: int) -> HttpResponse:
    """Sends the paper back to whoever wrote it."""
    found, reason = found_paper(request, paper), request.POST.get("reason", "")
    services.send_back(paper=found, read=read_in(request), reason=reason, by=request.staff, now=request.now)
    return redirect("paper", paper)


def _draft_form(request: StaffRequest, found: OutgoingPaper) -> PaperForm:
    kept, whose = content_of(found), {"organisation": found.organisation_id}
    typed = {**request.POST.dict(), **whose} if request.method == "POST" else None
    return PaperForm(typed, staff=request.staff, kept=kept, initial={**typed_from(kept), **whose})


def _looked_at(request: StaffRequest, form: PaperForm) -> HttpResponse:
    """Shows the preview alone, to whoever is typing: it names nobody but whom they typed."""
    return page(request, "papers/preview.html", {"form": form, **_preview(request, form)})


def _preview(request: StaffRequest, form: PaperForm) -> dict[str, Any]:
    """Draws the page that is to be looked at, of the words as far as they are typed."""
    if not is_look(request):
        return {"is_looking": False, "so_far": None, "seen": None}
    so_far = form.so_far()
    if not so_far.is_valid():
        return {"is_looking": True, "so_far": so_far, "seen": None}
    wanted = Wanted(request.now, paper=so_far.paper(), page=page_looked_at(request))
    return {"is_looking": True, "so_far": so_far, "seen": seen(wanted, request.world.entropy)}


def _editing(
    request: StaffRequest,
    form: PaperForm,
    paper: OutgoingPaper | None,
    *,
    about: list[tuple[str, object]],
    path: str | None = None,
    organisations: object = (),
) -> HttpResponse:
    """Shows the form; it names who may sign, and the signer of this paper or of the last one, where there is one."""
    signers = signers_for(paper.path if paper is not None else request.staff.home) if about else []
    context = {"form": form, "paper": paper, "organisations": organisations, "signers": signers}
    context |= _preview(request, form)
    status = 400 if form.errors and not is_look(request) else 200
    if not about:
        return page(request, "papers/edit.html", context, status=status)
    return shown(request, "papers/edit.html", context, about=about, path=path, action="papers.see", status=status)
