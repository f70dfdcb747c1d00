"""What a document consists of, before anybody decides how it looks. Text is plain: no markup is understood in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section, with its number as it is printed."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph."""

    text: str
    quoted: bool = False
    """Words of the directive, to be set as a quotation."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; every row is as wide as the head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    """Columns that are set to the right."""

    def __post_init__(self) -> None:
        if not self.head or any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("every row of a table is as wide as its head")


Block = Heading | Text | Table


@dataclass(frozen=True, slots=True)
class Appendix:
    """Begins a page of its own, with its own numbering."""

    number: str
    """Roman."""
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """A whole document but for its head and foot."""

    subject: str
    blocks: tuple[Block, ...]
    appendices: tuple[Appendix, ...] = ()
