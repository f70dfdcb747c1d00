"""A paper in its final words: every capital, dash, semicolon and number in its place, and nothing about measures.

Between the model, which knows what is meant, and the two writers, which know points and millimetres. PDF and DOCX
say the same because both start here. Sections in brackets are those of Appendix I of Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

import msgspec

from bluezone.documents.numbering import POINT_LETTERS, long_date, open_date, roman, two_digits
from bluezone.documents.paper import (
    Appendix,
    Article,
    Block,
    Blocks,
    Chapter,
    Clause,
    Dash,
    Issue,
    Kind,
    Paper,
    Paragraph,
    Part,
    Point,
    Section,
    Table,
)

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
END = "./."
_VERDICTS = {Kind.DECISION: "QUYẾT ĐỊNH:", Kind.RESOLUTION: "QUYẾT NGHỊ:"}
_BLANK_NUMBER = "      "


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of text as it is set: `form` says how, the rest what."""

    form: str
    """paragraph, heading (centred), division (bold, indented) or table."""
    label: str = ""
    """What stands before the text: "Điều 1.", "a)", "-"."""
    label_bold: bool = False
    title: str = ""
    """Bold, between label and text."""
    text: str = ""
    table: Table | None = None


class LaidAppendix(msgspec.Struct, frozen=True, kw_only=True):
    """One appendix (phụ lục) in its final words."""

    heading: str
    title: str
    reference: str
    items: tuple[Item, ...]
    landscape: bool


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """All words of a paper, box by box."""

    country: str
    motto: str
    superior: tuple[str, ...]
    body: tuple[str, ...]
    number: str
    place_date: str
    type_name: str
    subject: str
    """Under the type's name."""
    about: str
    """V/v, of letters."""
    urgency: str
    urgency_frame_mm: tuple[int, int]
    addressees: tuple[str, ...]
    authority: str
    bases: tuple[str, ...]
    verdict: str
    items: tuple[Item, ...]
    office: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]
    mark: str
    address: str
    appendices: tuple[LaidAppendix, ...]


def lay_out(paper: Paper, issue: Issue | None, *, year: int) -> Layout:
    """Lays out the words of a paper; without an issue those of a draft of this year, whose number and date are open."""
    letter = paper.kind is Kind.LETTER
    return Layout(
        country=COUNTRY,
        motto=MOTTO,
        superior=tuple(line.upper() for line in paper.issuer.superior),
        body=tuple(line.upper() for line in paper.issuer.name),
        number=f"Số: {number_of(paper, issue)}",
        place_date=f"{paper.issuer.place}, {long_date(issue.date) if issue else open_date(year)}",
        type_name="" if letter else paper.kind.title.upper(),
        subject="" if letter else paper.subject,
        about=f"V/v {paper.subject}" if letter else "",
        urgency=paper.urgency.value if paper.urgency else "",
        urgency_frame_mm=paper.urgency.frame_mm if paper.urgency else (0, 0),
        addressees=_addressees(paper.addressees),
        authority=paper.authority.upper(),
        bases=_closed(paper.bases),
        verdict=_VERDICTS.get(paper.kind, ""),
        items=_ended(number_blocks(paper.blocks)),
        office=tuple(line.upper() for line in paper.signatory.office),
        signer=paper.signatory.name,
        recipients=_recipients(paper),
        mark=_mark(paper),
        address=paper.issuer.address,
        appendices=_appendices(paper, issue, year),
    )


def number_of(paper: Paper, issue: Issue | None) -> str:
    """Writes the number with its symbol, 05/BC-UBND (section II.3)."""
    return f"{two_digits(issue.number) if issue else _BLANK_NUMBER}/{paper.symbol}"


def number_blocks(blocks: Blocks) -> tuple[Item, ...]:
    """Numbers every block (section II.6)."""
    return _Numbering().items(blocks)


