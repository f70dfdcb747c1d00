"""The gate before every view: it names its act, or says why it is open. A view that does neither fails a test."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.policy import Placed, is_allowed
from bluezone.portal.identity.session import signed_in, staff_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
"""A function that answers a request."""


def may(act: str) -> Callable[[View[P]], View[P]]:
    """Lets in only staff to whom the table gives this act at all. Which row, `require` asks."""
    if act not in BY_ACT:
        raise ValueError(f"the permission table does not know {act}")

    def gate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def gated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff = staff_of(request)
            if staff is None:
                return redirect_to_login(request.get_full_path())
            if not is_allowed(staff, act):
                raise PermissionDenied(act)
            return view(request, *args, **kwargs)

        gated.act = act  # type: ignore[attr-defined] # read by the test that walks the table
        return cast("View[P]", gated)

    return gate


def openly(reason: str) -> Callable[[View[P]], View[P]]:
    """Marks a view that needs no permission, with the reason."""

    def gate(view: View[P]) -> View[P]:
        view.open_because = reason  # type: ignore[attr-defined] # read by the test that walks the views
        return view

    return gate


def require(request: HttpRequest, act: str, placed: Placed) -> None:
    """Raises PermissionDenied unless the table opens this very row."""
    if not is_allowed(signed_in(request), act, placed):
        raise PermissionDenied(act)
