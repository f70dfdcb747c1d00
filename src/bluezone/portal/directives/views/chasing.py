"""Offices that are late: whom to call, a reminder to one or to several, the way to the letter that names them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.directives.models import RolloutPaper
from bluezone.portal.directives.selectors.chasing import PAGE, late_context
from bluezone.portal.directives.selectors.choosing import MOST_AT_ONCE, late_that_match
from bluezone.portal.directives.services.chasing import chase, chase_all
from bluezone.portal.directives.services.reminding import message_queues
from bluezone.portal.directives.views.finding import acting_for, the_directive
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_in
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown


def show_late(request: StaffRequest, key: str) -> HttpResponse:
    """Shows who is late, since when, and whom one calls there."""
    top = acting_for(request, the_directive(key), "directives.watch")
    start, ticks_all = number_in(request, "from") or 0, request.GET.get("all") == "1"
    shown_ones = request.GET.get("show", "")
    context = late_context(request.staff, top, request.now, start=start, ticks_all=ticks_all, shown=shown_ones)
    has_outlet = bool(message_queues(request.now))
    return shown(
        request,
        "directives/late.html",
        {**context, "has_outlet": has_outlet, "watches": True},
        about=[("participant", one.row.pk) for one in context["offices"]],
        path=top.path,
        action="directives.late",
    )


@require_GET
@permission_required("directives.watch", answer=show_late)
def late_reports(request: StaffRequest, key: str) -> HttpResponse:
    """Lists those who are late."""
    return show_late(request, key)


@require_POST
@permission_required("directives.collect", answer=show_late)
def late_chosen(request: StaffRequest, key: str) -> HttpResponse:
    """Reminds the one office whose button was pressed, or all that were ticked; or goes to the letter to these."""
    record, chosen = the_directive(key), _chosen(request)
    top = acting_for(request, record)
    if request.POST.get("letter"):
        asked = urlencode({"what": RolloutPaper.What.CHASING, "unit": list(chosen)[:PAGE]}, doseq=True)
        return redirect(f"{reverse('directive_papers', args=[key])}?{asked}#draft")
    chase(
        actor=request.staff,
        top=top,
        read=chosen,
        now=request.now,
        outlets=message_queues(request.now, request.staff),
    )
    return redirect("late_reports", key)


def show_all_late(request: StaffRequest, key: str) -> HttpResponse:
    """Shows all offices that are late, before all of them are reminded."""
    top, chosen = acting_for(request, the_directive(key)), request.GET.get("show", "")
    whole = late_that_match(top, chosen, request.now)
    has_outlet = bool(message_queues(request.now))
    context = {"record": top.directive, "whole": whole, "most": MOST_AT_ONCE, "shown": chosen}
    return page(request, "directives/all_late.html", {**context, "has_outlet": has_outlet, "watches": True})


@require_http_methods(["GET", "POST"])
@permission_required("directives.collect", answer=show_all_late)
def late_all(request: StaffRequest, key: str) -> HttpResponse:
    """Reminds all offices that are late, also beyond the page that lists them."""
    if request.method != "POST":
        return show_all_late(request, key)
    chase_all(
        actor=request.staff,
        top=acting_for(request, the_directive(key)),
        shown=request.GET.get("show", ""),
        read=read_in(request),
        now=request.now,
        outlets=message_queues(request.now, request.staff),
    )
    return redirect("late_reports", key)


def _chosen(request: StaffRequest) -> dict[str, str]:
    """The offices, and as what the line of each was read."""
    pairs = request.POST.getlist("one") or request.POST.getlist("unit")
    return {key: read for key, _, read in (pair.partition(":") for pair in pairs)}
