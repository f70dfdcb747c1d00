"""Pages about who works for which participant; whoever collects the reports says so."""

from __future__ import annotations

import functools

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.portal.directives.forms import MembershipForm
from bluezone.portal.directives.models import DirectiveRecord
from bluezone.portal.directives.policy import name_of, staffed_by, watches
from bluezone.portal.directives.selectors.finding import membership_with_number
from bluezone.portal.directives.selectors.register import memberships_among, participants_among
from bluezone.portal.directives.services.registering import appoint, end_membership
from bluezone.portal.directives.views.finding import the_directive
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown


def show_members(request: StaffRequest, key: str) -> HttpResponse:
    """Shows everybody who works for a participant of the reader's, by name, and the form for one more."""
    form = MembershipForm(request.POST if request.method == "POST" else None)
    return _members(request, the_directive(key), form)


@require_http_methods(["GET", "POST"])
@permission_required("directives.seat", answer=show_members)
def directive_seats(request: StaffRequest, key: str) -> HttpResponse:
    """Lets a colleague work for a participant from now on."""
    form = MembershipForm(request.POST if request.method == "POST" else None)
    record = the_directive(key)
    get_or_404(staffed_by(request.staff, record))
    if not form.is_valid():
        return show_members(request, key)
    given = form.cleaned_data
    appoint(actor=request.staff, record=record, key=given["participant"], username=given["username"], now=request.now)
    return redirect("directive_seats", key)


def show_ending(request: StaffRequest, key: str, membership: int) -> HttpResponse:  # noqa: ARG001 - the view's own
    """Shows the members again, after a membership could not be ended."""
    return _members(request, the_directive(key), MembershipForm())


@require_POST
@permission_required("directives.seat", answer=show_ending)
def seat_end(request: StaffRequest, key: str, membership: int) -> HttpResponse:
    """Ends a membership."""
    among = get_or_404(staffed_by(request.staff, the_directive(key)))
    found = get_or_404(membership_with_number(among, membership))
    end_membership(actor=request.staff, membership=found, now=request.now)
    return redirect("directive_seats", key)


def _members(request: StaffRequest, record: DirectiveRecord, form: MembershipForm) -> HttpResponse:
    among = get_or_404(staffed_by(request.staff, record))
    members = memberships_among(among)
    context = {
        "record": record,
        "memberships": members,
        "name_of": functools.partial(name_of, request.staff),
        "participants": participants_among(among),
        "form": form,
        "watches": watches(request.staff, record),
    }
    about = [("directive", record.key[:40]), *(("staff", one.staff_id) for one in members)]
    status = 400 if form.errors else 200
    return shown(
        request,
        "directives/seats.html",
        context,
        about=about,
        path=record.path,
        action="directives.members",
        status=status,
    )
