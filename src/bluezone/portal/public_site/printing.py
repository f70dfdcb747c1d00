"""What the site offers to print: standing posters of the campaign, and poster and script of every announcement.

A PDF carries a moment in its metadata. Ours is that of the approval, or a fixed one for the standing posters, so that
the same site is made of the same bytes whenever it is made. Setting them is most of making a site, so what was set once
is kept: of a site that is made again because a figure changed, nothing is set again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bluezone.documents.campaigns import CampaignPoster, ReadingScript, set_campaign_poster, set_script
from bluezone.documents.errors import PaperError
from bluezone.portal.public_site.facts import SiteFacts
from bluezone.portal.public_site.words import words
from bluezone.rollout.announcing.facts import ApprovedFacts
from bluezone.rollout.announcing.outlets import Script, loudspeaker, poster
from bluezone.vietnam.words import Language

_STANDING = dt.datetime(2020, 8, 10, tzinfo=dt.UTC)
"""The day of the directive that asked for posters."""
ANNOUNCEMENTS_PRINTED = 10
_LANGUAGES: tuple[Language, ...] = ("vi", "en")
_KEPT = 2 * len(_LANGUAGES) * (ANNOUNCEMENTS_PRINTED + 1)
"""A few files more than a site has of each kind, some 30 kB each."""
set_poster_once = lru_cache(_KEPT)(set_campaign_poster)
set_script_once = lru_cache(_KEPT)(set_script)


@dataclass(frozen=True, slots=True)
class Print:
    """A file to print."""

    name: str
    """Of the file."""
    kind: str
    """poster or script."""
    title: str
    language: Language
    pdf: bytes

    @property
    def kilobytes(self) -> int:
        """The file's size, rounded up."""
        return -(-len(self.pdf) // 1024)


def prints_of(facts: SiteFacts) -> Iterator[Print]:
    """Sets everything that this site offers to print."""
    for language in _LANGUAGES:
        yield from _standing(facts, language)
        for approved in facts.announcements[:ANNOUNCEMENTS_PRINTED]:
            if language in approved.facts.languages:
                yield from _announced(facts, approved, language)


def announcement_script(approved: ApprovedFacts, language: Language) -> bytes:
    """Sets the script of an announcement as PDF, with a table in which readings are noted."""
    spoken = loudspeaker(approved, language)
    _ = words(language).gettext
    columns = (_("Day"), _("Time"), _("Minutes"), _("Read by"))
    made = ReadingScript(
        approved.facts.headline.said(language), spoken.lines, reading_note(spoken, language), columns, language
    )
    return set_script_once(made, now=approved.at)


def announcement_poster(approved: ApprovedFacts, language: Language, *, address: str = "") -> bytes:
    """Sets the poster of an announcement as PDF. Raises PaperError for one too long to be read from afar."""
    told = poster(approved, language)
    headline, action, contact = told.lines
    made = CampaignPoster(headline, action, contact, (told.small_print,), language, address, _without_scheme(address))
    return set_poster_once(made, now=approved.at)


def reading_note(spoken: Script, language: Language) -> str:
    """How long it takes to read, and the code of the announcement."""
    _ = words(language).gettext
    minutes, seconds = divmod(spoken.seconds, 60)
    took = _("Takes about %(minutes)s min %(seconds)s s to read. Notice code %(code)s.")
    return took % {"minutes": minutes, "seconds": f"{seconds:02d}", "code": spoken.fingerprint}


def _standing(facts: SiteFacts, language: Language) -> Iterator[Print]:
    _ = words(language).gettext
    for name, headline, action in (
        ("home", _("Bluezone warns your family"), _("Install it and keep Bluetooth on")),
        ("door", _("Welcome"), _("Please switch on Bluezone and Bluetooth")),
    ):
        contact = _("Ask for help: %(phone)s") % {"phone": facts.hotline} if facts.hotline else _("Ask us for help")
        made = CampaignPoster(
            headline,
            action,
            contact,
            (facts.issuer.said(language), _("Free. No telephone number and no name is asked for.")),
            language,
            facts.origin,
            _without_scheme(facts.origin),
        )
        pdf = set_poster_once(made, now=_STANDING)
        yield Print(f"poster-{name}-{language}.pdf", "poster", headline, language, pdf)


def _announced(facts: SiteFacts, approved: ApprovedFacts, language: Language) -> Iterator[Print]:
    title, code = approved.facts.headline.said(language), approved.fingerprint.lower()
    yield Print(f"script-{code}-{language}.pdf", "script", title, language, announcement_script(approved, language))
    try:
        pdf = announcement_poster(approved, language, address=facts.origin)
    except PaperError:
        return  # too long to be read from afar; the script and the news say it all
    yield Print(f"poster-{code}-{language}.pdf", "poster", title, language, pdf)


def _without_scheme(address: str) -> str:
    return address.partition("://")[2].rstrip("/")
