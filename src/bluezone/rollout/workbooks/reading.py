"""A form that came back by e-mail, chat or USB: found out whose it is, and its answers taken as they stand.

It may have been edited and saved by any spreadsheet program, its columns moved, its rows sorted, numbers turned into
text. Only the key is trusted; answers go through `entering` and `validating` like everybody's. The file itself is kept
as evidence under its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Bounds, Cell, Sheet, Workbook
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.errors import Returned, ReturnedFileError
from bluezone.rollout.reports.findings import Finding, Rule, error
from bluezone.rollout.workbooks.form import (
    AS_OF,
    HEAD,
    INSTRUCTIONS,
    NOTHING,
    RATES,
    VALUE,
    instruction_codes,
)
from bluezone.rollout.workbooks.key import MARK, FormKey, find_key
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.words import Language, Words

BOUNDS = Bounds(
    file_bytes=4 << 20,
    unpacked_bytes=32 << 20,
    sheets=20,
    rows=2_000,
    columns=64,
    cells=60_000,
    text_bytes=4 << 20,
    may_be_practice=True,
)
"""A form is known by its key, which no other portal gave: one of a training is taken by that training alone."""
_CODES = frozenset(fold_words(HEAD[0].said(language)) for language in ("vi", "en"))
_VALUES = tuple(fold_words(HEAD[VALUE].said(language)) for language in ("vi", "en"))
_NOTES = ("ghi chu", "note")
_AS_OF = tuple(fold_words(AS_OF.said(language)) for language in ("vi", "en"))
_LONGEST_REASON = 500
_MOST_OTHER_LINES = 6
"""Remarks below the figures, a place, a date, who signs."""
_HEAD_LINES = 8
"""Above the figures stands what we wrote there, wherever the table was moved to."""
_OWN_LINES = (*HEAD, AS_OF, NOTHING, RATES, INSTRUCTIONS)
_LANGUAGES: tuple[Language, ...] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """What stands in a form that is ours, not yet judged."""

    key: FormKey
    sha256: str
    answers: Mapping[str, Cell]
    """By indicator id, as the cells hold them."""
    nothing: Mapping[str, str]
    """Reasons why there is nothing to report, by instruction id."""
    as_of: Cell
    findings: tuple[Finding, ...]
    """What is wrong with the form itself: an indicator that stands there twice."""
    remarks: tuple[Words, ...]


def read_form(
    data: bytes,
    name: str,
    directive: Directive,
    secret: bytes,
    *,
    period: str,
    sender: str | None = None,
    seen: Collection[str] = (),
) -> ReturnedForm:
    """Reads the answers of a form. Raises ReturnedFileError, or UnreadableListError where it is no spreadsheet at all.

    `sender` is the organisation that handed the file in, where that is known; `seen` are hashes of files taken before.
    """
    digest = hashlib.sha256(data).hexdigest()
    if digest in seen:
        raise _refused(Returned.SAME_AGAIN, "Đúng tệp này đã nhận rồi.", "Exactly this file was received before.")
    workbook = read_workbook(data, name, BOUNDS)
    key = find_key([cell for cell in _cells(workbook) if isinstance(cell, str)], secret)
    _check_key(key, directive, period, sender)
    table = next((found for sheet in workbook.sheets if (found := _Table.of(sheet)) is not None), None)
    if table is None:
        raise _refused(
            Returned.NO_TABLE,
            "Không thấy bảng có cột “Mã” và “Số liệu”. Điền lại vào đúng phiếu đã gửi.",
            "There is no table with the columns “Code” and “Figure”. Fill in the form that was sent.",
        )
    _require_no_other_list(workbook, table, directive)
    answers, nothing, findings = _taken(table, directive)
    return ReturnedForm(key, digest, answers, nothing, _as_of(workbook), findings, workbook.remarks)


@dataclass(frozen=True, slots=True)
class _Table:
    """The places where the columns stand now."""

    sheet: Sheet
    head: int
    code: int
    value: int
    note: int | None

    @staticmethod
    def of(sheet: Sheet) -> _Table | None:
        for number, row in enumerate(sheet.rows):
            folded = [fold_words(cell) if isinstance(cell, str) else "" for cell in row.cells]
            code = next((i for i, text in enumerate(folded) if text in _CODES), None)
            value = next((i for i, text in enumerate(folded) if text in _VALUES), None)
            if code is not None and value is not None:
                note = next((i for i, text in enumerate(folded) if text.startswith(_NOTES)), None)
                return _Table(sheet, number, code, value, note)
        return None

    def lines(self) -> Iterator[tuple[str, Cell, Cell]]:
        """(code, value, note) of every row below the head that has a code."""
        for row in self.sheet.rows[self.head + 1 :]:
            code = _at(row.cells, self.code)
            if isinstance(code, str):
                yield code.strip().upper(), _at(row.cells, self.value), _at(row.cells, self.note)


def _taken(table: _Table, directive: Directive) -> tuple[dict[str, Cell], dict[str, str], tuple[Finding, ...]]:
    indicators = {indicator.code: indicator for indicator in directive.indicators}
    instructions = instruction_codes(directive)
    answers: dict[str, Cell] = {}
    nothing: dict[str, str] = {}
    findings = []
    for code, value, note in table.lines():
        if code in instructions and isinstance(note, str):
            nothing[instructions[code].id] = " ".join(note.split())[:_LONGEST_REASON]
        elif code in indicators:
            wanted = indicators[code].id
            if answers.get(wanted) not in {None, value} and value is not None:
                findings.append(
                    error(
                        Rule.NOT_A_COUNT, (wanted,),
                        f"{code} có hai dòng với số khác nhau.", f"{code} has two rows with different figures.",
                    )
                )  # fmt: skip
            if value is not None or wanted not in answers:
                answers[wanted] = value
    return answers, nothing, tuple(findings)


def _require_no_other_list(workbook: Workbook, table: _Table, directive: Directive) -> None:
    """Refuses a file with lines of its own beside the form, on another sheet or below the figures: files are kept as
    they came, and such lines are most often a list of people by name, of which none can be here.
    """
    ours = {indicator.code for indicator in directive.indicators} | set(instruction_codes(directive))
    said = {fold_words(words.said(language)) for words in _OWN_LINES for language in _LANGUAGES}
    said |= {fold_words(rate.words.said(language)) for rate in directive.rates for language in _LANGUAGES}
    lines = 0
    for sheet in workbook.sheets:
        for number, row in enumerate(sheet.rows):
            is_head = sheet is table.sheet and table.head - _HEAD_LINES <= number <= table.head
            lines += not is_head and _is_strange(row.cells, ours, said)
    if lines > _MOST_OTHER_LINES:
        raise _refused(
            Returned.OTHER_LIST,
            f"Tệp có {lines} dòng ngoài phiếu. Phiếu chỉ ghi số lượng: xóa trang hoặc danh sách kèm theo rồi gửi lại.",
            f"The file has {lines} lines beside the form. A form holds counts only: take the other list out of it.",
        )


def _is_strange(cells: tuple[Cell, ...], ours: set[str], said: set[str]) -> bool:
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    is_ours = any(text.upper() in ours or MARK in text or fold_words(text) in said for text in texts)
    return bool(texts) and not is_ours


def _check_key(key: FormKey, directive: Directive, period: str, sender: str | None) -> None:
    if (key.directive, key.period) != (directive.id, period):
        raise _refused(
            Returned.OTHER_DIRECTIVE,
            f"Đây là phiếu của văn bản {key.directive}, kỳ {key.period}.",
            f"This form belongs to the directive {key.directive}, period {key.period}.",
        )
    if sender is not None and sender != key.organisation:
        raise _refused(
            Returned.OTHER_UNIT,
            f"Đây là phiếu của đơn vị khác ({key.organisation}).",
            f"This is another organisation's form ({key.organisation}).",
        )


def _as_of(workbook: Workbook) -> Cell:
    """Finds the first cell with something in it to the right of the label."""
    for sheet in workbook.sheets:
        for row in sheet.rows:
            for index, cell in enumerate(row.cells):
                if isinstance(cell, str) and fold_words(cell) in _AS_OF:
                    return next((other for other in row.cells[index + 1 :] if other is not None), None)
    return None


def _cells(workbook: Workbook) -> Iterator[Cell]:
    return (cell for sheet in workbook.sheets for row in sheet.rows for cell in row.cells)


def _at(cells: tuple[Cell, ...], index: int | None) -> Cell:
    return cells[index] if index is not None and index < len(cells) else None


def _refused(reason: Returned, vi: str, en: str) -> ReturnedFileError:
    return ReturnedFileError(reason, Words(vi, en))
