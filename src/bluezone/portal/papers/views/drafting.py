"""Lists of papers, and drafts: written, changed, submitted, sent back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.documents.errors import DocumentError
from bluezone.portal.audit.services import record_read
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.finding import require
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import key_before, number_in
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers import services
from bluezone.portal.papers.forms import PaperForm, issuing_from, typed_from
from bluezone.portal.papers.models import State
from bluezone.portal.papers.selectors import MOST_CHOICES, last_content, organisations_for, page_of_papers
from bluezone.portal.papers.services.keeping import content_of
from bluezone.portal.papers.views.reading import found_paper, show_paper
from bluezone.portal.papers.words import said
from bluezone.portal.world import world_of


@require_GET
@permission_required("papers.list")
def paper_list(request: HttpRequest) -> HttpResponse:
    """The newest first; the filters stand in the address."""
    staff, state = signed_in(request), request.GET.get("state", "")
    wanted, before = number_in(request, "organisation") or 0, key_before(request)
    with transaction.atomic():
        page = page_of_papers(staff, state=state, organisation=wanted, before=before)
        if page.papers:
            subjects = [("paper", paper.pk) for paper in page.papers]
            record_read(actor=staff, act="papers.list", now=world_of(request).now(), subjects=subjects, path=staff.home)
    facts = {
        "page": page,
        "state": state,
        "states": State.choices,
        "may_draft": is_allowed(staff, "papers.draft"),
        "registers": organisations_for(staff, "papers.register")[:MOST_CHOICES]
        if is_allowed(staff, "papers.register")
        else (),
    }
    return render(request, "papers/list.html", facts)


@require_http_methods(["GET", "POST"])
@permission_required("papers.draft")
def paper_new(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    staff, world, refusal = signed_in(request), world_of(request), ""
    form = PaperForm(request.POST or None, staff=staff, initial=_proposed(request))
    if request.method == "POST" and form.is_valid():
        organisation: Organisation = form.cleaned_data["organisation"]
        require(request, organisation, "papers.draft")
        assert form.content is not None
        try:
            made = services.draft_paper(
                organisation=organisation, paper=form.content, by=staff, now=world.now(), entropy=world.entropy
            )
            return redirect("paper", made.pk)
        except RefusedError as error:
            refusal = said(error)
    status = 400 if form.errors or refusal else 200
    facts = {
        "form": form,
        "refusal": refusal,
        "paper": None,
        "organisations": organisations_for(staff, "papers.draft")[:MOST_CHOICES],
    }
    return render(request, "papers/edit.html", facts, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("papers.draft")
def paper_edit(request: HttpRequest, paper: int) -> HttpResponse:
    """Other words for a draft."""
    found = found_paper(request, paper, "papers.draft")
    kept = content_of(found)
    typed = {**request.POST.dict(), "organisation": found.organisation_id} if request.method == "POST" else None
    form = PaperForm(
        typed, staff=signed_in(request), kept=kept, initial={**typed_from(kept), "organisation": found.organisation_id}
    )
    if typed is not None and form.is_valid():
        assert form.content is not None
        try:
            services.revise(paper=found, content=form.content, by=signed_in(request), now=world_of(request).now())
        except RefusedError as error:
            return show_paper(request, found, refusal=said(error))
        return redirect("paper", found.pk)
    facts = {"form": form, "refusal": "", "paper": found, "organisations": ()}
    return render(request, "papers/edit.html", facts, status=400 if form.errors else 200)


@require_POST
@permission_required("papers.draft")
def paper_submit(request: HttpRequest, paper: int) -> HttpResponse:
    """The draft waits for its signature."""
    found = found_paper(request, paper, "papers.draft")
    try:
        services.submit(paper=found, by=signed_in(request), now=world_of(request).now())
    except (RefusedError, DocumentError) as error:
        return show_paper(request, found, refusal=said(error))
    return redirect("paper", found.pk)


@require_POST
@permission_required("papers.sign")
def paper_return(request: HttpRequest, paper: int) -> HttpResponse:
    """Back to whoever wrote it."""
    found, reason = found_paper(request, paper, "papers.sign"), request.POST.get("reason", "")[:400]
    try:
        services.send_back(paper=found, reason=reason, by=signed_in(request), now=world_of(request).now())
    except RefusedError as error:
        return show_paper(request, found, refusal=said(error))
    return redirect("paper", found.pk)


def _proposed(request: HttpRequest) -> dict[str, Any]:
    """The organisation that the address names, and what its last paper had."""
    here = organisations_for(signed_in(request), "papers.draft")
    wanted = number_in(request, "organisation")
    found = list(here.filter(pk=wanted) if wanted is not None else here[:2])
    if len(found) != 1:
        return {}
    chosen = found[0]
    last = last_content(chosen)
    proposed = issuing_from(last) if last is not None else {"issuer": chosen.name, "place": chosen.unit.name}
    return {"organisation": chosen.pk, **proposed}
