"""Rules of the foot: authority, signer, recipients; an appendix's head (Appendix I, sections II.7, II.9b, III)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bluezone.conformance.anatomy import Anatomy
from bluezone.conformance.findings import Severity
from bluezone.conformance.rules.rule import (
    NOT_FOUND,
    CannotJudgeError,
    Remark,
    Rule,
    capitals,
    ends_in,
    present,
    sizes,
    some,
    styles,
    where,
)
from bluezone.conformance.sheet import Line
from bluezone.documents.measures import APPENDIX_PT, OFFICE_PT, RECIPIENTS_HEAD_PT, RECIPIENTS_PT
from bluezone.documents.paper import title_before
from bluezone.vietnam.words import Words

_LOOSE_PROXY = re.compile(r"(TM|KT|TL|TUQ|Q)\b(?!\. \S)")


def _office(anatomy: Anatomy) -> Iterator[Remark]:
    """Requires TM., KT., TL., TUQ. and Q. with a full stop and a space, and behind KT. the signer's own office."""
    lines = some(anatomy.office, "the signer's office")
    for line in lines:
        if _LOOSE_PROXY.match(line.text):
            yield Remark(line.text, where(line))
    first, *others = lines
    if first.text.startswith("KT") and not others:
        yield Remark(Words("KT. mà không có chức vụ của người ký", "KT. without the signer's own office"), where(first))


def _office_type(anatomy: Anatomy) -> Iterator[Remark]:
    lines = some(anatomy.office, "the signer's office")
    yield from sizes(lines, OFFICE_PT)
    yield from styles(lines, bold=True, italic=False)
    yield from capitals(lines)


def _signer(anatomy: Anatomy) -> Iterator[Remark]:
    if anatomy.signer is None:
        if anatomy.office:
            yield Remark(Words("không có họ tên", "no name"), where(anatomy.office[-1]))
            return
        raise CannotJudgeError("the signature was not found")
    title = title_before(anatomy.signer.text)
    if title:
        yield Remark(title, where(anatomy.signer))


def _signer_type(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.signer, "the signer's name")
    yield from sizes([line], OFFICE_PT)
    yield from styles([line], bold=True, italic=False)


def _head(anatomy: Anatomy) -> Iterator[Remark]:
    if anatomy.recipients_head is None:
        yield Remark(NOT_FOUND, Words("trang cuối của nội dung", "the last page of the text"))
    elif anatomy.recipients_head.text != "Nơi nhận:":
        yield Remark(anatomy.recipients_head.text, where(anatomy.recipients_head))


def _head_type(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.recipients_head, "Nơi nhận")
    yield from sizes([line], RECIPIENTS_HEAD_PT)
    yield from styles([line], bold=True, italic=True)


def _recipients(anatomy: Anatomy) -> Iterator[Remark]:
    entries = _entries(some(anatomy.recipients, "the list of recipients"))
    for place, entry in enumerate(entries, start=1):
        first, last = entry[0], entry[-1]
        if not first.text.startswith(("-", "–")):
            yield Remark(Words("không có gạch đầu dòng", "no dash"), where(first))
        wanted = "." if place == len(entries) else ";"
        if not last.text.endswith(wanted):
            yield Remark(ends_in(last.text[-1], wanted), where(last))


def _recipients_type(anatomy: Anatomy) -> Iterator[Remark]:
    lines = some(anatomy.recipients, "the list of recipients")
    yield from sizes(lines, RECIPIENTS_PT)
    yield from styles(lines, bold=False, italic=False)


def _archive(anatomy: Anatomy) -> Iterator[Remark]:
    last = _entries(some(anatomy.recipients, "the list of recipients"))[-1]
    text = " ".join(line.text for line in last)
    if re.match(r"[-–]\s?Lưu:\s?VT\b", text) is None:
        yield Remark(text, where(last[0]))


def _as_above(anatomy: Anatomy) -> Iterator[Remark]:
    """Requires Như trên in a letter with addressees, which sends them theirs first."""
    lines = some(anatomy.recipients, "the list of recipients")
    if not anatomy.addressees or not anatomy.about:
        raise CannotJudgeError("this is no letter")
    if "như trên" not in lines[0].text.casefold():
        yield Remark(lines[0].text, where(lines[0]), Severity.DOUBT)


def _appendix(anatomy: Anatomy) -> Iterator[Remark]:
    head = some(anatomy.appendix, "an appendix")[0]
    yield from sizes([head], APPENDIX_PT)
    yield from styles([head], bold=True, italic=False)
    number = re.sub(r"(?i)phụ lục", "", head.text).strip(" .:")
    if number.isdigit():
        yield Remark(Words(f"chữ số Ả Rập {number}", f"Arabic number {number}"), where(head))
    if head.text.isupper():
        yield Remark(head.text, where(head))


def _entries(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Joins lines that begin without a dash to the entry before; where none has a dash, each is one."""
    dashed = any(line.text.startswith(("-", "–")) for line in lines)
    entries: list[list[Line]] = []
    for line in lines:
        new = not dashed or not entries or line.text.startswith(("-", "–")) or entries[-1][-1].text.endswith((";", "."))
        if new:
            entries.append([line])
        else:
            entries[-1].append(line)
    return entries


RULES = (
    Rule("sign.office", "TM., KT., TL., TUQ. with a full stop and a space", _office),
    Rule("sign.office-type", f"{OFFICE_PT} pt, bold upright, capitals", _office_type),
    Rule("sign.name", "the name without a title", _signer),
    Rule("sign.name-type", f"{OFFICE_PT} pt, bold upright", _signer_type),
    Rule("recipients.head", "Nơi nhận:", _head),
    Rule("recipients.head-type", f"{RECIPIENTS_HEAD_PT} pt, bold italic", _head_type),
    Rule("recipients.form", "dashes that end in ; and the last in .", _recipients),
    Rule("recipients.type", f"{RECIPIENTS_PT} pt, regular upright", _recipients_type),
    Rule("recipients.archive", "last - Lưu: VT and the unit", _archive),
    Rule("recipients.first", "Như trên first, in a letter", _as_above),
    Rule("appendix.head", f"Phụ lục with a Roman number, {APPENDIX_PT} pt, bold upright", _appendix),
)
