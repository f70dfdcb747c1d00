"""Rules of every session: it ends in time, and whoever has or needs a second factor shows it; a browser that was shown
all of it is known from then on."""

from __future__ import annotations

import datetime as dt

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from bluezone.portal.frame.middleware import GetResponse
from bluezone.portal.identity.known_devices import WAY, known_device, remember_device
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_factor import has_shown_it
from bluezone.portal.identity.session import staff_of
from bluezone.portal.staff import noting  # noqa: F401 - it listens as soon as it is there
from bluezone.portal.world import world_of

LONGEST_SESSION = dt.timedelta(hours=10)
"""One shift. Idleness ends a session sooner (SESSION_COOKIE_AGE)."""
_WAYS_TO_A_SECOND_FACTOR = ("/account/", "/language", "/static/")


class SessionLimit:
    """Ends a session a shift after its sign-in, busy or not; one whose beginning is unknown at once.

    Sessions, sign-ins and TOTP are the framework's and go by its clock, not by a drill's.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff = staff_of(request)
        if staff is not None and timezone.now() - _began(request, staff) > LONGEST_SESSION:
            logout(request)
        return self._get_response(request)


class SecondFactor:
    """Keeps whoever has to set up a second factor on its pages. Once there is one, no session lives on that did not
    show it: not even one that began with the password alone before."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff = staff_of(request)
        if staff is None:
            return self._get_response(request)
        is_set_up = is_mfa_enabled(staff)
        if is_set_up and not has_shown_it(request, staff):
            logout(request)
            return redirect_to_login("/")
        if request.path.startswith(_WAYS_TO_A_SECOND_FACTOR):
            return self._get_response(request)
        if staff.needs_second_factor and not is_set_up:
            return HttpResponseRedirect(reverse("mfa_index"))
        if staff.must_change_password:
            return HttpResponseRedirect(reverse("account_change_password"))
        return self._get_response(request)


class KnownDevice:
    """Has a browser remember who signed in there fully: wrong passwords typed elsewhere do not shut them out."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        staff = staff_of(request)
        if staff is not None and request.path.startswith(WAY) and _is_to_be_known(request, staff):
            remember_device(request, response, staff.username, world_of(request).entropy)
        return response


def _is_to_be_known(request: HttpRequest, staff: Staff) -> bool:
    """Signed in with a password of their own, and with the second factor wherever there is one or has to be. What is
    known already is noted anew when somebody signs in again, so that it does not end while they work there."""
    if staff.must_change_password:
        return False
    if known_device(request, staff.username) is not None and request.method != "POST":
        return False
    return has_shown_it(request, staff) or not (staff.needs_second_factor or is_mfa_enabled(staff))


def _began(request: HttpRequest, staff: Staff) -> dt.datetime:
    """When the session began: confirming one's password again in between does not make it younger."""
    moments = [float(record.get("at", 0)) for record in get_authentication_records(request, staff)]
    return dt.datetime.fromtimestamp(min(moments, default=0), dt.UTC)
