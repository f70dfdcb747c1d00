"""The person behind a request."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from bluezone.portal.identity.models import Staff


def staff_of(request: HttpRequest) -> Staff | None:
    """The person who is signed in, or None."""
    user = getattr(request, "user", None)
    return user if isinstance(user, Staff) and user.is_active else None


def signed_in(request: HttpRequest) -> Staff:
    """The person who is signed in. Raises PermissionDenied for nobody."""
    staff = staff_of(request)
    if staff is None:
        raise PermissionDenied("nobody is signed in")
    return staff
