"""The core's facts as JSON and back. Whatever a row says, only what the core accepts comes out."""

from __future__ import annotations

from typing import Any

from bluezone.portal.announcements.models import Announcement
from bluezone.rollout.announcing.facts import ApprovedFacts, Facts
from bluezone.vietnam.words import Words

_SINGLE = ("headline", "action", "contact", "issuer")


def facts_as_json(facts: Facts) -> dict[str, Any]:
    """The facts as plain values for a row."""
    found: dict[str, Any] = {name: _pair(getattr(facts, name)) for name in _SINGLE}
    return found | {"facts": [_pair(words) for words in facts.facts]}


def facts_of(row: Announcement) -> Facts:
    """The facts in this row. Raises AnnouncementError for what may not be said."""
    said = {name: Words(*row.facts[name]) for name in _SINGLE}
    return Facts(facts=tuple(Words(*pair) for pair in row.facts["facts"]), **said)


def approved_facts(row: Announcement) -> ApprovedFacts:
    """The approved facts of this row. Raises AnnouncementError if its words are not those that were approved."""
    assert row.approved_by is not None
    assert row.approved_at is not None
    return ApprovedFacts(facts_of(row), row.digest, row.approved_by.full_name, row.approved_at)


def _pair(words: Words) -> list[str]:
    return [words.vi, words.en]


def typed_facts(row: Announcement) -> dict[str, str]:
    """The facts as they stand in the form's fields."""
    facts = facts_of(row)
    typed = {"facts_vi": "\n".join(one.vi for one in facts.facts), "facts_en": "\n".join(one.en for one in facts.facts)}
    for name in ("headline", "action", "contact", "issuer"):
        words = getattr(facts, name)
        typed |= {f"{name}_vi": words.vi, f"{name}_en": words.en}
    return typed
