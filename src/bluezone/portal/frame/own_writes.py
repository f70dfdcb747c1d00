"""Whoever wrote something finds it on the next page, also where that is read from a standby (`standby.py`)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from bluezone.portal.frame import standby
from bluezone.portal.frame.middleware import GetResponse
from bluezone.portal.identity.session import staff_of
from bluezone.portal.world import world_of

WROTE = "wrote"
"""In a session: how far the database had written after its owner last wrote something."""
_CHANGES_NOTHING = frozenset({"GET", "HEAD"})


class OwnWrites:
    """Lets pages that change nothing be read from a standby that has what their reader wrote; and notes in the session
    how far the database has written, after whatever may have changed something."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not standby.is_named():
            return self._get_response(request)
        with standby.writes_noted() as has_written:
            response = self._answered(request)
        is_over = request.method in _CHANGES_NOTHING and not has_written()
        if not is_over and not request.session.is_empty():
            request.session[WROTE] = standby.written()
        return response

    def _answered(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _CHANGES_NOTHING or staff_of(request) is None:
            return self._get_response(request)
        with standby.reading(request.session.get(WROTE, 0), world_of(request).now()):
            return self._get_response(request)
