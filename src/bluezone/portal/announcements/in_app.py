"""Guidance in the app: a draft of the next configuration, for two persons to sign on machines of their own.

The portal holds no key that could sign one, and writes only the news; everything else is what is in force. Its own
articles are known by the beginning of their ids, so that whatever else the configuration tells stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext

from bluezone.portal.errors import ExchangeError
from bluezone.portal.world import PublishedDesk
from bluezone.protocol.config import Article, Configuration
from bluezone.rollout.announcing.facts import ApprovedFacts
from bluezone.rollout.announcing.outlets import news

OURS = "tb-"
MOST_ARTICLES = 50
_GIVEN_BY_THE_EXCHANGE = ("sequence", "issued_s")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the app's guidance differs from the approved announcements."""

    sequence: int
    in_force: frozenset[str]
    """Codes of announcements that phones are told now, word for word."""
    to_add: tuple[str, ...]
    to_remove: tuple[str, ...]
    """Codes that phones are told and that are approved no more."""

    @property
    def is_even(self) -> bool:
        """Whether the app says just what is approved."""
        return not self.to_add and not self.to_remove


def article_of(approved: ApprovedFacts) -> Article:
    """The announcement as phones show it."""
    told = {language: news(approved, language) for language in approved.facts.languages}
    return Article(
        id=OURS + approved.fingerprint.lower(),
        issued_s=int(approved.at.timestamp()),
        title={language: one.headline for language, one in told.items()},
        text={language: "\n\n".join(one.paragraphs) for language, one in told.items()},
    )


def standing_of(in_force: Configuration, approved: Sequence[ApprovedFacts]) -> Standing:
    """Compares the guidance in the app with the approved announcements: what is missing there, what should go."""
    wanted = {article.id: article for article in _wanted(in_force, approved)}
    told = {article.id: article for article in in_force.news if article.id.startswith(OURS)}
    same = {key for key, article in told.items() if wanted.get(key) == article}
    return Standing(
        in_force.sequence,
        frozenset(_code(key) for key in same),
        tuple(_code(key) for key in wanted if key not in same),
        tuple(_code(key) for key in told if key not in wanted),
    )


def draft_of(in_force: Configuration, approved: Sequence[ApprovedFacts]) -> bytes:
    """Drafts the document for `bluezone exchange configuration propose`: all that is in force, with our news."""
    others = tuple(article for article in in_force.news if not article.id.startswith(OURS))
    told = msgspec.structs.replace(in_force, news=(*_wanted(in_force, approved), *others))
    document = msgspec.to_builtins(told)
    for name in _GIVEN_BY_THE_EXCHANGE:
        del document[name]
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def in_force_or_why(published: PublishedDesk | None) -> tuple[Configuration | None, str]:
    """The configuration that phones follow now, or why it is not known."""
    if published is None:
        return None, gettext("This portal does not know where the exchange publishes; its operator names it.")
    try:
        found = published.configuration()
    except ExchangeError:
        return None, gettext("What the exchange publishes cannot be read or does not hold now; try again in a minute.")
    return found, "" if found is not None else gettext("The exchange has published no configuration yet.")


def _wanted(in_force: Configuration, approved: Sequence[ApprovedFacts]) -> list[Article]:
    """Our announcements, the newest first, as far as there is room beside what others tell."""
    room = MOST_ARTICLES - sum(not article.id.startswith(OURS) for article in in_force.news)
    return [article_of(one) for one in approved[: max(0, room)]]


def _code(key: str) -> str:
    return key.removeprefix(OURS).upper()
