"""One organisation's form as xlsx: only what is asked of it, filled in where the office knows, all but answers locked.

Protection without a password keeps a clerk from slips, not a forger from anything: the reader trusts nothing in it but
the key. Rates stand there as locked formulas, so that nobody has a reason to type one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.directive.letter import Directive, Instruction
from bluezone.rollout.reports.figures import LARGEST
from bluezone.rollout.workbooks.form import (
    AS_OF,
    CODE,
    HEAD,
    INSTRUCTIONS,
    NOTE,
    NOTHING,
    RATES,
    UNIT,
    VALUE,
    WHAT,
    WIDTHS,
    instruction_codes,
)
from bluezone.vietnam.words import Language, Words

_KEY_SHEET = "Mã phiếu"
_HEAD_ROW = 6


def write_form(
    out: IO[bytes],
    directive: Directive,
    expected: ExpectedReport,
    key: str,
    *,
    made: dt.datetime,
    known: Mapping[str, int] | None = None,
    language: Language = "vi",
    above: str = "",
) -> None:
    """Writes the organisation's form; `above` says what it is, beside its day and on each printed page. `known` fills
    in counts that the office has already; the same form made at the same moment is the same file."""
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": expected.organisation.name, "created": made})
        sheet = book.add_worksheet("Báo cáo" if language == "vi" else "Report")
        _Form(sheet, _formats(book), directive, language, dict(known or {})).write(expected, key)
        if above:
            sheet.write_string(_HEAD_ROW - 1, CODE, above, book.add_format({"bold": True}))
            sheet.set_header(f"&C{above}")
        hidden = book.add_worksheet(_KEY_SHEET)
        hidden.write_string(0, 0, key)
        hidden.protect()
        hidden.very_hidden()


class _Form:
    """One sheet, written downwards."""

    def __init__(
        self,
        sheet: Worksheet,
        formats: dict[str, Format],
        directive: Directive,
        language: Language,
        known: dict[str, int],
    ) -> None:
        self._sheet, self._formats, self._directive = sheet, formats, directive
        self._language: Language = language
        self._known = known
        self._row = 0
        self._cells: dict[str, str] = {}

    def write(self, expected: ExpectedReport, key: str) -> None:
        self._prepare(key)
        self._introduce(expected, key)
        codes = {instruction.id: code for code, instruction in instruction_codes(self._directive).items()}
        for assignment in expected.assignments:
            self._section(codes[assignment.instruction.id], assignment.place, assignment.instruction)
        self._rates()
        self._sheet.print_area(0, 0, self._row, NOTE)

    def _prepare(self, key: str) -> None:
        for column, width in enumerate(WIDTHS):
            self._sheet.set_column(column, column, width)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(_HEAD_ROW)
        self._sheet.set_footer(f"&L{key}&R&P/&N")
        self._sheet.freeze_panes(_HEAD_ROW + 1, 0)
        self._sheet.protect("", {"format_columns": True, "format_rows": True})

    def _introduce(self, expected: ExpectedReport, key: str) -> None:
        letter = self._directive.letter
        lines = (
            ("title", expected.organisation.name),
            ("text", f"{self._directive.letter.subject}: {letter.issuer}, {letter.date:%d/%m/%Y}"),
            ("text", self._due(expected)),
            ("important", self._said(INSTRUCTIONS)),
            ("key", key),
        )
        for row, (style, text) in enumerate(lines):
            self._sheet.write_string(row, 0, text, self._formats[style])
        self._sheet.write_string(5, WHAT, self._said(AS_OF), self._formats["right"])
        self._sheet.write_blank(5, UNIT, None, self._formats["day"])
        self._sheet.data_validation(5, UNIT, 5, UNIT, _day_rule(letter.date))
        for column, words in enumerate(HEAD):
            self._sheet.write_string(_HEAD_ROW, column, self._said(words), self._formats["head"])
        self._row = _HEAD_ROW + 1

    def _due(self, expected: ExpectedReport) -> str:
        moment = f"{expected.due:%H:%M %d/%m/%Y}"
        return f"Gửi về trước {moment}." if self._language == "vi" else f"To be sent before {moment}."

    def _section(self, code: str, place: str, instruction: Instruction) -> None:
        where = Words("Kết luận", "Closing") if place == "closing" else Words(f"Mục {place}", f"Clause {place}")
        self._sheet.write_string(self._row, CODE, code, self._formats["section"])
        said = f"{self._said(where)}. {self._said(instruction.words)}"
        self._sheet.write_string(self._row, WHAT, said, self._formats["section"])
        self._sheet.write_blank(self._row, UNIT, None, self._formats["section"])
        self._sheet.write_string(self._row, VALUE, self._said(NOTHING), self._formats["hint"])
        self._sheet.write_blank(self._row, NOTE, None, self._formats["answer_text"])
        self._row += 1
        for wanted in instruction.indicators:
            self._indicator(wanted)

    def _indicator(self, wanted: str) -> None:
        indicator = self._directive.indicator(wanted)
        self._sheet.write_string(self._row, CODE, indicator.code, self._formats["cell"])
        self._sheet.write_string(self._row, WHAT, self._said(indicator.words), self._formats["cell"])
        self._sheet.write_string(self._row, UNIT, self._said(indicator.unit), self._formats["cell"])
        if wanted in self._known:
            self._sheet.write_number(self._row, VALUE, self._known[wanted], self._formats["answer"])
        else:
            self._sheet.write_blank(self._row, VALUE, None, self._formats["answer"])
        self._sheet.write_blank(self._row, NOTE, None, self._formats["answer_text"])
        self._sheet.data_validation(self._row, VALUE, self._row, VALUE, self._count_rule())
        self._cells[wanted] = xl_rowcol_to_cell(self._row, VALUE)
        self._row += 1

    def _rates(self) -> None:
        """Writes the rates below the figures, under no code, so that the reader passes over them. What is blank gives
        no rate: it is not zero."""
        here = [r for r in self._directive.rates if r.numerator in self._cells and r.denominator in self._cells]
        if here:
            self._rate_line(self._said(RATES), "section")
        for rate in here:
            above, below = self._cells[rate.numerator], self._cells[rate.denominator]
            formula = f'=IF(AND(ISNUMBER({above}),N({below})>0),{above}/{below},"")'
            self._sheet.write_formula(self._row, VALUE, formula, self._formats["rate"], self._rate_now(rate.id))
            self._rate_line(self._said(rate.words), "cell")

    def _rate_line(self, text: str, style: str) -> None:
        self._sheet.write_string(self._row, WHAT, text, self._formats[style])
        for column in (CODE, UNIT, NOTE):
            self._sheet.write_blank(self._row, column, None, self._formats[style])
        if style == "section":
            self._sheet.write_blank(self._row, VALUE, None, self._formats[style])
        self._row += 1

    def _rate_now(self, wanted: str) -> float | str:
        rate = next(rate for rate in self._directive.rates if rate.id == wanted)
        above, below = self._known.get(rate.numerator), self._known.get(rate.denominator)
        return above / below if above is not None and below else ""

    def _count_rule(self) -> dict[str, object]:
        vi = "Ghi số nguyên từ 0 trở lên, không ghi tỷ lệ."
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": LARGEST,
            "error_title": "Số liệu" if self._language == "vi" else "Figure",
            "error_message": vi if self._language == "vi" else "Enter a whole number from 0 up, not a rate.",
        }

    def _said(self, words: Words) -> str:
        return words.said(self._language)


def _day_rule(first: object) -> dict[str, object]:
    return {"validate": "date", "criteria": ">=", "value": first, "ignore_blank": True}


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    def style(**properties: object) -> Format:
        return book.add_format({"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter", **properties})

    yellow = {"bg_color": "#FFF7CC", "border": 1, "locked": False}
    return {
        "title": style(bold=True, font_size=14),
        "text": style(),
        "important": style(bold=True),
        "key": style(font_name="Courier New", font_size=9, font_color="#555555"),
        "right": style(align="right"),
        "head": style(bold=True, border=1, text_wrap=True, align="center", bg_color="#E6ECF5"),
        "section": style(bold=True, border=1, text_wrap=True, bg_color="#F3F5F8"),
        "hint": style(italic=True, font_size=9, border=1, text_wrap=True, align="right", bg_color="#F3F5F8"),
        "cell": style(border=1, text_wrap=True),
        "rate": style(border=1, num_format="0.00%", italic=True),
        "answer": style(num_format="#,##0", **yellow),
        "answer_text": style(text_wrap=True, num_format="@", **yellow),
        "day": style(num_format="dd/mm/yyyy", **yellow),
    }
