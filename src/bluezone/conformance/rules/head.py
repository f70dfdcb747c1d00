"""Rules of the head: country and motto, bodies, number, place and date (Appendix I, sections II.1 to II.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bluezone.conformance.anatomy import Anatomy
from bluezone.conformance.findings import Severity
from bluezone.conformance.rules.rule import (
    NO_LINE,
    NOT_FOUND,
    CannotJudgeError,
    Remark,
    Rule,
    capitals,
    on_page,
    present,
    share_of_text,
    sizes,
    some,
    styles,
    where,
)
from bluezone.conformance.sheet import Line, bare_capitals
from bluezone.documents.layout import COUNTRY, MOTTO
from bluezone.documents.measures import (
    BODY_NAME_PT,
    COUNTRY_PT,
    MOTTO_PT,
    NUMBER_PT,
    PLACE_DATE_PT,
    RULE_SHARE,
)
from bluezone.documents.numbering import date_in, is_in_calendar, is_symbol
from bluezone.documents.paper import Kind
from bluezone.vietnam.words import Words

_SAME_LENGTH = 0.08
_SHARE_SLACK = 0.06
_OLD_TONES = str.maketrans({"Ò": "O", "À": "A"})
"""HOÀ and HÒA are both written."""
_ABBREVIATIONS = {bare_capitals(kind.title): kind.value for kind in Kind if kind.title}
_NUMBER = re.compile(r"Số:\s?(?P<number>\d+)/(?P<symbol>\S+)")
_PLACE = re.compile(r"(?P<place>[^,]+), ngày \d{1,2} tháng \d{1,2} năm \d{4}\.?")


def _country(anatomy: Anatomy) -> Iterator[Remark]:
    if anatomy.country is None:
        yield Remark(NOT_FOUND, on_page(1))
    elif anatomy.country.text.translate(_OLD_TONES) != COUNTRY.translate(_OLD_TONES):
        yield Remark(anatomy.country.text, where(anatomy.country))


def _country_type(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.country, "the country's name")
    yield from sizes([line], COUNTRY_PT)
    yield from styles([line], bold=True, italic=False)


def _motto(anatomy: Anatomy) -> Iterator[Remark]:
    if anatomy.motto is None:
        yield Remark(NOT_FOUND, on_page(1))
    elif anatomy.motto.text != MOTTO:
        yield Remark(anatomy.motto.text, where(anatomy.motto))


def _motto_type(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.motto, "the motto")
    yield from sizes([line], MOTTO_PT)
    yield from styles([line], bold=True, italic=False)


def _motto_rule(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.motto, "the motto")
    share = _share(line)
    if share is None:
        yield Remark(NO_LINE, where(line))
    elif abs(share - 1) > _SAME_LENGTH:
        yield Remark(share_of_text(share), where(line))


def _superior(anatomy: Anatomy) -> Iterator[Remark]:
    lines = some(anatomy.superior, "a superior body")
    yield from sizes(lines, BODY_NAME_PT)
    yield from styles(lines, bold=False, italic=False)
    yield from capitals(lines)


def _body(anatomy: Anatomy) -> Iterator[Remark]:
    lines = some(anatomy.body, "the issuing body")
    yield from sizes(lines, BODY_NAME_PT)
    yield from styles(lines, bold=True, italic=False)
    yield from capitals(lines)


def _body_rule(anatomy: Anatomy) -> Iterator[Remark]:
    lines = some(anatomy.body, "the issuing body")
    strokes = [(line, length) for line in lines if (length := line.stroke_mm) is not None]
    if not strokes:
        yield Remark(NO_LINE, where(lines[-1]))
        return
    widths = [line.width_mm for line in lines if line.width_mm]
    if not widths:
        raise CannotJudgeError("the width of the text is not known")
    (stroked, length), longest = strokes[-1], max(widths)
    if not any(RULE_SHARE.holds(length / width, _SHARE_SLACK) for width in (stroked.width_mm or longest, longest)):
        yield Remark(share_of_text(length / longest), where(stroked))


def _number_form(anatomy: Anatomy) -> Iterator[Remark]:
    if anatomy.number is None:
        yield Remark(NOT_FOUND, on_page(1))
        return
    text = anatomy.number.text
    match = _NUMBER.fullmatch(text)
    if match is None or not is_symbol(match["symbol"]):
        yield Remark(text, where(anatomy.number))
    elif int(match["number"]) < 10 and len(match["number"]) != 2:
        bare = match["number"]
        yield Remark(Words(f"{bare} thiếu số 0 đứng trước", f"{bare} without its zero"), where(anatomy.number))
    elif _is_of_another_type(match["symbol"], anatomy.type_name):
        yield Remark(text, where(anatomy.number), Severity.DOUBT)


def _number_type(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.number, "the number")
    yield from sizes([line], NUMBER_PT)
    yield from styles([line], bold=False, italic=False)


def _date_form(anatomy: Anatomy) -> Iterator[Remark]:
    line = anatomy.place_date
    if line is None:
        yield Remark(NOT_FOUND, on_page(1))
        return
    day, month, year = date_in(line.text) or ("", "", "")
    has_zeros = len(day) == 2 and len(month) == (2 if int(month) < 3 or int(month) > 9 else 1)
    if not has_zeros or not is_in_calendar(day, month, year):
        yield Remark(line.text, where(line))


def _place(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.place_date, "place and date")
    match = _PLACE.fullmatch(line.text)
    if match is None or not match["place"][:1].isupper():
        yield Remark(line.text, where(line))


def _date_type(anatomy: Anatomy) -> Iterator[Remark]:
    line = present(anatomy.place_date, "place and date")
    yield from sizes([line], PLACE_DATE_PT)
    yield from styles([line], bold=False, italic=True)


def _date_line(anatomy: Anatomy) -> Iterator[Remark]:
    date, number = present(anatomy.place_date, "place and date"), present(anatomy.number, "the number")
    if date.box is None or number.box is None:
        raise CannotJudgeError("lines have no place before they are printed")
    drop = date.box.baseline - number.box.baseline
    if abs(drop) > 2.5:
        far, vi, en = f"{abs(drop):.0f} mm", *(("thấp", "below") if drop > 0 else ("cao", "above"))
        yield Remark(Words(f"{vi} hơn dòng số {far}", f"{far} {en} the number"), where(date))


def _is_of_another_type(symbol: str, type_name: Line | None) -> bool:
    """Whether the symbol is of another type, 05/QĐ-UBND over a BÁO CÁO: it was copied from another paper."""
    own = _ABBREVIATIONS.get(type_name.folded.rstrip(" :"), "") if type_name is not None else ""
    first = symbol.partition("-")[0]
    return bool(own) and first != own and first in _ABBREVIATIONS.values()


def _share(line: Line) -> float | None:
    if line.stroke_mm is None:
        return None
    if not line.width_mm:
        raise CannotJudgeError("the width of the text is not known")
    return line.stroke_mm / line.width_mm


RULES = (
    Rule("head.country", COUNTRY, _country),
    Rule("head.country-type", f"{COUNTRY_PT} pt, bold upright", _country_type),
    Rule("head.motto", MOTTO, _motto),
    Rule("head.motto-type", f"{MOTTO_PT} pt, bold upright", _motto_type),
    Rule("head.motto-rule", "a line exactly as long as the motto", _motto_rule),
    Rule("head.superior-type", f"{BODY_NAME_PT} pt, regular upright, capitals", _superior),
    Rule("head.body-type", f"{BODY_NAME_PT} pt, bold upright, capitals", _body),
    Rule("head.body-rule", "a line of 1/3 to 1/2 of the body's name", _body_rule),
    Rule("head.number", "Số: 05/BC-UBND: colon, zero below ten, slash, hyphens, no spaces", _number_form),
    Rule("head.number-type", f"{NUMBER_PT} pt, regular upright", _number_type),
    Rule("head.date", "ngày 05 tháng 01: a zero before days below ten and before months 1 and 2 only", _date_form),
    Rule("head.place", "Place, ngày … tháng … năm …", _place),
    Rule("head.date-type", f"{PLACE_DATE_PT} pt, regular italic", _date_type),
    Rule("head.date-line", "on the line of the number", _date_line),
)
