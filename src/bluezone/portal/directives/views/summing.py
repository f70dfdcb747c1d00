"""The sums: every figure by clause, opened down to its parts; published rates beside; a level that approves."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.directives.models import DirectiveRecord, Participant
from bluezone.portal.directives.policy import sits_at, sits_at_or_above
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.selectors.sums import facts_of_figure, facts_of_sums
from bluezone.portal.directives.services.levels import approve, take_back
from bluezone.portal.directives.services.others import note_published_rate
from bluezone.portal.directives.views.finding import the_directive, the_post
from bluezone.portal.directives.views.speaking import REFUSALS, refusal
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import world_of


@require_GET
@permission_required("directives.watch")
def sums(request: HttpRequest, key: str) -> HttpResponse:
    """What all reports add up to, clause by clause."""
    return _sums(request, the_directive(key))


@require_GET
@permission_required("directives.watch")
def figure(request: HttpRequest, key: str, indicator: str) -> HttpResponse:
    """One figure and what it consists of; each part opens again, down to a report and its evidence."""
    record = the_directive(key)
    post = the_post(request, record, "directives.watch")
    directive = directive_of(record.source)
    of = (
        record.participants.filter(key=request.GET.get("of", post.key))
        .select_related("directive", "reports_to")
        .first()
    )
    if of is None or not sits_at_or_above(signed_in(request), "directives.watch", of):
        raise Http404
    if indicator not in {one.id for one in directive.indicators}:
        raise Http404
    facts = facts_of_figure(directive, of, indicator)
    reader = signed_in(request)
    facts["trail"] = [one for one in facts["trail"] if sits_at_or_above(reader, "directives.watch", one)]
    return render(request, "directives/figure.html", {**facts, "watches": True})


@require_POST
@permission_required("directives.approve")
def level_approve(request: HttpRequest, key: str, unit: str) -> HttpResponse:
    """A level approves all that was reported to it, or opens again what a level below approved."""
    record = the_directive(key)
    level = record.participants.filter(key=unit).select_related("directive", "reports_to").first()
    if level is None or not sits_at_or_above(signed_in(request), "directives.approve", level):
        raise Http404
    note, now = request.POST.get("note", "")[:500], world_of(request).now()
    try:
        if request.POST.get("step") == "take_back":
            by = level.reports_to or level
            if not sits_at(signed_in(request), "directives.approve", by):
                raise Http404
            take_back(actor=signed_in(request), level=level, by=by, note=note, now=now)
        elif sits_at(signed_in(request), "directives.approve", level):
            approve(actor=signed_in(request), level=level, note=note, now=now)
        else:
            raise Http404
    except REFUSALS as error:
        return _sums(request, record, refusal(error))
    return redirect("sums", key)


@require_POST
@permission_required("directives.collect")
def rate_published(request: HttpRequest, key: str) -> HttpResponse:
    """A rate that somebody announced is noted, to be held against the quotient."""
    record = the_directive(key)
    post = the_post(request, record, "directives.collect")
    try:
        note_published_rate(
            actor=signed_in(request),
            participant=post,
            rate=request.POST.get("rate", ""),
            text=request.POST.get("text", ""),
            where=request.POST.get("where", ""),
            now=world_of(request).now(),
        )
    except REFUSALS as error:
        return _sums(request, record, refusal(error))
    return redirect("sums", key)


def _sums(request: HttpRequest, record: DirectiveRecord, wrong: str = "") -> HttpResponse:
    staff, post = signed_in(request), the_post(request, record, "directives.watch")
    facts = {
        **facts_of_sums(directive_of(record.source), post),
        "levels": _levels(request, record),
        "collects": is_allowed(staff, "directives.collect"),
        "refusal": wrong,
        "watches": True,
    }
    return render(request, "directives/sums.html", facts, status=409 if wrong else 200)


def _levels(request: HttpRequest, record: DirectiveRecord) -> list[dict[str, object]]:
    """The levels above the reports, the lowest first: who has approved, and what this person may do there."""
    staff = signed_in(request)
    rows = Participant.objects.filter(directive=record, reporters__isnull=False).distinct().select_related("reports_to")
    found: list[dict[str, object]] = []
    for row in sorted(rows, key=lambda one: -one.place):
        approval = row.approvals.filter(taken_back_at=None).select_related("by").first()
        by = row.reports_to or row
        found.append(
            {
                "participant": row,
                "approval": approval,
                "may_approve": approval is None and sits_at(staff, "directives.approve", row),
                "may_take_back": approval is not None and sits_at(staff, "directives.approve", by),
            }
        )
    return found
