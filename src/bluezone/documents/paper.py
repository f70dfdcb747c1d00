"""One official paper, as values: who issues what to whom, on which bases, signed by whom.

The model holds what a writer decides and nothing of the form: no capitals, dashes, full stops or numbers of clauses,
which `official` and `draft` put where Nghị định 30/2020/NĐ-CP wants them. Values refuse nonsense at birth. They are
msgspec structs, so that a portal can keep a paper as JSON and set it again years later.
"""

from __future__ import annotations

import datetime as dt
import enum
import unicodedata

import msgspec

from bluezone.documents.errors import PaperError
from bluezone.documents.numbering import POINT_LETTERS, is_symbol
from bluezone.documents.words import Field, Reason
from bluezone.vietnam.names import hides_signs

MAX_TEXT = 20_000
"""Characters in one paragraph: several pages, and more than anybody reads."""
MAX_BLOCKS, MAX_ROWS, MAX_COLUMNS, MAX_LINES = 2_000, 5_000, 20, 60
LAST_NUMBER = 999_999
_TITLES = ("gs", "pgs", "ts", "ths", "bs", "ks", "cn", "ông", "bà", "đ/c", "đồng chí", "nhà giáo", "thầy thuốc")
"""Academic and honorary titles, and forms of address, which do not stand before a signer's name."""


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of everything in a paper: immutable, and in JSON exactly as declared."""


class Kind(enum.Enum):
    """The types of administrative documents, under the abbreviations of their symbols."""

    LETTER = ""
    """Công văn: no type name, but V/v under its number."""
    RESOLUTION = "NQ"
    DECISION = "QĐ"
    DIRECTIVE = "CT"
    REGULATION = "QC"
    RULES = "QyĐ"
    NOTICE = "TB"
    GUIDANCE = "HD"
    PROGRAMME = "CTr"
    PLAN = "KH"
    SCHEME = "PA"
    PROJECT = "ĐA"
    REPORT = "BC"
    MINUTES = "BB"
    SUBMISSION = "TTr"
    INVITATION = "GM"
    INTRODUCTION = "GGT"

    @property
    def title(self) -> str:
        """The name that stands over the text."""
        return _TITLES_OF_KINDS[self]


_TITLES_OF_KINDS = {
    Kind.LETTER: "",
    Kind.RESOLUTION: "Nghị quyết",
    Kind.DECISION: "Quyết định",
    Kind.DIRECTIVE: "Chỉ thị",
    Kind.REGULATION: "Quy chế",
    Kind.RULES: "Quy định",
    Kind.NOTICE: "Thông báo",
    Kind.GUIDANCE: "Hướng dẫn",
    Kind.PROGRAMME: "Chương trình",
    Kind.PLAN: "Kế hoạch",
    Kind.SCHEME: "Phương án",
    Kind.PROJECT: "Đề án",
    Kind.REPORT: "Báo cáo",
    Kind.MINUTES: "Biên bản",
    Kind.SUBMISSION: "Tờ trình",
    Kind.INVITATION: "Giấy mời",
    Kind.INTRODUCTION: "Giấy giới thiệu",
}


class Urgency(enum.Enum):
    """Stamps of urgency, each in a red frame of its own width."""

    URGENT = "KHẨN"
    VERY_URGENT = "THƯỢNG KHẨN"
    EXPRESS = "HOẢ TỐC"

    @property
    def frame_mm(self) -> tuple[int, int]:
        """The width and height of the frame."""
        return {Urgency.URGENT: (20, 8), Urgency.VERY_URGENT: (40, 8), Urgency.EXPRESS: (30, 8)}[self]


class Issuer(Value, frozen=True):
    """The body that issues, and the one above it where the form shows one (for committees it does not)."""

    name: tuple[str, ...]
    """In lines as they should break: ("Ủy ban nhân dân", "huyện Sơn Dương")."""
    abbreviation: str
    """For the symbol: UBND."""
    place: str
    """Where it sits, as it stands before the date."""
    superior: tuple[str, ...] = ()
    address: str = ""
    """One line at the foot of the first page, for letters and invitations."""

    def __post_init__(self) -> None:
        _lines(self.name, Field.ISSUER, least=1, most=4)
        _lines(self.superior, Field.SUPERIOR, least=0, most=3)
        _text(self.abbreviation, Field.ABBREVIATION, most=20)
        _text(self.place, Field.PLACE, most=60)
        _text(self.address, Field.ADDRESS, most=300, empty=True)


class Issue(Value, frozen=True):
    """The number, date and place that the registry gives a paper at the moment it is signed."""

    number: int
    date: dt.date

    def __post_init__(self) -> None:
        if not 1 <= self.number <= LAST_NUMBER:
            raise PaperError(Reason.NUMBER)
        if not 1945 <= self.date.year <= 2200:
            raise PaperError(Reason.YEAR)


class Signatory(Value, frozen=True):
    """The person who signs: in whose name, in which office, and who."""

    name: str
    office: tuple[str, ...]
    """Lines such as ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch")."""

    def __post_init__(self) -> None:
        _lines(self.office, Field.OFFICE, least=1, most=5)
        _text(self.name, Field.SIGNER, most=60)
        first = title_before(self.name)
        if first:
            raise PaperError(Reason.TITLED_NAME, title=first)


