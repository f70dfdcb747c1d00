"""The pages of a commune's loudspeakers: what is planned, what was read, and the month's log on paper."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
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
from bluezone.portal.frame.finding import get_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import day_typed
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import page, shown
from bluezone.portal.identity.policy import is_allowed


@require_GET
@permission_required("announcements.list")
def broadcasts(request: StaffRequest) -> HttpResponse:
    """Shows one month of the log, as it is printed; `?month=2020-08`."""
    today = request.now.date()
    return _show(request, day_typed(request.GET.get("month", "")[:7] + "-01") or today)


def show_planned(request: StaffRequest) -> HttpResponse:
    """Shows the month for which a slot was to be planned."""
    return _show(request, day_typed(request.POST.get("day", "")) or request.now.date())


@require_POST
@permission_required("announcements.broadcast", answer=show_planned)
def broadcast_new(request: StaffRequest, key: int) -> HttpResponse:
    """Plans a slot for an announcement."""
    announcement = get_or_404(announcement_for(request.staff, key))
    form = SlotForm(request.POST, units=loudspeaker_units(request.staff), today=request.now.date())
    if not form.is_valid():
        return _wrong(request, request.now.date(), form)
    given = form.cleaned_data
    plan_broadcast(
        actor=request.staff,
        announcement=announcement,
        unit=given["unit"],
        day=given["day"],
        slot=given["slot"],
        now=request.now,
    )
    return _back_to(given["day"])


def show_logged(request: StaffRequest, key: int) -> HttpResponse:
    """Shows the month of this slot."""
    return _show(request, _found(request, key).day)


@require_POST
@permission_required("announcements.broadcast", answer=show_logged)
def broadcast_read(request: StaffRequest, key: int) -> HttpResponse:
    """Notes that a slot was read, and took so many minutes."""
    row, form = _found(request, key), MinutesForm(request.POST)
    if not form.is_valid():
        return _wrong(request, row.day, form)
    log_broadcast(actor=request.staff, row=row, minutes=form.cleaned_data["minutes"], now=request.now)
    return _back_to(row.day)


@require_POST
@permission_required("announcements.broadcast", answer=show_logged)
def broadcast_left_out(request: StaffRequest, key: int) -> HttpResponse:
    """Notes that a slot was not read."""
    row = _found(request, key)
    leave_out_broadcast(actor=request.staff, row=row, now=request.now)
    return _back_to(row.day)


def _show(request: StaffRequest, day: dt.date) -> HttpResponse:
    """Shows the month in which this day lies. Names whoever read something aloud."""
    month = day.replace(day=1)
    rows = month_of(broadcasts_for(request.staff), month)
    lines = [(row, facts_of(row.announcement).headline) for row in rows]
    context = {
        "month": month,
        "before": month - dt.timedelta(days=1) if month > dt.date.min else month,
        "after": month + dt.timedelta(days=31) if month.year < dt.MAXYEAR else month,
        "lines": lines,
        "proofs": proofs_of(row for row, _ in lines),
        "minutes": minutes_of(rows),
        "count": sum(row.read_at is not None for row, _ in lines),
        "come": {row.pk for row in rows if row.begins <= request.now},
        "may_log": is_allowed(request.staff, "announcements.broadcast"),
    }
    read = sorted({row.announcement_id for row, _ in lines if row.read_by_id is not None})
    if not read:
        return page(request, "announcements/broadcasts.html", context)
    about, detail = [("announcement", key) for key in read], {"month": f"{month:%Y-%m}"}
    return shown(
        request, "announcements/broadcasts.html", context, about=about, detail=detail, action="announcements.log"
    )


def _wrong(request: StaffRequest, day: dt.date, form: SlotForm | MinutesForm) -> HttpResponse:
    """Shows the month again, with the first thing that is wrong with what was typed."""
    request.refusal = str(next(iter(form.errors.values()))[0])
    answer = _show(request, day)
    answer.status_code = 409
    return answer


def _back_to(day: dt.date) -> HttpResponse:
    response = redirect("broadcasts")
    response["location"] += f"?month={day:%Y-%m}"
    return response


def _found(request: StaffRequest, key: int) -> Broadcast:
    row = get_or_404(broadcast_for(request.staff, key))
    if not is_own(request.staff, request.action, row.path):
        raise Http404
    return row
