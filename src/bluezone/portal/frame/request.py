"""A request as views get it from the gate: who asks, in which world, at what moment, and what was refused."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from bluezone.portal.identity.models import Staff
from bluezone.portal.world import World, world_of


class PublicRequest(HttpRequest):
    """A request that needs no permission. Django makes the object; the gate fills these in."""

    world: World
    now: dt.datetime
    """The moment of the whole request, in Viet Nam."""
    refusal: str
    """The sentence that its page answers with; empty where nothing was refused."""
    refused: Exception | None
    """The error behind that sentence, for an answer that a program reads: its code, not its words."""
    htmx: HtmxDetails


class StaffRequest(PublicRequest):
    """A request of somebody to whom the permission table gives its action."""

    staff: Staff
    action: str
    """What the view was entered for; it names the lines that reading it leaves in the audit."""


def public_request(request: HttpRequest) -> PublicRequest:
    """Fills in the request's world and moment."""
    asked = cast("PublicRequest", request)
    asked.world = world_of(request)
    asked.now = asked.world.now()
    asked.refusal, asked.refused = "", None
    return asked


def staff_request(request: HttpRequest, staff: Staff, action: str) -> StaffRequest:
    """Fills in who asks, for which action, beside the request's world and moment."""
    asked = cast("StaffRequest", public_request(request))
    asked.staff, asked.action = staff, action
    return asked
