"""The one gate before every view: it names its action, or says why it is open. A view that does neither fails a test.

A view behind it does not catch errors. What a room refuses arrives here, becomes one sentence, and is told on the page
that the gate was given for it: `answer` is called with those of the view's arguments that it names, while
`request.refusal` holds the sentence. Nothing was changed then, because services refuse before they write, or roll back.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from bluezone.portal.frame.refusals import REFUSALS, STOPPED, is_refusal, message_of
from bluezone.portal.frame.request import PublicRequest, StaffRequest, public_request, staff_request
from bluezone.portal.frame.waiting import leave_out_figures
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import staff_of

P = ParamSpec("P")
Asked = TypeVar("Asked", bound=PublicRequest)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
"""A function that answers a request, as Django calls it."""
Answer = Callable[Concatenate[Asked, P], HttpResponseBase]
"""A function that answers a request from behind the gate."""
CONFLICT = 409
_ANY = inspect.Parameter.VAR_KEYWORD


def permission_required(
    action: str, *, answer: Callable[..., HttpResponseBase] | None = None
) -> Callable[[Answer[StaffRequest, P]], View[P]]:
    """Lets in only staff to whom the table gives this action at all; which row, `visible_or_404` and `require` ask.

    Where the view refuses, `answer` shows the page with the sentence; without one a page of its own does.
    """
    if action not in BY_ACT:
        raise ValueError(f"the permission table does not know {action}")

    def gate(view: Answer[StaffRequest, P]) -> View[P]:
        @functools.wraps(view)
        def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff = staff_of(request)
            if staff is None:
                return redirect_to_login(request.get_full_path())
            if not is_allowed(staff, action):
                raise PermissionDenied(action)
            return _answered(staff_request(request, staff, action), view, answer, args, kwargs)

        gated.act = action  # type: ignore[attr-defined] # read by the test that walks the table
        return cast("View[P]", gated)

    return gate


def openly(
    reason: str, *, answer: Callable[..., HttpResponseBase] | None = None
) -> Callable[[Answer[PublicRequest, P]], View[P]]:
    """Marks a view that needs no permission, with the reason. Refusals are told as behind `permission_required`."""

    def gate(view: Answer[PublicRequest, P]) -> View[P]:
        @functools.wraps(view)
        def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return _answered(public_request(request), view, answer, args, kwargs)

        gated.open_because = reason  # type: ignore[attr-defined] # read by the test that walks the views
        return cast("View[P]", gated)

    return gate


def _answered(
    request: Asked,
    view: Callable[..., HttpResponseBase],
    answer: Callable[..., HttpResponseBase] | None,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> HttpResponseBase:
    """Answers with the view's page, or with the page that tells what it refused."""
    try:
        return view(request, *args, **kwargs)
    except STOPPED as error:
        if not is_refusal(error):
            raise
        request.refusal, request.refused = message_of(error), error
    if answer is None:
        return _told_alone(request)
    try:
        page = answer(request, *args, **_named_by(answer, kwargs))
    except REFUSALS:  # what was typed, or what lies there, cannot be shown either; the first sentence is the answer
        return _told_alone(request)
    if page.status_code < 400:  # a form that is wrong by itself has said so already
        page.status_code = CONFLICT
    return page


def _told_alone(request: PublicRequest) -> HttpResponseBase:
    leave_out_figures(request)
    return render(request, "errors/409.html", {"sentence": request.refusal}, status=CONFLICT)


def _named_by(answer: Callable[..., HttpResponseBase], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The parts of an address that a page needs: of a contact's the organisation, whose page tells the refusal."""
    takes = inspect.signature(answer).parameters
    if any(one.kind is _ANY for one in takes.values()):
        return kwargs
    return {name: value for name, value in kwargs.items() if name in takes}
