"""The core's facts as JSON and back. Whatever a row says, only what the core accepts comes out."""

from __future__ import annotations

from typing import Any

from bluezone.portal.announcements.models import Announcement
from bluezone.rollout.announcing.facts import ApprovedFacts, Facts, Told
from bluezone.vietnam.words import Language

LANGUAGES: tuple[Language, ...] = ("vi", "en")
_SINGLE = ("headline", "action", "contact", "issuer")


def facts_as_json(facts: Facts) -> dict[str, Any]:
    """The facts as plain values for a row."""
    found: dict[str, Any] = {name: _pair(getattr(facts, name)) for name in _SINGLE}
    return found | {"facts": [_pair(told) for told in facts.facts]}


def facts_of(row: Announcement) -> Facts:
    """The facts in this row. Raises AnnouncementError for what may not be said."""
    said = {name: Told(*row.facts[name]) for name in _SINGLE}
    return Facts(facts=tuple(Told(*pair) for pair in row.facts["facts"]), **said)


def approved_facts(row: Announcement) -> ApprovedFacts:
    """The approved facts of this row. Raises AnnouncementError if its words are not those that were approved."""
    assert row.approved_by is not None
    assert row.approved_at is not None
    return ApprovedFacts(facts_of(row), row.digest, row.approved_by.full_name, row.approved_at)


def typed_facts(facts: Facts) -> dict[str, str]:
    """The facts as they stand in the form's fields."""
    typed = {f"facts_{language}": "\n".join(_written(facts.facts, language)) for language in LANGUAGES}
    for name in _SINGLE:
        told = getattr(facts, name)
        typed |= {f"{name}_{language}": told.said(language) for language in LANGUAGES}
    return typed


def _written(facts: tuple[Told, ...], language: Language) -> list[str]:
    return [told.said(language) for told in facts if told.said(language)]


def _pair(told: Told) -> list[str]:
    return [told.vi, told.en]
