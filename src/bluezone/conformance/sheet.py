"""A document as it meets the eye: lines of text with their type and place, in one form for PDF and DOCX.

A PDF tells where ink is and nothing of paragraphs; a DOCX tells paragraphs and nothing of where ink will be. Both fill
in what they know and leave None for the rest. Millimetres count from the top left of a page, type in points.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from bluezone.vietnam.folding import fold

MM_A_POINT = 25.4 / 72
_FOLDED = 200
"""Boxes are known by how a line begins."""


class Side(enum.Enum):
    """The column of the page's head or foot in which a line stands."""

    LEFT = "left"
    RIGHT = "right"
    FULL = "full"


class Align(enum.Enum):
    """How a paragraph's lines meet its edges."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Type:
    """How letters look."""

    family: str
    size_pt: float
    bold: bool
    italic: bool
    colour: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        if not 0 <= self.size_pt < 10_000:
            raise ValueError("letters have a size")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one type."""

    text: str
    type: Type
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """The place of something, from the top left of the page."""

    left: float
    top: float
    right: float
    bottom: float
    baseline: float = 0.0

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Form:
    """How a paragraph is set, as far as a file says."""

    align: Align | None = None
    indent_cm: float | None = None
    """Of the first line, against the others."""
    gap_pt: float | None = None
    """To the paragraph before it."""
    leading: float | None = None
    """In lines of the type's single spacing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a PDF, or one line or paragraph of a DOCX."""

    runs: tuple[Run, ...]
    page: int
    side: Side = Side.FULL
    box: Box | None = None
    width_mm: float | None = None
    """Of the text."""
    stroke_mm: float | None = None
    """The length of the line drawn under it; None where there is none."""
    form: Form | None = None
    paragraph: int = -1
    """Lines of one paragraph share a number; -1 where the file does not say."""
    in_table: bool = False
    framed: bool = False
    text: str = field(init=False)
    folded: str = field(init=False)
    """Capitals without accents."""
    type: Type = field(init=False)
    """That of most of its letters."""

    def __post_init__(self) -> None:
        """Works out once what rules ask for many times."""
        text = " ".join("".join(run.text for run in self.runs).split())
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "folded", bare_capitals(text[:_FOLDED]))
        object.__setattr__(self, "type", _prevailing(self.runs))


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of paper, in millimetres."""

    width: float
    height: float
    top: float | None = None
    bottom: float | None = None
    left: float | None = None
    right: float | None = None
    """Margins, where the file states them."""


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A page's number, as it is printed or as the file will print it."""

    page: int
    type: Type
    align: Align | None
    """None where it is not known."""
    in_top_margin: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole document."""

    source: str
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    numbers: tuple[PageNumber, ...]
    numbers_known: bool
    """Whether the absence of page numbers means anything: on one page it does not."""
    scanned: bool = False

    def __post_init__(self) -> None:
        if not self.pages:
            raise ValueError("a document has a page")


def _prevailing(runs: tuple[Run, ...]) -> Type:
    if len(runs) == 1:
        return runs[0].type
    counts: dict[Type, int] = {}
    for run in runs:
        counts[run.type] = counts.get(run.type, 0) + len(run.text.strip())
    return max(counts, key=lambda each: counts[each])


def bare_capitals(text: str) -> str:
    """Writes capitals without marks, one blank between words: for finding boxes, never for judging them."""
    return fold(text).upper()
