"""Rules of the page: paper, margins, typeface, colour, page numbers (Appendix I, section I)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bluezone.conformance.anatomy import Anatomy
from bluezone.conformance.findings import Severity
from bluezone.conformance.rules.rule import SIZE_SLACK_PT, CannotJudgeError, Remark, Rule, on_page, style_of, where
from bluezone.conformance.sheet import MM_A_POINT, Align, Line
from bluezone.documents.measures import (
    A4_MM,
    BOTTOM_MM,
    LEFT_MM,
    LINE_EM,
    PAGE_NUMBER_PT,
    RIGHT_MM,
    TOP_MM,
    Range,
)
from bluezone.vietnam.words import Words

_PAPER_SLACK_MM, _SLACK_MM = 1.0, 1.0
_FACES = ("timesnewroman", "timesnewromanps", "liberationserif", "tinos", "thorndale")
_SYMBOLS = ("symbol", "wingdings", "opensymbol")
_BLACK_UP_TO = 70
_SIDES = {
    Align.LEFT: "bên trái",
    Align.RIGHT: "bên phải",
    Align.CENTRE: "ở giữa",
    Align.JUSTIFY: "đều hai bên",
    None: "không rõ bên nào",
}


def _size(anatomy: Anatomy) -> Iterator[Remark]:
    for number, page in enumerate(anatomy.sheet.pages, start=1):
        short, long = sorted((page.width, page.height))
        if abs(short - A4_MM[0]) > _PAPER_SLACK_MM or abs(long - A4_MM[1]) > _PAPER_SLACK_MM:
            yield Remark(f"{page.width:.0f} × {page.height:.0f} mm", on_page(number))


def _orientation(anatomy: Anatomy) -> Iterator[Remark]:
    page = anatomy.sheet.pages[0]
    if page.width > page.height:
        yield Remark(Words("nằm ngang", "landscape"), on_page(1))


def _left(anatomy: Anatomy) -> Iterator[Remark]:
    yield from _side(anatomy, LEFT_MM, "left", anatomy.text.left_mm)


def _right(anatomy: Anatomy) -> Iterator[Remark]:
    right = anatomy.text.right_mm
    ragged = not any(paragraph.form.align is Align.JUSTIFY for paragraph in anatomy.text.paragraphs)
    if right is not None and ragged:
        raise CannotJudgeError("no line reaches the right edge for certain")
    yield from _side(anatomy, RIGHT_MM, "right", None if right is None else anatomy.sheet.pages[0].width - right)


def _side(anatomy: Anatomy, allowed: Range, name: str, measured: float | None) -> Iterator[Remark]:
    if measured is not None:
        if not allowed.holds(measured, _SLACK_MM):
            yield Remark(f"{measured:.1f} mm", on_page(1))
        return
    told = _told(anatomy, name, lying=False)
    if not told:
        raise CannotJudgeError("the text shows no edge")
    yield from _outside(told, allowed)


def _told(anatomy: Anatomy, name: str, *, lying: bool = True) -> list[tuple[int, float]]:
    """Takes a margin as each section of a DOCX states it; of pages that lie on their side left and right are others."""
    pages = [page for page in anatomy.sheet.pages if lying or page.width < page.height]
    values = [(number, getattr(page, name)) for number, page in enumerate(pages, start=1)]
    return [(number, value) for number, value in values if value is not None]


def _outside(told: list[tuple[int, float]], allowed: Range) -> Iterator[Remark]:
    for section, value in told:
        if not allowed.holds(value, _SLACK_MM):
            yield Remark(
                f"{value:.1f} mm",
                on_page(1) if section == 1 else Words(f"phần (section) {section}", f"section {section}"),
            )


def _top(anatomy: Anatomy) -> Iterator[Remark]:
    if told := _told(anatomy, "top"):
        yield from _outside(told, TOP_MM)
        return
    tops = [line.box.top for line in anatomy.sheet.lines if line.page == 1 and line.box]
    if not tops:
        raise CannotJudgeError("the first page is empty")
    if not TOP_MM.holds(min(tops), 1.5):
        yield Remark(f"{min(tops):.1f} mm", on_page(1))


def _bottom(anatomy: Anatomy) -> Iterator[Remark]:
    """Judges the lower margin: a page may end early, so a PDF shows a wide one only where all pages agree."""
    if told := _told(anatomy, "bottom"):
        yield from _outside(told, BOTTOM_MM)
        return
    margins = _lower_margins(anatomy)
    if not margins:
        raise CannotJudgeError("no page is full")
    if min(margins) < BOTTOM_MM.least - _SLACK_MM:
        yield Remark(f"{min(margins):.1f} mm", on_page(margins.index(min(margins)) + 1))
    two_lines = 3 * LINE_EM * 14 * MM_A_POINT
    if len(margins) > 3 and min(margins[:-1]) > BOTTOM_MM.most + two_lines:
        yield Remark(f"{min(margins[:-1]):.1f} mm", Words("mọi trang", "every page"), Severity.DOUBT)


def _lower_margins(anatomy: Anatomy) -> list[float]:
    """Measures from the lowest line of the text to the edge; an address at the foot stands lower on purpose."""
    lines = (*anatomy.text.lines, *anatomy.recipients, *((anatomy.signer,) if anatomy.signer else ()))
    lowest: dict[int, float] = {}
    for line in lines:
        if line.box:
            lowest[line.page] = max(lowest.get(line.page, 0), line.box.baseline + 1)
    return [anatomy.sheet.pages[page - 1].height - value for page, value in sorted(lowest.items())]


def _typeface(anatomy: Anatomy) -> Iterator[Remark]:
    seen: set[str] = set()
    for line in anatomy.sheet.lines:
        for run in line.runs:
            family = run.type.family
            plain = "".join(sign for sign in family.casefold() if sign.isalpha())
            if not run.text.strip() or family in seen or plain.startswith((*_FACES, *_SYMBOLS)):
                continue
            seen.add(family)
            yield Remark(family or Words("phông không tên", "a nameless face"), where(line))


def _colour(anatomy: Anatomy) -> Iterator[Remark]:
    for line in anatomy.sheet.lines:
        if line is not anatomy.urgency and max(line.type.colour) > _BLACK_UP_TO:
            yield Remark("#" + "".join(f"{part:02x}" for part in line.type.colour), where(line))


def _numbers(anatomy: Anatomy) -> Iterator[Remark]:
    sheet = anatomy.sheet
    if not sheet.numbers_known or (not sheet.numbers and not _later_pages(anatomy)):
        raise CannotJudgeError("there may be one page only")
    if not sheet.numbers:
        loose = _numbers_elsewhere(anatomy)
        found = Words("không có số trang", "no page numbers")
        if loose:
            found = Words(f"ở {where(loose).vi}", f"at {where(loose).en}")
        yield Remark(found, Words("mọi trang từ trang thứ hai", "every page from the second on"))
    for number in sheet.numbers:
        if number.page == 1 and sheet.source == "docx":
            yield Remark(Words("trang đầu có số trang", "a number on the first page"), on_page(1))
        elif number.align is not Align.CENTRE or not number.in_top_margin:
            vi, en = ("ở lề trên", "in the top margin") if number.in_top_margin else ("ở chỗ khác", "elsewhere")
            side = number.align.value if number.align else "unknown"
            yield Remark(Words(f"{vi}, {_SIDES[number.align]}", f"{en}, {side}"), on_page(number.page))


def _later_pages(anatomy: Anatomy) -> bool:
    """Whether any page goes on with another; a page that begins an appendix is a first page again."""
    if anatomy.sheet.source == "docx":
        return True
    first: dict[int, Line] = {}
    for line in anatomy.sheet.lines:
        first.setdefault(line.page, line)
    return any(page > 1 and not line.folded.startswith("PHU LUC") for page, line in first.items())


def _numbers_elsewhere(anatomy: Anatomy) -> Line | None:
    for line in anatomy.sheet.lines:
        page = anatomy.sheet.pages[line.page - 1]
        if line.box and line.text.isdigit() and line.box.baseline > page.height - BOTTOM_MM.most:
            return line
    return None


def _number_type(anatomy: Anatomy) -> Iterator[Remark]:
    if not anatomy.sheet.numbers:
        raise CannotJudgeError("there are no page numbers")
    for number in anatomy.sheet.numbers:
        if not PAGE_NUMBER_PT.holds(number.type.size_pt, SIZE_SLACK_PT):
            yield Remark(f"{number.type.size_pt:g} pt", on_page(number.page))
        if number.type.bold or number.type.italic:
            yield Remark(style_of(number.type), on_page(number.page))


def _rule(name: str, wanted: str, look: Callable[[Anatomy], Iterator[Remark]]) -> Rule:
    return Rule(f"page.{name}", wanted, look)


RULES = (
    _rule("size", "A4, 210 × 297 mm", _size),
    _rule("orientation", "portrait", _orientation),
    _rule("margin-top", f"{TOP_MM} mm", _top),
    _rule("margin-bottom", f"{BOTTOM_MM} mm", _bottom),
    _rule("margin-left", f"{LEFT_MM} mm", _left),
    _rule("margin-right", f"{RIGHT_MM} mm", _right),
    _rule("typeface", "Times New Roman", _typeface),
    _rule("colour", "black", _colour),
    _rule("number", "centred in the top margin, from the second page on", _numbers),
    _rule("number-type", f"{PAGE_NUMBER_PT} pt, regular upright", _number_type),
)
