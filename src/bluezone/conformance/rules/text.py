"""Rules of the running text: bases, type, indents, gaps, spacing, numbering, the end (Appendix I, section II.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bluezone.conformance.anatomy import Anatomy
from bluezone.conformance.findings import Severity
from bluezone.conformance.paragraphs import Paragraph
from bluezone.conformance.rules.rule import CannotJudgeError, Remark, Rule, ends_in, sizes, styles, where
from bluezone.conformance.sheet import Align, bare_capitals
from bluezone.documents.layout import END
from bluezone.documents.measures import INDENTS_CM, LEADING, PARAGRAPH_GAP_PT, TEXT_PT
from bluezone.documents.numbering import POINT_LETTERS
from bluezone.vietnam.words import Words

_INDENT_SLACK_CM, _GAP_SLACK_PT, _LEADING_SLACK = 0.12, 0.8, 0.04
_BASES = ("CAN CU", "THEO DE NGHI", "XET DE NGHI", "XET TO TRINH")
_POINT = re.compile(r"(?P<letter>[a-zđăâêôơư])(?P<close>[).\]:])\s")
_CLAUSE = re.compile(r"\d+\.|[IVX]+\.|Điều")
_HEAD = re.compile(r"(PHAN|CHUONG|MUC|DIEU)\s+(?P<number>[IVXLC]+|\d+)\b")
_ROMAN_HEADS, _ARABIC_HEADS = ("PHAN", "CHUONG"), ("MUC", "DIEU")


def _bases_type(anatomy: Anatomy) -> Iterator[Remark]:
    for paragraph in _bases(anatomy):
        yield from styles(paragraph.lines, bold=False, italic=True)
        yield from sizes(paragraph.lines, TEXT_PT)


def _bases_end(anatomy: Anatomy) -> Iterator[Remark]:
    bases = _bases(anatomy)
    for place, paragraph in enumerate(bases, start=1):
        if not paragraph.text.endswith("." if place == len(bases) else ";"):
            yield Remark(ends_in(paragraph.text[-1]), where(paragraph.lines[-1]))


def _size(anatomy: Anatomy) -> Iterator[Remark]:
    yield from sizes((line for paragraph in _running(anatomy) for line in paragraph.lines), TEXT_PT)


def _justified(anatomy: Anatomy) -> Iterator[Remark]:
    aligned = [
        paragraph
        for paragraph in _running(anatomy)
        if paragraph.form.align is not None and (len(paragraph.lines) > 1 or len(paragraph.text) > 90)
    ]
    if not aligned:
        raise CannotJudgeError("no paragraph is longer than a line")
    for paragraph in aligned:
        if paragraph.form.align is Align.LEFT:
            yield Remark(Words("chỉ đều bên trái", "left only"), where(paragraph.lines[0]))


def _indent(anatomy: Anatomy) -> Iterator[Remark]:
    first = [paragraph for paragraph in _running(anatomy) if len(paragraph.text) > 90]
    if not first:
        raise CannotJudgeError("no paragraph is longer than a line")
    for paragraph in first:
        indent = paragraph.form.indent_cm
        if indent is None or _goes_on(anatomy, paragraph, indent):
            continue
        if not any(abs(indent - allowed) <= _INDENT_SLACK_CM for allowed in INDENTS_CM):
            yield Remark(f"{indent:.2f} cm", where(paragraph.lines[0]))


def _gap(anatomy: Anatomy) -> Iterator[Remark]:
    running = _running(anatomy)
    known = [(paragraph, gap) for paragraph in running[1:] if (gap := paragraph.form.gap_pt) is not None]
    if not known:
        raise CannotJudgeError("no two paragraphs stand on one page")
    for paragraph, gap in known:
        if gap < PARAGRAPH_GAP_PT - _GAP_SLACK_PT:
            yield Remark(f"{gap:.1f} pt", where(paragraph.lines[0]))


def _leading(anatomy: Anatomy) -> Iterator[Remark]:
    known = [(paragraph, leading) for paragraph in _running(anatomy) if (leading := paragraph.form.leading) is not None]
    if not known:
        raise CannotJudgeError("no paragraph is longer than a line")
    for paragraph, leading in known:
        if not LEADING.holds(leading, _LEADING_SLACK):
            yield Remark(Words(f"{leading:.2f} dòng", f"{leading:.2f} lines"), where(paragraph.lines[0]))


def _points(anatomy: Anatomy) -> Iterator[Remark]:
    """Requires letters in Vietnamese order, each list from a on, closed by a bracket."""
    expected, seen = 0, False
    for paragraph in _running(anatomy):
        match = _POINT.match(paragraph.text)
        if match is None:
            expected = 0 if _CLAUSE.match(paragraph.text) else expected
            continue
        seen = True
        if match["close"] != ")":
            yield Remark(f"{match['letter']}{match['close']}", where(paragraph.lines[0]))
        expected = 0 if match["letter"] == "a" else expected
        wanted = POINT_LETTERS[min(expected, len(POINT_LETTERS) - 1)]
        if match["letter"] != wanted:
            letter = match["letter"]
            found = Words(f"{letter}) ở chỗ của {wanted})", f"{letter}) where {wanted}) comes")
            yield Remark(found, where(paragraph.lines[0]))
            expected = POINT_LETTERS.index(match["letter"]) if match["letter"] in POINT_LETTERS else expected
        expected += 1
    if not seen:
        raise CannotJudgeError("there are no points")


def _heads(anatomy: Anatomy) -> Iterator[Remark]:
    seen = False
    for paragraph in anatomy.text.paragraphs:
        first = paragraph.lines[0]
        match = _HEAD.match(bare_capitals(paragraph.text))
        if match is None or not first.runs[0].type.bold:
            continue
        seen = True
        arabic = match["number"].isdigit()
        if match[1] in (_ROMAN_HEADS if arabic else _ARABIC_HEADS):
            yield Remark(f"{match[1]} {match['number']}", where(first))
    if not seen:
        raise CannotJudgeError("there are no parts, chapters or articles")


def _end(anatomy: Anatomy) -> Iterator[Remark]:
    if not anatomy.text.paragraphs:
        raise CannotJudgeError("the text was not found")
    last = anatomy.text.paragraphs[-1]
    if not last.text.rstrip().endswith((END, ". /.", "./")):
        yield Remark(ends_in(last.text[-12:]), where(last.lines[-1]), Severity.DOUBT)


def _bases(anatomy: Anatomy) -> list[Paragraph]:
    """Takes the first paragraphs of a text with a type; in a letter a basis is a sentence like any other."""
    if anatomy.type_name is None:
        raise CannotJudgeError("a letter has no list of bases")
    found: list[Paragraph] = []
    for paragraph in anatomy.text.paragraphs:
        if bare_capitals(paragraph.text).startswith(_BASES):
            found.append(paragraph)
        elif found or len(paragraph.text) > 90:
            break
    if not found or (len(found) == 1 and len(found[0].text) > 400):
        raise CannotJudgeError("there are no bases")
    return found


def _running(anatomy: Anatomy) -> list[Paragraph]:
    """Takes paragraphs of text proper: no headings, captions or centred lines."""
    found = [
        paragraph
        for paragraph in anatomy.text.paragraphs
        if paragraph.form.align not in {Align.CENTRE, Align.RIGHT} and not _is_heading(paragraph)
    ]
    if not found:
        raise CannotJudgeError("the text was not found")
    return found


def _is_heading(paragraph: Paragraph) -> bool:
    return all(line.type.bold for line in paragraph.lines)


def _goes_on(anatomy: Anatomy, paragraph: Paragraph, indent_cm: float) -> bool:
    """Whether a paragraph of a PDF only seems to begin, at the top of a page or after a table."""
    before = None
    for each in anatomy.text.paragraphs:
        if each is paragraph:
            break
        before = each
    gap = paragraph.form.gap_pt
    return (
        anatomy.sheet.source == "pdf"
        and before is not None
        and abs(indent_cm) < 0.1
        and (gap is None or not before.text.endswith((".", ":", ";")))
    )


RULES = (
    Rule("bases.type", f"{TEXT_PT} pt, regular italic", _bases_type),
    Rule("bases.end", "each ends in ; and the last in .", _bases_end),
    Rule("text.size", f"{TEXT_PT} pt", _size),
    Rule("text.justified", "even on both sides", _justified),
    Rule("text.indent", "the first line of a paragraph 1 or 1.27 cm further in", _indent),
    Rule("text.gap", f"at least {PARAGRAPH_GAP_PT:g} pt between paragraphs", _gap),
    Rule("text.leading", f"line spacing {LEADING} lines", _leading),
    Rule("text.points", "a) b) c) d) đ) e) g) h), from a on under each clause", _points),
    Rule("text.heads", "Phần and Chương in Roman, Mục and Điều in Arabic numbers", _heads),
    Rule("text.end", "./. at the end of the text", _end),
)
