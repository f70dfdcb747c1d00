"""The row that an address names, for whoever may know of it; for everybody else there is none."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404

from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.identity.policy import Placed, is_allowed

T = TypeVar("T")
P = TypeVar("P", bound=Placed)


def get_or_404(found: T | None) -> T:
    """The thing itself. Raises Http404 for none."""
    if found is None:
        raise Http404
    return found


def visible_or_404(request: StaffRequest, found: P | None, action: str | None = None) -> P:
    """The thing, if the table opens it to the reader. Raises Http404, as for one that does not exist."""
    if found is None or not is_allowed(request.staff, action or request.action, found):
        raise Http404
    return found


def require(request: StaffRequest, placed: Placed, action: str | None = None) -> None:
    """Requires that the table opens this very row. Raises PermissionDenied."""
    wanted = action or request.action
    if not is_allowed(request.staff, wanted, placed):
        raise PermissionDenied(wanted)
