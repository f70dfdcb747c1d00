"""The pages of an interview: all its steps, one of them before the reader; each is noted alone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import case_with_number, cases_with_numbers
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.frame.finding import visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.interview.forms.steps import StepForms, day_asked
from bluezone.portal.interview.keys import key_for
from bluezone.portal.interview.selectors import interview_of
from bluezone.portal.interview.services import digest_of_asked, take_part
from bluezone.portal.interview.telling import Draft, Step
from bluezone.portal.tracing.pasting import HEADINGS, MOST_ROWS

END = "end"
"""What stands at the end: the receipt, and what is missing."""
MOST_ASKED = 50
"""Of what a device has of other interviews; a shift has fewer."""


def show_interview(request: StaffRequest, number: str, step: str = "") -> HttpResponse:
    """Shows all steps, with what was typed in the one that was sent."""
    case, today = _case(request, number), request.now.date()
    view = interview_of(request.staff, case, today)
    sent = request.POST if request.method == "POST" else None
    forms = StepForms(
        case.unit,
        today,
        step=step,
        said=sent,
        told=view.told,
        day=day_asked(request.GET.get("day", "")),
        takes_paste=not request.refusal,
    )
    context = {
        "case": case,
        "view": view,
        "forms": forms,
        "here": step or _step_asked(request.GET.get("step", "")),
        "order": [*Step.values, END],
        "kept": request.GET.get("kept", ""),
        "number": request.world.entropy(16).hex(),
        "most": MOST_ROWS,
        "headings": "|".join(sorted(HEADINGS)),
        "today": today,
        "as_read": digest_of_asked(case),
        "may_correct": is_allowed(request.staff, "cases.correct", case),
    }
    status = 400 if forms.is_wrong else 200
    about = [*subjects_of(case), *(subject for place in view.places for subject in place.named)]
    return shown(
        request, "interview/interview.html", context, about=about, path=case.path, action="interview.see", status=status
    )


@require_GET
@permission_required("interview.see")
def interview(request: StaffRequest, number: str) -> HttpResponse:
    """Answers the address of a case's interview."""
    return show_interview(request, number)


@require_POST
@permission_required("interview.note", answer=show_interview)
def interview_part(request: StaffRequest, number: str, step: str) -> HttpResponse:
    """Notes what was told in one step; what is pasted is shown first."""
    if step not in Step.values:
        raise Http404
    case = _case(request, number)
    forms = StepForms(case.unit, request.now.date(), step=step, said=request.POST)
    if forms.is_look or not forms.is_valid():
        return show_interview(request, number, step)
    part = take_part(
        actor=request.staff,
        case=case,
        draft=Draft(request.POST.get("number", ""), forms.told()),
        read=read_in(request),
        now=request.now,
        entropy=request.world.entropy,
    )
    return redirect(f"{reverse('interview', args=[number])}?{urlencode({'step': _after(step), 'kept': part.number})}")


@require_POST
@permission_required("interview.note")
def interview_key(request: StaffRequest) -> HttpResponse:
    """Gives the page's script the key of what this person's device keeps, and says which of the interviews that it
    found there open here no more.
    """
    is_doubted = request.world.doubts_clock()
    key = key_for(staff=request.staff, now=request.now, entropy=request.world.entropy, is_doubted=is_doubted)
    now_ms, until_ms = (int(moment.timestamp() * 1000) for moment in (request.now, key.until))
    until = f"{key.until.astimezone(request.now.tzinfo):%H:%M}"
    said = {"key": key.secret.hex(), "mark": key.mark, "now_ms": now_ms, "until_ms": until_ms, "until": until}
    said["doubted"] = is_doubted
    return JsonResponse({**said, "gone": _gone(request, request.POST.getlist("case")[:MOST_ASKED])})


def _gone(request: StaffRequest, numbers: list[str]) -> list[str]:
    """Which of these answer this person as if there were no such case: it went to another unit."""
    open_here = {one.number for one in cases_with_numbers(numbers) if is_allowed(request.staff, request.action, one)}
    return [one for one in numbers if one not in open_here]


def _after(step: str) -> str:
    """The next step; places and contacts stay before the reader, because there are more of them."""
    order = [*Step.values, END]
    return step if step in {Step.PLACES, Step.CONTACTS} else order[order.index(step) + 1]


def _step_asked(typed: str) -> str:
    return typed if typed in {*Step.values, END} else Step.WHO


def _case(request: StaffRequest, number: str) -> Case:
    """The case of this number. Whoever may not interview it is told that there is none."""
    return visible_or_404(request, case_with_number(number))
