"""The frame of every page: who is signed in, the entries of the rail that are open to them, what was refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from bluezone.portal.app import NavigationEntry, portal_apps
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.identity.session import staff_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Gathers what `base.html` needs."""
    staff = staff_of(request)
    return {
        "lang": get_language() or "vi",
        "staff": staff,
        "navigation": navigation_for(staff) if staff is not None else [],
        "here": request.path,
        "refusal": getattr(request, "refusal", ""),
    }


def navigation_for(staff: Staff) -> list[NavigationEntry]:
    """Entries of the rail that the table opens to this person, in the order in which the apps are installed."""
    return [entry for app in portal_apps() for entry in app.navigation if is_allowed(staff, entry.action)]
