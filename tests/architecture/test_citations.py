"""Code cites the specification, and every citation leads somewhere."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from tests.support.sources import PROJECT, PROTOCOL_PAGES, citing_files

PAGES = sorted(PROTOCOL_PAGES.glob("*.md"))
NUMBERED = re.compile(r"(?<![\d-])(?P<page>\d{1,2}-[a-z-]+\.md)(?:, \"(?P<section>[^\"\n]+)\")?")
DOCUMENT = re.compile(r"docs/protocol/[a-z0-9-]+\.md")
LINK = re.compile(r"\]\((?P<target>[^)#:\s]+)(?:#[^)]*)?\)")


def sections_of(page: Path) -> set[str]:
    return {line.lstrip("#").strip() for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#")}


@functools.cache
def cited() -> list[tuple[Path, str, str | None]]:
    """(citing file, page, section) for every page of the specification that is named anywhere; asked four times."""
    found = []
    for path in citing_files():
        text = " ".join(path.read_text(encoding="utf-8").split())
        found += [(path, match["page"], match["section"]) for match in NUMBERED.finditer(text)]
        found += [(path, Path(match.group()).name, None) for match in DOCUMENT.finditer(text)]
    return found


def test_the_specification_is_cited_at_all() -> None:
    assert len(cited()) > 50


def test_every_cited_page_exists() -> None:
    missing = {(path.name, page) for path, page, _ in cited() if not (PROTOCOL_PAGES / page).is_file()}

    assert set() == missing


def test_every_cited_section_exists() -> None:
    missing = {
        (path.name, page, section)
        for path, page, section in cited()
        if section and (PROTOCOL_PAGES / page).is_file() and section not in sections_of(PROTOCOL_PAGES / page)
    }

    assert set() == missing


def test_every_numbered_page_is_cited() -> None:
    """A page that no line of code cites describes something that is not built."""
    named = {page for _, page, _ in cited()}

    assert set() == {page.name for page in PAGES if page.name[0].isdigit()} - named


@pytest.mark.parametrize("page", [*PAGES, PROJECT / "docs" / "glossary.md"], ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = [match["target"] for match in LINK.finditer(page.read_text(encoding="utf-8"))]

    assert [] == [target for target in targets if not (page.parent / target).exists()]
