"""Which guides there are for somebody, and the one at an address."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext

from bluezone.portal.guides.guide import Guide
from bluezone.portal.guides.reading import guides
from bluezone.portal.identity.models import Staff

Found = list[tuple[str, Guide]]
"""Guides, each with its key."""


def guides_for(staff: Staff) -> tuple[Found, Found]:
    """Parts the guides into those of this person's roles and those of others."""
    roles = {grant.role for grant in staff.current_grants}
    mine, others = Found(), Found()
    for key, guide in guides().items():
        (mine if roles & set(guide.roles) else others).append((key, guide))
    return mine, others


def guide_with_key(key: str) -> Guide:
    """Finds one guide. Raises Http404 where there is none."""
    found = guides().get(key)
    if found is None:
        raise Http404(gettext("There is no such guide."))
    return found
