"""Papers of a directive: who is late and the letter to them, the consolidated report, and what became of each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.portal.directives.forms import PaperForm
from bluezone.portal.directives.models import DirectiveRecord, RolloutPaper
from bluezone.portal.directives.policy import drafts_papers
from bluezone.portal.directives.selectors.finding import paper_with_number
from bluezone.portal.directives.selectors.papers import (
    issuers_offered,
    late_offered,
    papers_context,
    papers_offered,
    usual_head,
)
from bluezone.portal.directives.services.drafting import draft_rollout_paper, write_anew
from bluezone.portal.directives.views.finding import acting_for, the_directive
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown


def show_papers(request: StaffRequest, key: str) -> HttpResponse:
    """Shows what was written about this directive, and for whoever collects the form for the next paper."""
    record = the_directive(key)
    return _papers(request, record, _form(request, record, is_bound=request.method == "POST"))


@require_http_methods(["GET", "POST"])
@permission_required("directives.watch", answer=show_papers)
def directive_papers(request: StaffRequest, key: str) -> HttpResponse:
    """Drafts a paper."""
    record = the_directive(key)
    top, form = acting_for(request, record), _form(request, record, is_bound=request.method == "POST")
    if not form.is_valid() or not drafts_papers(request.staff, top):
        return show_papers(request, key)
    made = draft_rollout_paper(
        actor=request.staff,
        record=record,
        acting_for=top,
        asked=form.asked(),
        now=request.now,
        entropy=request.world.entropy,
        address_of=lambda check_key: _address(request, check_key),
    )
    return redirect("paper", made.paper_id)


def show_anew(request: StaffRequest, key: str, number: int) -> HttpResponse:  # noqa: ARG001 - the view's own
    """Shows the papers, of which one could not be written anew."""
    record = the_directive(key)
    return _papers(request, record, _form(request, record, is_bound=False))


@require_POST
@permission_required("directives.collect", answer=show_anew)
def directive_paper_anew(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """Writes a draft once more, from the sums as they stand now."""
    record = the_directive(key)
    row = get_or_404(paper_with_number(record, number))
    get_or_404(row if drafts_papers(request.staff, acting_for(request, record)) else None)
    write_anew(
        actor=request.staff,
        row=row,
        without=request.POST.get("without", ""),
        now=request.now,
        address_of=lambda check_key: _address(request, check_key),
    )
    return redirect("paper", row.paper_id)


def _form(request: StaffRequest, record: DirectiveRecord, *, is_bound: bool) -> PaperForm:
    top, typed = acting_for(request, record, "directives.watch"), request.POST if is_bound else None
    asked = {"what": request.GET.get("what", RolloutPaper.What.REPORT), "unit": request.GET.getlist("unit")}
    return PaperForm(
        typed,
        initial={**usual_head(record, top, request.now), **asked},
        late=late_offered(record, request.now),
        choices=papers_offered(record, request.now),
        issuers=issuers_offered(request.staff, record, top),
    )


def _papers(request: StaffRequest, record: DirectiveRecord, form: PaperForm) -> HttpResponse:
    top = acting_for(request, record, "directives.watch")
    context = {**papers_context(request.staff, record, top, request.now), "form": form, "watches": True}
    return shown(
        request,
        "directives/papers.html",
        context,
        about=[("directive", record.key[:40])],
        path=record.path,
        action="directives.papers",
        status=400 if form.errors else 200,
    )


def _address(request: StaffRequest, check_key: str) -> str:
    """The address under which anybody may check the paper."""
    return request.build_absolute_uri(reverse("check_paper", args=[check_key]))