class _Numbering:
    """Counts parts, articles, clauses and points while it walks down a text."""

    def __init__(self) -> None:
        self._parts = self._chapters = self._sections = self._articles = self._clauses = self._points = 0

    def items(self, blocks: Blocks) -> tuple[Item, ...]:
        return tuple(item for block in blocks for item in self._items_of(block))

    def _items_of(self, block: Block) -> tuple[Item, ...]:
        """Numbers a block; the counters below it start again with it."""
        match block:
            case Part() | Chapter() | Section():
                return self._division(block)
            case Article(text=text):
                self._articles, self._clauses, self._points = self._articles + 1, 0, 0
                return (Item(form="paragraph", label=f"Điều {self._articles}.", label_bold=True, text=text),)
            case Clause():
                self._clauses, self._points = self._clauses + 1, 0
                return self._clause(block)
            case Table():
                return (Item(form="table", table=block, title=block.caption),)
            case Point(text=text):
                self._points += 1
                return (Item(form="paragraph", label=f"{POINT_LETTERS[self._points - 1]})", text=text),)
            case Dash() | Paragraph():
                return (Item(form="paragraph", label="-" if isinstance(block, Dash) else "", text=block.text),)
        raise TypeError(f"a text has no {type(block).__name__}")

    def _division(self, block: Part | Chapter | Section) -> tuple[Item, ...]:
        self._clauses = self._points = 0
        if isinstance(block, Part):
            self._parts, self._chapters, self._sections = self._parts + 1, 0, 0
            return _headings(f"Phần {roman(self._parts)}", block.title)
        if isinstance(block, Chapter):
            self._chapters, self._sections = self._chapters + 1, 0
            return _headings(f"Chương {roman(self._chapters)}", block.title)
        self._sections += 1
        label = f"{roman(self._sections)}."
        return (Item(form="division", label=label, label_bold=True, title=block.title.upper()),)

    def _clause(self, clause: Clause) -> tuple[Item, ...]:
        """Sets a clause's title with its number in bold on a line of its own, and the text under it."""
        label = f"{self._clauses}."
        if not clause.title:
            return (Item(form="paragraph", label=label, text=clause.text),)
        head = Item(form="division", label=label, label_bold=True, title=clause.title)
        return (head, Item(form="paragraph", text=clause.text)) if clause.text else (head,)


def _headings(number: str, title: str) -> tuple[Item, ...]:
    return (Item(form="heading", title=number), Item(form="heading", title=title.upper()))


def _ended(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Ends the text with ./. in place of its last full stop."""
    last = items[-1]
    if last.text:
        ended = msgspec.structs.replace(last, text=_bare(last.text) + END)
    else:
        ended = msgspec.structs.replace(last, title=_bare(last.title) + END)
    return (*items[:-1], ended)


def _closed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Closes each line with a semicolon and the last with a full stop."""
    bare = [_bare(line) for line in lines]
    return tuple(f"{line}{'.' if place == len(bare) else ';'}" for place, line in enumerate(bare, start=1))


def _bare(text: str) -> str:
    return text.rstrip().removesuffix(END).rstrip(" .;,")


def _addressees(names: tuple[str, ...]) -> tuple[str, ...]:
    """Writes addressees: one stands on the line of Kính gửi without a stop; several are a list (section II.9a)."""
    return tuple(_bare(name) for name in names) if len(names) == 1 else _closed(names)


def _recipients(paper: Paper) -> tuple[str, ...]:
    lines = [f"- {_bare(name)};" for name in paper.recipients]
    return (*lines, f"- Lưu: VT, {paper.drafting_unit}.")


def _mark(paper: Paper) -> str:
    """Writes the drafter's mark and the number of copies (section II.11)."""
    return f"{paper.drafter}.{two_digits(paper.copies)}" if paper.drafter and paper.copies else paper.drafter


def _appendices(paper: Paper, issue: Issue | None, year: int) -> tuple[LaidAppendix, ...]:
    date = long_date(issue.date) if issue else open_date(year)
    kind = paper.kind.title or "Công văn"
    issuer = " ".join(paper.issuer.name)
    reference = f"(Kèm theo {kind} số {number_of(paper, issue)} {date} của {issuer})"
    several = len(paper.appendices) > 1
    return tuple(
        _appendix(appendix, f"Phụ lục {roman(place)}" if several else "Phụ lục", reference)
        for place, appendix in enumerate(paper.appendices, start=1)
    )


def _appendix(appendix: Appendix, heading: str, reference: str) -> LaidAppendix:
    return LaidAppendix(
        heading=heading,
        title=appendix.title.upper(),
        reference=reference,
        items=number_blocks(appendix.blocks),
        landscape=appendix.landscape,
    )
