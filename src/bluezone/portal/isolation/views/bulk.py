"""The page on which many are decided about at once: releases proposed together, one paper for all who are chosen."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_in
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation import services
from bluezone.portal.isolation.forms import SigningForm, chosen_in
from bluezone.portal.isolation.papers import draw_up, signing_before
from bluezone.portal.isolation.selectors import (
    DRAW_UP,
    PROPOSE,
    PROPOSED,
    decisions_chosen,
    due_for,
    proposed_for,
    stays_chosen,
)
from bluezone.portal.papers.selectors import organisation_that_writes


def show_bulk(request: StaffRequest) -> HttpResponse:
    """Shows who can be released together, and who waits for a paper."""
    staff = request.staff
    due, proposed = due_for(staff, request.now), proposed_for(staff, request.now)
    named = [*due, *(one for _, rows in proposed for one in rows)]
    about = sorted({("person", one.person.person) for one in named})
    context = {
        "due": due,
        "proposed": proposed,
        "proposed_state": PROPOSED,
        "is_any_untested": any(one.is_untested for one in due),
        "may_write": is_allowed(staff, DRAW_UP),
        "signing": _signing_form(request),
        "chosen": set(chosen_in(request.POST.getlist("stay"))),
    }
    return shown(request, "isolation/bulk.html", context, about=about, action="isolation.bulk")


@require_GET
@permission_required("isolation.bulk")
def isolation_bulk(request: StaffRequest) -> HttpResponse:
    """Answers the address of deciding about many."""
    return show_bulk(request)


@require_POST
@permission_required("isolation.propose", answer=show_bulk)
def isolation_releases(request: StaffRequest) -> HttpResponse:
    """Proposes the release of everybody chosen."""
    read, ground = chosen_in(request.POST.getlist("stay")), request.POST.get("ground", "")
    stays = stays_chosen(request.staff, PROPOSE, list(read))
    services.propose_releases(
        actor=request.staff,
        stays=stays,
        ground=ground,
        read=read,
        now=request.now,
        is_untested_known="is_untested" in request.POST,
    )
    return redirect("isolation_bulk")


@require_POST
@permission_required("isolation.draw_up", answer=show_bulk)
def isolation_papers(request: StaffRequest) -> HttpResponse:
    """Writes one draft paper about everybody chosen, and leads to it."""
    read, signing = chosen_in(request.POST.getlist("stay")), SigningForm(request.POST, staff=request.staff).signing()
    decisions, entropy = decisions_chosen(request.staff, list(read)), request.world.entropy
    paper = draw_up(
        actor=request.staff, decisions=decisions, signing=signing, read=read, now=request.now, entropy=entropy
    )
    return redirect("paper", paper.pk)


def _signing_form(request: StaffRequest) -> SigningForm:
    chosen = organisation_that_writes(request.staff, number_in(request, "organisation"))
    initial = signing_before(chosen) if chosen is not None else {}
    return SigningForm(request.POST if "signer" in request.POST else None, staff=request.staff, initial=initial)
