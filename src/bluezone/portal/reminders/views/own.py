"""The page of a message's link: open to whoever holds one, and to nobody's session."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bluezone.portal.followup.answers import Outcome, Symptom
from bluezone.portal.followup.forms import CodeForm, OwnAnswerForm
from bluezone.portal.followup.links import LONGEST_CODE
from bluezone.portal.frame import knocking
from bluezone.portal.frame.gate import openly
from bluezone.portal.frame.request import PublicRequest
from bluezone.portal.frame.showing import page
from bluezone.portal.reminders.own import answer_by_link, asked_of_them, reminder_behind, stop_by_link

MOST_A_MINUTE = 30
"""Codes that open nothing, from one address."""


def show_own(request: PublicRequest) -> HttpResponse:
    """Shows the form for the code; behind a link that opens something, what is asked, and nobody's name."""
    code = request.POST.get("code", "")[:LONGEST_CODE]
    found = reminder_behind(code, request.now)
    if code and found is None:
        return _not_opened(request)
    asked = None if found is None else asked_of_them(found, request.now)
    return _told(request, form=CodeForm(), code=code, asked=asked, symptoms=Symptom.choices)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@openly("a contact answers a message without an account; the code in its link alone opens it", answer=show_own)
def reminders_own(request: PublicRequest) -> HttpResponse:
    """Takes what somebody says of themselves, or that they want no more messages."""
    code = request.POST.get("code", "")[:LONGEST_CODE]
    if "stop" in request.POST:
        stop_by_link(code=code, now=request.now)
        return _told(request, is_stopped=True)
    if "outcome" not in request.POST:
        return show_own(request)
    answer = OwnAnswerForm(request.POST).answer()
    answer_by_link(code=code, answer=answer, now=request.now)
    return _told(request, is_taken=True, is_ill=answer.outcome is Outcome.SYMPTOMS)


def _not_opened(request: PublicRequest) -> HttpResponse:
    """Tells a link that opens nothing, always alike; somebody who tries many is told to come back later."""
    who = str(request.META.get("REMOTE_ADDR", ""))
    is_flood = knocking.is_too_often("reminders", "code", who, most=MOST_A_MINUTE, now=request.now)
    request.refusal = (
        gettext("Too many codes were tried from here. Please try again in a minute.")
        if is_flood
        else gettext(
            "This link opens nothing: it was typed wrongly, is older than three days, or messages were stopped."
        )
    )
    return _told(request, status=429 if is_flood else 409, form=CodeForm())


def _told(request: PublicRequest, *, status: int = 200, **said: object) -> HttpResponse:
    """Shows the page with what is said, and nothing else."""
    nothing = {"is_stopped": False, "is_taken": False, "is_ill": False, "asked": None, "form": None, "code": ""}
    return page(request, "reminders/own.html", nothing | said, status=status)
