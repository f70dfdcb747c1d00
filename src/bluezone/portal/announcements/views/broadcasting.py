"""The pages of a commune's loudspeakers: what is planned, what was read, and the month's log on paper."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.announcements.forms import MinutesForm, SlotForm
from bluezone.portal.announcements.models import Broadcast
from bluezone.portal.announcements.selectors import (
    announcement_for,
    broadcast_for,
    broadcasts_for,
    is_own,
    loudspeaker_units,
    minutes_of,
    month_of,
    proofs_of,
)
from bluezone.portal.announcements.services.broadcasting import leave_out_broadcast, log_broadcast, plan_broadcast
from bluezone.portal.announcements.wording import facts_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import signed_in
from bluezone.portal.world import world_of


@require_GET
@permission_required("announcements.list")
def broadcasts(request: HttpRequest) -> HttpResponse:
    """One month, as it is printed; `?month=2020-08`."""
    return _show(request, _month(request))


@require_POST
@permission_required("announcements.broadcast")
def broadcast_new(request: HttpRequest, key: int) -> HttpResponse:
    """Plans a slot for an announcement."""
    staff, world = signed_in(request), world_of(request)
    announcement = announcement_for(staff, key)
    if announcement is None:
        raise Http404
    form = SlotForm(request.POST, units=loudspeaker_units(staff), today=world.today())
    if not form.is_valid():
        return _show(request, world.today().replace(day=1), refusal=_first_error(form))
    given = form.cleaned_data
    try:
        plan_broadcast(
            actor=staff,
            announcement=announcement,
            unit=given["unit"],
            day=given["day"],
            slot=given["slot"],
            now=world.now(),
        )
    except RefusedError as error:
        return _show(request, given["day"].replace(day=1), refusal=message_of(error))
    return _back_to(given["day"])


@require_POST
@permission_required("announcements.broadcast")
def broadcast_read(request: HttpRequest, key: int) -> HttpResponse:
    """It was read, and took so many minutes."""
    row, form = _found(request, key), MinutesForm(request.POST)
    if not form.is_valid():
        return _show(request, row.day.replace(day=1), refusal=_first_error(form))
    try:
        minutes = form.cleaned_data["minutes"]
        log_broadcast(actor=signed_in(request), row=row, minutes=minutes, now=world_of(request).now())
    except RefusedError as error:
        return _show(request, row.day.replace(day=1), refusal=message_of(error))
    return _back_to(row.day)


@require_POST
@permission_required("announcements.broadcast")
def broadcast_left_out(request: HttpRequest, key: int) -> HttpResponse:
    """It was not read."""
    row = _found(request, key)
    try:
        leave_out_broadcast(actor=signed_in(request), row=row, now=world_of(request).now())
    except RefusedError as error:
        return _show(request, row.day.replace(day=1), refusal=message_of(error))
    return _back_to(row.day)


def _show(request: HttpRequest, month: dt.date, *, refusal: str = "") -> HttpResponse:
    staff, now = signed_in(request), world_of(request).now()
    rows = month_of(broadcasts_for(staff), month)
    lines = [(row, facts_of(row.announcement).headline) for row in rows]
    facts = {
        "month": month,
        "before": (month - dt.timedelta(days=1)).replace(day=1),
        "after": (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1),
        "lines": lines,
        "proofs": proofs_of(row for row, _ in lines),
        "minutes": minutes_of(rows),
        "count": sum(row.read_at is not None for row, _ in lines),
        "today": now.date(),
        "refusal": refusal,
        "may_log": is_allowed(staff, "announcements.broadcast"),
    }
    return render(request, "announcements/broadcasts.html", facts, status=409 if refusal else 200)


def _month(request: HttpRequest) -> dt.date:
    try:
        return dt.date.fromisoformat(request.GET.get("month", "")[:7] + "-01")
    except ValueError:
        return world_of(request).today().replace(day=1)


def _back_to(day: dt.date) -> HttpResponse:
    response = redirect("broadcasts")
    response["location"] += f"?month={day:%Y-%m}"
    return response


def _found(request: HttpRequest, key: int) -> Broadcast:
    staff = signed_in(request)
    row = broadcast_for(staff, key)
    if row is None or not is_own(staff, "announcements.broadcast", row.path):
        raise Http404
    return row


def _first_error(form: SlotForm | MinutesForm) -> str:
    return str(next(iter(form.errors.values()))[0])
