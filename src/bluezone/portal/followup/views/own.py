"""The page of a person's own code: open to whoever holds one, and to nobody's session."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bluezone.portal.followup.answers import Outcome, Symptom
from bluezone.portal.followup.forms import CodeForm, OwnAnswerForm
from bluezone.portal.followup.links import LONGEST_CODE, has_answered, take_own_answer, watch_behind
from bluezone.portal.followup.throttle import is_guessing
from bluezone.portal.frame.gate import openly
from bluezone.portal.frame.request import PublicRequest
from bluezone.portal.frame.showing import page


def show_own(request: PublicRequest) -> HttpResponse:
    """Shows the form for the code; behind a code that opens something, the question, and nothing about anybody."""
    code = request.POST.get("code", "")[:LONGEST_CODE]
    watch = watch_behind(code, request.now) if code else None
    if code and watch is None:
        return _not_opened(request)
    context = {
        "form": CodeForm(),
        "code": code,
        "is_open": watch is not None,
        "has_answered": watch is not None and has_answered(watch, request.now),
        "is_taken": False,
        "symptoms": Symptom.choices,
    }
    return page(request, "followup/own.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@openly("a contact answers for themselves without an account; the code alone opens it", answer=show_own)
def followup_own(request: PublicRequest) -> HttpResponse:
    """Takes what somebody says of themselves, once in a slot."""
    if "outcome" not in request.POST:
        return show_own(request)
    answer = OwnAnswerForm(request.POST).answer()
    take_own_answer(code=request.POST.get("code", "")[:LONGEST_CODE], answer=answer, now=request.now)
    return page(request, "followup/own.html", {"is_taken": True, "is_ill": answer.outcome is Outcome.SYMPTOMS})


def _not_opened(request: PublicRequest) -> HttpResponse:
    """Tells a code that opens nothing, always alike; somebody who tries many is told to come back later."""
    is_flood = is_guessing(str(request.META.get("REMOTE_ADDR", "")), request.now)
    request.refusal = request.refusal or (
        gettext("Too many codes were tried from here. Please try again in a minute.")
        if is_flood
        else gettext("This code opens nothing: it was typed wrongly, was ended, or its days are over.")
    )
    context = {"form": CodeForm(), "is_open": False, "has_answered": False, "is_taken": False}
    return page(request, "followup/own.html", context, status=429 if is_flood else 409)
