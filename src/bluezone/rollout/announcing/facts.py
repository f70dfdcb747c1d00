"""What is to be said, in Vietnamese and, where somebody wrote it, in English, and that somebody with the authority
approved exactly this.

Outlets take only approved facts. A changed comma is another set of facts and needs another approval, because a rumour
often begins where the loudspeaker and the web site say almost the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from bluezone.rollout.errors import AnnouncementError
from bluezone.vietnam.words import Language, Words

LONGEST_HEADLINE = 60
"""Letters: a line of a poster that is read from three metres."""
LONGEST_FACT = 300
MOST_FACTS = 8


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of an announcement: in Vietnamese, and in English where there is an English version."""

    vi: str
    en: str = ""

    def said(self, language: Language) -> str:
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Facts:
    """One announcement: a headline, what is true, what to do, whom to ask, and who says so."""

    headline: Told
    facts: tuple[Told, ...]
    action: Told
    """What the listener should do, in one short sentence."""
    contact: Told
    issuer: Told

    def __post_init__(self) -> None:
        for said in (self.headline, self.action, self.contact):
            _check(said, LONGEST_HEADLINE)
        for said in (*self.facts, self.issuer):
            _check(said, LONGEST_FACT)
        if not 1 <= len(self.facts) <= MOST_FACTS:
            raise _refused(f"Cần từ 1 đến {MOST_FACTS} ý.", f"There must be 1 to {MOST_FACTS} facts.")
        if not all(said.vi for said in self._sentences):
            raise _refused("Mục nào cũng cần có bản tiếng Việt.", "Every sentence is said in Vietnamese.")
        if self.is_in_english and not all(said.en for said in self._sentences):
            raise _refused("Bản tiếng Anh phải đủ các mục, hoặc để trống hết.",
                           "The English version has every sentence, or there is none.")  # fmt: skip

    @property
    def is_in_english(self) -> bool:
        """Whether there is an English version."""
        return any(said.en for said in self._sentences)

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which it can be said."""
        return ("vi", "en") if self.is_in_english else ("vi",)

    def nearest(self, language: Language) -> Language:
        """The reader's language, or Vietnamese where it was not written in that."""
        return language if language in self.languages else "vi"

    @property
    def fingerprint(self) -> str:
        """Eight signs that every outlet of these facts carries, so that a listener can compare. They bind nobody:
        whoever wants two texts with the same eight finds them in seconds.
        """
        return self.digest[:8].upper()

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it, which is what an approval binds."""
        whole = json.dumps([[said.vi, said.en] for said in self._sentences], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def _sentences(self) -> tuple[Told, ...]:
        return (self.headline, *self.facts, self.action, self.contact, self.issuer)


@dataclass(frozen=True, slots=True)
class ApprovedFacts:
    """Facts that may be said, who answers for them, and since when."""

    facts: Facts
    digest: str
    by: str
    at: dt.datetime

    def __post_init__(self) -> None:
        if self.digest != self.facts.digest:
            raise _refused("Nội dung đã khác bản được duyệt.", "The facts are not those that were approved.")
        if not self.by.strip() or self.at.tzinfo is None:
            raise _refused("Phải ghi người duyệt và thời điểm.", "An approval needs its author and its moment.")

    @property
    def fingerprint(self) -> str:
        """The eight signs that are shown."""
        return self.facts.fingerprint


def approve(facts: Facts, *, by: str, at: dt.datetime) -> ApprovedFacts:
    """Approves the facts, in the name of this post."""
    return ApprovedFacts(facts, facts.digest, by, at)


def _check(told: Told, longest: int) -> None:
    for text in (told.vi, told.en):
        if len(text) > longest or not text.isprintable() or text != text.strip():
            raise _refused(f"“{text[:20]}…” dài quá {longest} ký tự hoặc có xuống dòng.",
                           f"“{text[:20]}…” is longer than {longest} letters or has a line break.")  # fmt: skip


def _refused(vi: str, en: str) -> AnnouncementError:
    return AnnouncementError(Words(vi, en))
