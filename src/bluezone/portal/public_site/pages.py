"""The pages in both languages: which there are, and their HTML.

Vietnamese stands at the top of the folder, English under `en/`, each page under the same name; every link is relative,
so that a site works below any address and from a memory stick.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bluezone import webui
from bluezone.portal.public_site.facts import FEWEST_TOLD, SiteFacts
from bluezone.portal.public_site.printing import Print
from bluezone.portal.public_site.words import words
from bluezone.rollout.announcing.facts import ApprovedFacts
from bluezone.rollout.announcing.outlets import news
from bluezone.vietnam.days import day_name, full_date
from bluezone.vietnam.words import Language

FOLDERS: dict[Language, str] = {"vi": "", "en": "en/"}
PAGES = ("index", "install", "limits", "questions", "print", "news", "figures", "verify", "log")
"""In the order of the navigation; `news`, `figures` and `verify` go on over further pages when they are long."""
NEWS_A_PAGE, PAPERS_A_PAGE, HEADS_SHOWN, LATEST_SHOWN = 10, 80, 30, 3
COMMUNES_NUMBERED = 20
"""On a map: of more, the numbers would stand upon each other."""
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame in which every page of a site stands."""

    facts: SiteFacts
    style: str
    """The name of the style sheet's file, with its version in it."""
    prints: Sequence[Print]


@dataclass(frozen=True, slots=True)
class _Part:
    """One file: a page, or a continuation of it."""

    page: str
    items: Sequence[Any]
    number: int
    """From 1."""
    of: int


def render_pages(frame: Frame) -> Iterator[tuple[str, bytes]]:
    """Renders every page in both languages, (name of the file, HTML)."""
    for language, folder in FOLDERS.items():
        for part in _parts(frame.facts):
            yield folder + file_name(part.page, part.number), _render(frame, language, part)


def pages_of(facts: SiteFacts) -> tuple[str, ...]:
    """Lists the pages that this site has: figures only where the office publishes some."""
    return tuple(page for page in PAGES if page != "figures" or facts.figures is not None)


def file_name(name: str, number: int = 1) -> str:
    """The file's name, of a page and of its continuations."""
    return f"{name}.html" if number == 1 else f"{name}-{number}.html"


def _parts(facts: SiteFacts) -> Iterator[_Part]:
    long: dict[str, tuple[Sequence[Any], int]] = {
        "news": (facts.announcements, NEWS_A_PAGE),
        "figures": (facts.figures.provinces if facts.figures else (), 1),
        "verify": (facts.papers, PAPERS_A_PAGE),
    }
    for page in pages_of(facts):
        found, size = long.get(page, ((), 1))
        slices = [found[at : at + size] for at in range(0, len(found), size)] or [()]
        for number, items in enumerate(slices, start=1):
            yield _Part(page, items, number, len(slices))


def _render(frame: Frame, language: Language, part: _Part) -> bytes:
    top = "../" * FOLDERS[language].count("/")
    other: Language = "en" if language == "vi" else "vi"
    shown = {
        "lang": language,
        "top": top,
        "here": part.page,
        "other_language": top + FOLDERS[other] + file_name(part.page, part.number),
        "addresses": _addresses(frame.facts.origin, part),
        "canonical": _address(frame.facts.origin, language, part) if frame.facts.origin else "",
        "style": f"{top}assets/{frame.style}",
        "site": frame.facts,
        "prints": [one for one in frame.prints if one.language == language],
        "items": [_told(item, language) if isinstance(item, ApprovedFacts) else item for item in part.items],
        "latest": [_told(item, language) for item in frame.facts.announcements[:LATEST_SHOWN]],
        "number": part.number,
        "pages": [file_name(part.page, number) for number in range(1, part.of + 1)],
        "heads_shown": HEADS_SHOWN,
        "fewest": FEWEST_TOLD,
        "numbered": COMMUNES_NUMBERED,
    }
    return _environment(language).get_template(f"public_site/{part.page}.html").render(shown).encode()


def _addresses(origin: str, part: _Part) -> list[tuple[str, str]]:
    """Lists where the page stands in each language: search engines want whole addresses; none without an origin."""
    if not origin:
        return []
    whole = [(language, _address(origin, language, part)) for language in FOLDERS]
    return [*whole, ("x-default", whole[0][1])]


def _address(origin: str, language: Language, part: _Part) -> str:
    return f"{origin}/{FOLDERS[language]}{file_name(part.page, part.number)}"


def _told(approved: ApprovedFacts, language: Language) -> dict[str, Any]:
    """What an announcement says on a page: in its language, or in Vietnamese where it was written in that alone."""
    spoken = approved.facts.nearest(language)
    told = news(approved, spoken)
    return {
        "id": approved.fingerprint,
        "day": approved.at.date(),
        "headline": told.headline,
        "text": told.paragraphs,
        "lang": spoken,
    }


@cache
def _environment(language: Language) -> Environment:
    made = Environment(
        loader=FileSystemLoader([_TEMPLATES, webui.TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=False,
        extensions=["jinja2.ext.i18n", webui.Unindented],
    )
    catalogue = words(language)
    made.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined] # of the extension
    made.globals.update(icon=webui.icon, qr=webui.qr_svg)
    made.filters.update(
        day_first=lambda day: day_name(day, language, sentence=True) + f"{'/' if language == 'vi' else ' '}{day.year}",
        full_date=full_date,
    )
    return made