class Block(Value, frozen=True, tag_field="block"):
    """One piece of the text."""


class Paragraph(Block, frozen=True, tag="paragraph"):
    """Plain text."""

    text: str

    def __post_init__(self) -> None:
        _text(self.text, Field.PARAGRAPH, most=MAX_TEXT)


class Part(Block, frozen=True, tag="part"):
    """One part (phần): a roman number on a line of its own, and a title in capitals."""

    title: str

    def __post_init__(self) -> None:
        _text(self.title, Field.TITLE, most=500)


class Chapter(Block, frozen=True, tag="chapter"):
    """One chapter (chương), in the same form as a part."""

    title: str

    def __post_init__(self) -> None:
        _text(self.title, Field.TITLE, most=500)


class Section(Block, frozen=True, tag="section"):
    """One section (mục) under a roman number, as reports and plans are divided."""

    title: str

    def __post_init__(self) -> None:
        _text(self.title, Field.TITLE, most=500)


class Article(Block, frozen=True, tag="article"):
    """One article (điều), numbered through the whole paper."""

    text: str

    def __post_init__(self) -> None:
        _text(self.text, Field.ARTICLE, most=MAX_TEXT)


class Clause(Block, frozen=True, tag="clause"):
    """One clause (khoản): 1. 2. 3., from the beginning after each section, article or chapter."""

    text: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        _text(self.title, Field.TITLE, most=500, empty=True)
        _text(self.text, Field.CLAUSE, most=MAX_TEXT, empty=bool(self.title))


class Point(Block, frozen=True, tag="point"):
    """One point (điểm): a) b) c) d) đ), from the beginning after each clause."""

    text: str

    def __post_init__(self) -> None:
        _text(self.text, Field.POINT, most=MAX_TEXT)


class Dash(Block, frozen=True, tag="dash"):
    """One line of a list."""

    text: str

    def __post_init__(self) -> None:
        _text(self.text, Field.LIST_LINE, most=MAX_TEXT)


class Column(Value, frozen=True):
    """A column of a table."""

    title: str
    share: float = 1.0
    """Of the width, against the others."""
    numeric: bool = False
    """Set to the right."""

    def __post_init__(self) -> None:
        _text(self.title, Field.COLUMN_TITLE, most=200)
        if not 0.05 <= self.share <= 100:
            raise PaperError(Reason.COLUMN_SHARE)


