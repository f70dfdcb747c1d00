"""Reads about messages: those of one's units, without address and words."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.messages.models import Message, State
from bluezone.portal.places.paths import rows_within

PAGE = 50


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Some messages, and the key of the next page."""

    messages: list[Message]
    next_before: int | None


def page_of_messages(staff: Staff, *, state: str = "", before: int | None = None) -> MessagePage:
    """The newest messages of this person's units."""
    rows = rows_within(Message.objects.all(), paths_for(staff, "messages.list"))
    if state in State.values:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("created_by").defer("address", "body", "subject").order_by("-pk")[: PAGE + 1])
    return MessagePage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
