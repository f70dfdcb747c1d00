"""What is to be said, in both languages, and that somebody with the authority approved exactly this.

Outlets take only approved facts. A changed comma is another set of facts and needs another approval, because a rumour
often begins where the loudspeaker and the web site say almost the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from bluezone.rollout.errors import AnnouncementError
from bluezone.vietnam.words import Words

LONGEST_HEADLINE = 60
"""Letters: a line of a poster that is read from three metres."""
LONGEST_FACT = 300
MOST_FACTS = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """One announcement: a headline, what is true, what to do, whom to ask, and who says so."""

    headline: Words
    facts: tuple[Words, ...]
    action: Words
    """What the listener should do, in one short sentence."""
    contact: Words
    issuer: Words

    def __post_init__(self) -> None:
        for words in (self.headline, self.action, self.contact):
            _check(words, LONGEST_HEADLINE)
        for words in (*self.facts, self.issuer):
            _check(words, LONGEST_FACT)
        if not 1 <= len(self.facts) <= MOST_FACTS:
            raise _refused(f"Cần từ 1 đến {MOST_FACTS} ý.", f"There must be 1 to {MOST_FACTS} facts.")

    @property
    def fingerprint(self) -> str:
        """Eight signs that every outlet of these facts carries, so that a listener can compare. They bind nobody:
        whoever wants two texts with the same eight finds them in seconds.
        """
        return self.digest[:8].upper()

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it, which is what an approval binds."""
        parts = [self.headline, *self.facts, self.action, self.contact, self.issuer]
        whole = json.dumps([[words.vi, words.en] for words in parts], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()


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


def _check(words: Words, longest: int) -> None:
    for text in (words.vi, words.en):
        if len(text) > longest or not text.isprintable() or text != text.strip():
            raise _refused(f"“{text[:20]}…” dài quá {longest} ký tự hoặc có xuống dòng.",
                           f"“{text[:20]}…” is longer than {longest} letters or has a line break.")  # fmt: skip


def _refused(vi: str, en: str) -> AnnouncementError:
    return AnnouncementError(Words(vi, en))
