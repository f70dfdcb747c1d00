"""What each outlet says of approved facts. Nothing is added, left out or reworded, but for greeting and order.

Each is asked for a language in which the facts were written. Whoever writes them sees the same beforehand (`preview`),
marked as a draft.
"""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.rollout.announcing.facts import ApprovedFacts, Facts
from bluezone.rollout.announcing.reading_time import reading_seconds
from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.sms import Message, measure
from bluezone.vietnam.words import Language, Words

_GREETING = Words("Kính thưa toàn thể nhân dân.", "Dear all.")
_FROM = Words("Thông báo của", "A notice from")
_AGAIN = Words("Xin nhắc lại.", "Once more.")
_THANKS = Words("Trân trọng cảm ơn.", "Thank you.")
_ISSUED = Words("Mã thông báo", "Notice code")
_DRAFT = Words("Bản nháp, chưa được duyệt", "Draft, not approved")


@dataclass(frozen=True, slots=True)
class Script:
    """What an announcer reads, line by line, and how long it takes."""

    lines: tuple[str, ...]
    seconds: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class TextMessages:
    """One message with and without diacritics, for the office to choose by reach and cost."""

    marked: Message
    plain: Message


@dataclass(frozen=True, slots=True)
class News:
    """A news item for a web site."""

    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Poster:
    """Three lines to be read from three metres, and the small print."""

    lines: tuple[str, str, str]
    small_print: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What outlets would say of facts that nobody has approved."""

    script: Script
    messages: TextMessages
    poster: Poster


def loudspeaker(approved: ApprovedFacts, language: Language) -> Script:
    """Writes the script, which says what to do twice, because half of the listeners come in late."""
    return _script(approved.facts, language)


def text_messages(approved: ApprovedFacts, language: Language) -> TextMessages:
    """Writes the short messages: headline, what to do, whom to ask. Facts stay with the outlets that have room."""
    return _messages(approved.facts, language)


def news(approved: ApprovedFacts, language: Language) -> News:
    """Writes the news item: everything, in its usual order, with who says so and the code."""
    facts = approved.facts
    last = f"{_sentence(facts.issuer.said(language))} {_code(approved, language)}."
    paragraphs = (*facts.facts, facts.action, facts.contact)
    return News(facts.headline.said(language), (*(_sentence(told.said(language)) for told in paragraphs), last))


def poster(approved: ApprovedFacts, language: Language) -> Poster:
    return _poster(approved.facts, language, _code(approved, language))


def preview(facts: Facts, language: Language) -> Preview:
    """Writes what would be said of facts that are still being written; the poster says that it is a draft."""
    return Preview(
        _script(facts, language), _messages(facts, language), _poster(facts, language, _DRAFT.said(language))
    )


def _script(facts: Facts, language: Language) -> Script:
    lines = (
        _GREETING.said(language),
        _sentence(f"{_FROM.said(language)} {facts.issuer.said(language)}"),
        *(_sentence(told.said(language)) for told in (facts.headline, *facts.facts, facts.action, facts.contact)),
        _AGAIN.said(language),
        *(_sentence(told.said(language)) for told in (facts.action, facts.contact)),
        _THANKS.said(language),
    )
    return Script(lines, reading_seconds(" ".join(lines), language), facts.fingerprint)


def _messages(facts: Facts, language: Language) -> TextMessages:
    said = " ".join(_sentence(told.said(language)) for told in (facts.headline, facts.action, facts.contact))
    return TextMessages(measure(said), measure(without_marks(said)))


def _poster(facts: Facts, language: Language, last: str) -> Poster:
    first, second, third = (told.said(language) for told in (facts.headline, facts.action, facts.contact))
    return Poster((first, second, third), f"{facts.issuer.said(language)} · {last}")


def _code(approved: ApprovedFacts, language: Language) -> str:
    return f"{_ISSUED.said(language)} {approved.fingerprint}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else text + "."