class Table(Block, frozen=True, tag="table"):
    """Figures in rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    """One bold row at the foot."""
    caption: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.columns) <= MAX_COLUMNS:
            raise PaperError(Reason.COLUMNS, most=MAX_COLUMNS)
        if len(self.rows) > MAX_ROWS:
            raise PaperError(Reason.ROWS, most=MAX_ROWS)
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise PaperError(Reason.RAGGED_ROW)
            for cell in row:
                _text(cell, Field.CELL, most=2_000, empty=True)
        _text(self.caption, Field.CAPTION, most=500, empty=True)


Blocks = tuple[Paragraph | Part | Chapter | Section | Article | Clause | Point | Dash | Table, ...]


class Appendix(Value, frozen=True):
    """One appendix (phụ lục): on pages of its own, with page numbers of its own."""

    title: str
    blocks: Blocks
    landscape: bool = False

    def __post_init__(self) -> None:
        _text(self.title, Field.APPENDIX_TITLE, most=500)
        _check_blocks(self.blocks)


class Paper(Value, frozen=True):
    """A whole document."""

    kind: Kind
    issuer: Issuer
    subject: str
    """What it is about: the line under the type's name, or after V/v."""
    blocks: Blocks
    signatory: Signatory
    recipients: tuple[str, ...]
    """Nơi nhận, without dashes and without the file copy."""
    drafting_unit: str
    """The abbreviation after "Lưu: VT", and in a letter's symbol: VHTT."""
    addressees: tuple[str, ...] = ()
    """Kính gửi: of letters, submissions and reports upwards."""
    bases: tuple[str, ...] = ()
    authority: str = ""
    """Who decides, in capitals over the bases of a decision: "Chủ tịch Ủy ban nhân dân huyện"."""
    urgency: Urgency | None = None
    drafter: str = ""
    """The drafter's mark."""
    copies: int = 0
    """Printed copies, beside the mark; 0 for none."""
    appendices: tuple[Appendix, ...] = ()

    def __post_init__(self) -> None:
        _text(self.subject, Field.SUBJECT, most=500)
        _text(self.drafting_unit, Field.DRAFTING_UNIT, most=20)
        _text(self.drafter, Field.DRAFTER, most=20, empty=True)
        _text(self.authority, Field.AUTHORITY, most=200, empty=True)
        _lines(self.recipients, Field.RECIPIENTS, least=1, most=MAX_LINES)
        _lines(self.addressees, Field.ADDRESSEES, least=0, most=MAX_LINES)
        _lines(self.bases, Field.BASES, least=0, most=MAX_LINES, longest=1_000)
        _check_blocks(self.blocks)
        self._check_whole()

    def _check_whole(self) -> None:
        if not self.blocks or not isinstance(self.blocks[-1], Paragraph | Article | Clause | Point | Dash):
            raise PaperError(Reason.OPEN_END)
        if self.kind is Kind.LETTER and not self.addressees:
            raise PaperError(Reason.NO_ADDRESSEE)
        if not is_symbol(self.symbol):
            raise PaperError(Reason.SYMBOL, symbol=self.symbol)
        if not 0 <= self.copies <= 9_999 or len(self.appendices) > 39:
            raise PaperError(Reason.COPIES)

    @property
    def symbol(self) -> str:
        """The paper's symbol: UBND-VHTT for a letter, BC-UBND for everything that has a type."""
        if self.kind is Kind.LETTER:
            return f"{self.issuer.abbreviation}-{self.drafting_unit}"
        return f"{self.kind.value}-{self.issuer.abbreviation}"


def title_before(name: str) -> str:
    """The title, honour or form of address that a name starts with, or nothing."""
    lowered = unicodedata.normalize("NFC", name).casefold().strip()
    for title in _TITLES:
        if lowered.startswith((f"{title}.", f"{title} ")):
            return name.strip()[: len(title) + 1].strip()
    return ""


def _check_blocks(blocks: Blocks) -> None:
    if len(blocks) > MAX_BLOCKS:
        raise PaperError(Reason.BLOCKS, most=MAX_BLOCKS)
    points = 0
    for block in blocks:
        points = points + 1 if isinstance(block, Point) else 0 if not isinstance(block, Dash | Paragraph) else points
        if points > len(POINT_LETTERS):
            raise PaperError(Reason.POINTS, most=len(POINT_LETTERS))


def _lines(lines: tuple[str, ...], field: Field, *, least: int, most: int, longest: int = 300) -> None:
    if not least <= len(lines) <= most:
        raise PaperError(Reason.LINES, field=field, least=least, most=most)
    for line in lines:
        _text(line, field, most=longest)


def _text(text: str, field: Field, *, most: int, empty: bool = False) -> None:
    """Requires one line of readable characters in one Unicode form: the fonts have no loose accents."""
    if not text.strip() and not (empty and not text):
        raise PaperError(Reason.EMPTY, field=field)
    if len(text) > most:
        raise PaperError(Reason.TOO_LONG, field=field, most=most)
    if not unicodedata.is_normalized("NFC", text):
        raise PaperError(Reason.DECOMPOSED, field=field)
    if hides_signs(text):
        raise PaperError(Reason.CONTROL_CHARACTERS, field=field)
