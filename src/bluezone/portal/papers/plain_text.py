"""The text of a paper as a clerk types it into one box: a line is a block, and how it begins says which. Pure.

    I. Tình hình          a section, whose number is counted anew whatever was typed
    1. Đã dán áp phích    a clause; 1. [Kết quả] … gives it a title
    a) …                  a point
    - …                   a line of a list
    Điều 1. …             an article
    anything else         a paragraph

Tables, parts, chapters and appendices come from elsewhere; a text that has them is not edited here.
"""

from __future__ import annotations

import re
import unicodedata

from bluezone.documents.numbering import POINT_LETTERS, roman
from bluezone.documents.paper import Article, Blocks, Clause, Dash, Paragraph, Point, Section
from bluezone.portal.errors import RefusedError

LONGEST_TEXT = 200_000
_FORMS = (
    (re.compile(r"[IVX]{1,7}\.\s+(?P<text>.+)"), Section),
    (re.compile(r"Điều\s+\d{1,3}\.\s+(?P<text>.+)"), Article),
    (re.compile(r"\d{1,3}\.\s+(?:\[(?P<title>[^\]]+)\]\s*)?(?P<text>.*)"), Clause),
    (re.compile(r"[a-zđ]\)\s+(?P<text>.+)"), Point),
    (re.compile(r"[-–]\s+(?P<text>.+)"), Dash),
)


def read_blocks(text: str) -> Blocks:
    """Reads blocks out of what was typed. Raises RefusedError for nothing or for too much."""
    if len(text) > LONGEST_TEXT:
        raise RefusedError("the text is longer than 200,000 characters")
    lines = (" ".join(unicodedata.normalize("NFC", line).split()) for line in text.splitlines())
    blocks = tuple(_block(line) for line in lines if line)
    if not blocks:
        raise RefusedError("the text is empty")
    return blocks


def write_blocks(blocks: Blocks) -> str | None:
    """Writes blocks as a clerk would have typed them; None for a text that cannot be typed so."""
    lines, sections, articles, clauses, points = [], 0, 0, 0, 0
    for block in blocks:
        match block:
            case Section(title=title):
                sections, clauses, points = sections + 1, 0, 0
                lines.append(f"{roman(min(sections, 39))}. {title}")
            case Article(text=text):
                articles, clauses, points = articles + 1, 0, 0
                lines.append(f"Điều {articles}. {text}")
            case Clause(text=text, title=title):
                clauses, points = clauses + 1, 0
                lines.append(f"{clauses}. " + (f"[{title}] {text}".strip() if title else text))
            case Point(text=text):
                points += 1
                lines.append(f"{POINT_LETTERS[(points - 1) % len(POINT_LETTERS)]}) {text}")
            case Dash(text=text):
                lines.append(f"- {text}")
            case Paragraph(text=text):
                lines.append(text)
            case _:
                return None
    written = "\n".join(lines)
    return written if _reads_back(written, blocks) else None


def _reads_back(written: str, blocks: Blocks) -> bool:
    try:
        return read_blocks(written) == tuple(blocks)
    except (ValueError, RefusedError):
        return False


def _block(line: str) -> Section | Article | Clause | Point | Dash | Paragraph:
    for form, kind in _FORMS:
        if (found := form.fullmatch(line)) is not None:
            return _made(kind, found)
    return Paragraph(text=line)


def _made(kind: type, found: re.Match[str]) -> Section | Article | Clause | Point | Dash:
    if kind is Section:
        return Section(title=found["text"])
    if kind is Clause:
        return Clause(text=found["text"], title=found["title"] or "")
    made: Article | Point | Dash = kind(text=found["text"])
    return made
