"""Reads about messages: those of one's units, without address and words."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluezone.portal.frame.listing import Column, Empty, Filter, Listed, Listing, Part, listed
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.messages.models import Message, State
from bluezone.portal.places.paths import rows_within

PAGE = 50
MESSAGES = Listing(
    caption=_("Messages, the newest first"),
    columns=(
        Column("purpose", _("Purpose")),
        Column("recipient", _("Recipient")),
        Column("outlet", _("By")),
        Column("written", _("Written"), ("created_at",)),
        Column("tries", _("Tries"), ("attempts",)),
        Column("state", _("State")),
    ),
    filters=(Filter("state", (("", _("All")), *State.choices)),),
    search=_("Who sent it, or the last three digits of the number"),
    hint=_("Of a number only the last three digits can be looked for."),
    empty=Empty(
        "send",
        _("No message here"),
        _(
            "What was sent stands here: when, by which way and what became of it; never to which number, and "
            "never what it said."
        ),
    ),
    by_key=True,
    size=PAGE,
    older=_("Older messages"),
)


def page_of_messages(staff: Staff, part: Part) -> Listed[Message]:
    """A page of the messages of this person's units, the newest first."""
    rows = rows_within(Message.objects.all(), paths_for(staff, "messages.list"))
    if part["state"]:
        rows = rows.filter(state=part["state"])
    rows = rows.filter(saying(part.text, "created_by__search_text", also=_ending))
    return listed(rows.select_related("created_by").defer("address", "body", "subject").order_by("-pk"), part)


def _ending(word: str) -> Q:
    """Messages to numbers that end so, if the word is a number."""
    return Q(ending=word) if word.isdigit() else Q()
