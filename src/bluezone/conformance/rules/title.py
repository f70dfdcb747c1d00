"""Rules of title, subject, V/v, addressees and urgency (Appendix I, sections II.5, II.9a, II.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bluezone.conformance.anatomy import Anatomy
from bluezone.conformance.findings import Severity
from bluezone.conformance.rules.rule import (
    NO_LINE,
    CannotJudgeError,
    Remark,
    Rule,
    capitals,
    ends_in,
    on_page,
    present,
    share_of_text,
    sizes,
    some,
    styles,
    where,
)
from bluezone.documents.measures import ABOUT_PT, RULE_SHARE, TEXT_PT, TITLE_PT
from bluezone.vietnam.words import Words

_RED_LEAST, _NOT_RED_MOST = 140, 110


def _kind(anatomy: Anatomy) -> Iterator[Remark]:
    """Requires a type, or V/v: one of them, and not both."""
    if anatomy.type_name is None and not anatomy.about:
        yield Remark(Words("không có tên loại, cũng không có V/v", "neither a type nor V/v"), on_page(1))
    elif anatomy.type_name is not None and anatomy.about:
        yield Remark(Words("có cả tên loại và V/v", "a type and V/v"), where(anatomy.type_name))


def _type_name(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.type_name, "the type's name")
    yield from sizes([line], TITLE_PT)
    yield from styles([line], bold=True, italic=False)
    yield from capitals([line])


def _subject(anatomy: Anatomy) -> Iterator[Remark]:
    lines = some(anatomy.subject, "the subject")
    yield from sizes(lines, TITLE_PT)
    yield from styles(lines, bold=True, italic=False)


def _subject_rule(anatomy: Anatomy) -> Iterator[Remark]:
    last = some(anatomy.subject, "the subject")[-1]
    if last.stroke_mm is None:
        yield Remark(NO_LINE, where(last))
        return
    widths = {line.width_mm for line in anatomy.subject if line.width_mm}
    if not widths:
        raise CannotJudgeError("the width of the text is not known")
    if not any(RULE_SHARE.holds(last.stroke_mm / width, 0.06) for width in widths):
        yield Remark(share_of_text(last.stroke_mm / max(widths)), where(last))


def _about(anatomy: Anatomy) -> Iterator[Remark]:
    first = some(anatomy.about, "V/v")[0]
    if re.match(r"V/v \S", first.text) is None:
        yield Remark(first.text, where(first))


def _about_type(anatomy: Anatomy) -> Iterator[Remark]:
    lines = some(anatomy.about, "V/v")
    yield from sizes(lines, ABOUT_PT)
    yield from styles(lines, bold=False, italic=False)


def _addressees(anatomy: Anatomy) -> Iterator[Remark]:
    if not anatomy.addressees:
        if anatomy.about:
            yield Remark(Words("công văn không có Kính gửi", "a letter without Kính gửi"), on_page(1))
            return
        raise CannotJudgeError("there are no addressees")
    head, *names = anatomy.addressees
    if re.match(r"Kính gửi:(\s|$)", head.text) is None:
        yield Remark(head.text, where(head))
    starts = [place for place, line in enumerate(names) if line.text.startswith(("-", "–"))]
    for end in [*starts[1:], len(names)] if starts else ():
        line, wanted = names[end - 1], "." if end == len(names) else ";"
        if not line.text.endswith(wanted):
            yield Remark(ends_in(line.text[-1], wanted), where(line))


def _addressees_type(anatomy: Anatomy) -> Iterator[Remark]:
    lines = some(anatomy.addressees, "Kính gửi")
    yield from sizes(lines, TEXT_PT)
    for line in lines:
        if line.type.italic:
            yield Remark(Words("nghiêng", "italic"), where(line))
        elif line.type.bold:
            yield Remark(Words("đậm", "bold"), where(line), Severity.DOUBT)


def _urgency(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.urgency, "a stamp of urgency")
    red, green, blue = line.type.colour
    if red < _RED_LEAST or max(green, blue) > _NOT_RED_MOST:
        yield Remark(Words("không phải màu đỏ", "not red"), where(line))
    if not line.type.bold:
        yield Remark(Words("không đậm", "not bold"), where(line))
    if not line.framed:
        yield Remark(Words("không có khung", "no frame"), where(line))
    yield from sizes([line], TITLE_PT)
    yield from capitals([line])


RULES = (
    Rule("title.kind", "the name of a type, or V/v for a letter", _kind),
    Rule("title.type", f"{TITLE_PT} pt, bold upright, capitals", _type_name),
    Rule("title.subject", f"{TITLE_PT} pt, bold upright", _subject),
    Rule("title.subject-rule", "a line of 1/3 to 1/2 of the subject", _subject_rule),
    Rule("title.about", "V/v and a space", _about),
    Rule("title.about-type", f"{ABOUT_PT} pt, regular upright", _about_type),
    Rule("addressees.form", "Kính gửi: and dashes that end in ; and the last in .", _addressees),
    Rule("addressees.type", f"{TEXT_PT} pt, regular upright", _addressees_type),
    Rule("urgency.form", "capitals, bold, red, in a red frame", _urgency),
)
