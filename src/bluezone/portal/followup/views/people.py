"""The pages of follow-up: the round of the day, and one person's days and answers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.followup.answers import Channel, Symptom
from bluezone.portal.followup.forms import ASKED, AnswerForm, TaskForm
from bluezone.portal.followup.links import digest_of_link, end_link, give_link
from bluezone.portal.followup.models import Task, Watch
from bluezone.portal.followup.selectors import (
    answers_of,
    followed,
    link_of,
    round_of,
    task_with_number,
    tasks_of,
    watch_with_number,
)
from bluezone.portal.followup.services import record_visit, settle_task
from bluezone.portal.frame.finding import get_or_404, require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.vietnam.numbers import whole_number

_ROUND = "round"
"""Where an answer was given, and where it leads back to."""


def show_round(request: StaffRequest) -> HttpResponse:
    """Shows who is to be asked now, who has symptoms, and who was asked already."""
    said = request.POST if request.method == "POST" else request.GET
    channel = Channel.VISIT if said.get("channel") == Channel.VISIT else Channel.CALL
    unit = whole_number(said.get("unit", ""))
    found = round_of(request.staff, unit, request.now)
    context = {
        "round": found,
        "unit": unit,
        "channel": channel,
        "channels": [(one, _address(one, unit)) for one in (Channel.CALL, Channel.VISIT)],
        "places": [(one, many, _address(channel, one.pk)) for one, many in found.places],
        "everywhere": _address(channel, None),
        "symptoms": Symptom.choices,
        "may_remind": is_allowed(request.staff, "reminders.list"),
        "is_noted": request.GET.get("noted") == "1" and request.method == "GET",
    }
    about = sorted({("person", one.person.person) for one in (*found.due, *found.done, *found.tasks)})
    return shown(request, "followup/round.html", context, about=about, action="followup.round")


@require_GET
@permission_required("followup.round")
def followup_round(request: StaffRequest) -> HttpResponse:
    """Answers the address of the round."""
    return show_round(request)


def show_person(request: StaffRequest, watch: int) -> HttpResponse:
    """Shows one person's days, what they answered, and the forms for what comes next."""
    found = visible_or_404(request, watch_with_number(watch), "followup.see")
    one = followed(request.staff, found, request.now)
    context = {
        "one": one,
        "answers": answers_of(found),
        "tasks": tasks_of(found),
        "symptoms": Symptom.choices,
        "channels": ASKED,
        "task_form": TaskForm(),
        "may_go_round": is_allowed(request.staff, "followup.round"),
        "may_see_reminders": is_allowed(request.staff, "reminders.see", found),
        "may_record": one.is_followed_today and is_allowed(request.staff, "followup.record", found),
        "link": link_of(found),
        "link_read": digest_of_link(found),
        "may_link": one.is_followed_today and is_allowed(request.staff, "followup.link", found),
        "may_settle": one.open_task is not None and is_allowed(request.staff, "followup.settle", found),
    }
    about = [("person", one.person.person)]
    return shown(request, "followup/person.html", context, about=about, path=found.path, action="followup.see")


@require_GET
@permission_required("followup.see")
def followup_person(request: StaffRequest, watch: int) -> HttpResponse:
    """Answers the address of one person's follow-up."""
    return show_person(request, watch)


def show_where_it_was_asked(request: StaffRequest, watch: int) -> HttpResponse:
    """Shows the page again on which the answer was given."""
    return show_round(request) if request.POST.get("back") == _ROUND else show_person(request, watch)


@require_POST
@permission_required("followup.record", answer=show_where_it_was_asked)
def followup_answer(request: StaffRequest, watch: int) -> HttpResponse:
    """Notes how somebody is, and goes on with the round or the person."""
    found, form = _found(request, watch), AnswerForm(request.POST)
    answer = form.answer()
    record_visit(actor=request.staff, watch=found, answer=answer, read=read_in(request), now=request.now)
    if request.POST.get("back") != _ROUND:
        return redirect("followup_person", watch)
    address = _address(answer.channel, whole_number(request.POST.get("unit", "")))
    return redirect(f"{address}{'&' if '?' in address else '?'}noted=1#next")


@require_POST
@permission_required("followup.link", answer=show_person)
def followup_link(request: StaffRequest, watch: int) -> HttpResponse:
    """Draws a code by which one person answers for themselves, and shows it this once."""
    found = _found(request, watch)
    read, entropy = read_in(request), request.world.entropy
    code = give_link(actor=request.staff, watch=found, read=read, now=request.now, entropy=entropy)
    one = followed(request.staff, found, request.now)
    context = {"one": one, "code": code, "address": request.build_absolute_uri(reverse("followup_own"))}
    about = [("person", one.person.person)]
    return shown(request, "followup/link.html", context, about=about, path=found.path, action="followup.see")


@require_POST
@permission_required("followup.link", answer=show_person)
def followup_link_end(request: StaffRequest, watch: int) -> HttpResponse:
    """Ends a person's code."""
    end_link(actor=request.staff, watch=_found(request, watch), read=read_in(request), now=request.now)
    return redirect("followup_person", watch)


def show_task(request: StaffRequest, task: int) -> HttpResponse:
    """Shows the person of whom the task is."""
    return show_person(request, _task(request, task).watch_id)


@require_POST
@permission_required("followup.settle", answer=show_task)
def followup_settle(request: StaffRequest, task: int) -> HttpResponse:
    """Notes what was done about symptoms."""
    found, (outcome, reason) = _task(request, task), TaskForm(request.POST).done()
    read, now = read_in(request), request.now
    settle_task(actor=request.staff, task=found, outcome=outcome, reason=reason, read=read, now=now)
    return redirect("followup_person", found.watch_id)


def _address(channel: Channel, unit: int | None) -> str:
    said = {"channel": channel.value} if channel is not Channel.CALL else {}
    said |= {"unit": str(unit)} if unit is not None else {}
    return reverse("followup_round") + (f"?{urlencode(said)}" if said else "")


def _found(request: StaffRequest, number: int) -> Watch:
    """The follow-up of this number. Whoever may not know of it is told that there is none."""
    found = visible_or_404(request, watch_with_number(number))
    require(request, found)
    return found


def _task(request: StaffRequest, number: int) -> Task:
    found = get_or_404(task_with_number(number))
    visible_or_404(request, found.watch)
    return found
