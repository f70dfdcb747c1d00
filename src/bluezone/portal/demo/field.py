"""A field team's day for a demonstration: a link, and what it has counted by now."""

from __future__ import annotations

import datetime as dt

import msgspec

from bluezone.portal.directives.models import Participant
from bluezone.portal.field.services.links import issue_link, token_of
from bluezone.portal.field.services.taking import take_entries, take_photo
from bluezone.portal.identity.models import Staff

_HELPED, _INSTALLED, _NO_SMARTPHONE, _REFUSED = 21, 14, 6, 3


def show_field_team(actor: Staff, participant: Participant, photo: bytes, now: dt.datetime) -> None:
    """Makes the day of team D01, today."""
    link = issue_link(actor=actor, participant=participant, team="D01", day=now.date(), now=now, is_doubted=False)
    counts = (
        [(1, 1, 0, 0)] * _INSTALLED
        + [(1, 0, 0, 0)] * (_HELPED - _INSTALLED)
        + [(0, 0, 1, 0)] * _NO_SMARTPHONE
        + [(0, 0, 0, 1)] * _REFUSED
    )
    names = ("helped", "installed", "no_smartphone", "refused")
    lines = [{"id": f"{at:032x}", **dict(zip(names, one, strict=True))} for at, one in enumerate(counts)]
    token = token_of(link)
    take_entries(token=token, body=msgspec.json.encode(lines), now=now)
    take_photo(token=token, identity=f"{0:032x}", content=photo, now=now)
