"""Somebody who wants to be told in the morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.portal.offices import Office


def work(office: Office) -> dict[str, str]:
    """Lets an officer ask for the message."""
    from bluezone.portal.home.services import ask_for_mornings
    from bluezone.portal.identity.models import Staff
    from tests.support.portal.offices import NOW

    del office
    ask_for_mornings(actor=Staff.objects.get(username="lan"), address="lan@example.vn", now=NOW)
    return {}
