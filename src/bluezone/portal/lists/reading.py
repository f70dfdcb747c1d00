"""From the bytes of a sent list and what a person said about it to the kit's reading. Pure but for the mappings' port.

The same bytes and the same choices give the same plan, whose digest proves at storing time that what is stored is what
was looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.errors import MappingError, PlanError, Unreadable, UnreadableListError
from bluezone.lists.layout.finding import find_tables, guess_tables, table_headed_by
from bluezone.lists.layout.table import Table
from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.mapping.mapping import Mapping as Columns
from bluezone.lists.mapping.mapping import Proposal, mapping_of
from bluezone.lists.mapping.proposing import propose, propose_schema
from bluezone.lists.mapping.remembering import mapping_for
from bluezone.lists.planning.building import build_plan
from bluezone.lists.planning.plan import Plan
from bluezone.lists.planning.reading_rows import Answers
from bluezone.lists.ports import SavedMappings
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Workbook
from bluezone.lists.schemas.fields import Schema
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.words import Words

Progress = Callable[[int], None]
"""Is told how many per cent are done."""
LETTERS = {"unicode": Encoding.UNICODE, "tcvn3": Encoding.TCVN3, "vni": Encoding.VNI, "viqr": Encoding.VIQR}
_LIKELY = 0.5
"""The share of its columns that another kind of list must explain before it is named."""
_OF_REFUSALS = ("tu choi", "chua cai", "khong cai", "khong dong y", "chua cai dat")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person said about a list."""

    sheet: str = ""
    letters: str = ""
    """A key of LETTERS; empty where the reading finds them."""
    columns: tuple[tuple[str, int], ...] | None = None
    """None where the saved or the proposed mapping stands."""
    answers: Mapping[tuple[int, str], str] = field(default_factory=dict)
    take_suggestions: bool = False
    leave_out_wrong: bool = False
    header_row: int | None = None
    """As the office numbers the rows; None where the reading finds it."""

    @classmethod
    def from_json(cls, known: Mapping[str, Any]) -> Self:
        """Reads the choices from a row."""
        columns = known.get("columns")
        return cls(
            sheet=known.get("sheet", ""),
            letters=known.get("letters", ""),
            header_row=known.get("header_row"),
            columns=None if columns is None else tuple((name, index) for name, index in columns),
            answers={(row, name): text for row, name, text in known.get("answers", ())},
            take_suggestions=known.get("take_suggestions", False),
            leave_out_wrong=known.get("leave_out_wrong", False),
        )

    def as_json(self) -> dict[str, Any]:
        """The choices as plain values for a row."""
        return {
            "sheet": self.sheet,
            "letters": self.letters,
            "header_row": self.header_row,
            "columns": None if self.columns is None else [list(pair) for pair in self.columns],
            "answers": [[row, name, text] for (row, name), text in self.answers.items()],
            "take_suggestions": self.take_suggestions,
            "leave_out_wrong": self.leave_out_wrong,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one reading of a list gives."""

    workbook: Workbook
    tables: tuple[Table, ...]
    table: Table
    schema: Schema
    proposals: tuple[Proposal, ...]
    columns: Columns | None
    """None where no column says what a row is about; then there is no plan either."""
    remembered: bool
    plan: Plan | None
    problem: Words | None = None
    """Why there is no plan."""


def read_list(
    data: bytes,
    name: str,
    schema: Schema,
    choices: Choices,
    *,
    saved: SavedMappings,
    gazetteer: Gazetteer,
    today: dt.date,
    progress: Progress = lambda _: None,
) -> Reading:
    """Reads a list up to the plan. Raises UnreadableListError for a file that is no list, PlanError for one that nobody
    may keep."""
    workbook = read_workbook(data, name)
    progress(20)
    tables = _tables(workbook, choices)
    table = next((one for one in tables if one.sheet == choices.sheet), tables[0])
    refuse_lists_of_refusals(table)
    progress(35)
    proposals = propose(table, schema)
    try:
        columns, remembered = _columns(table, schema, proposals, choices, saved)
    except MappingError as error:
        return Reading(
            workbook, tables, table, schema, proposals, None, False, None, _and_what_else(error.words, table)
        )
    progress(40)
    plan = _planned(table, columns, choices, gazetteer, today)
    progress(70)
    return Reading(workbook, tables, table, schema, proposals, columns, remembered, plan)


def refuse_lists_of_refusals(table: Table) -> None:
    """Refuses a list of those who have not installed the app or refuse to: nobody may keep one. Raises PlanError."""
    said = fold_words(" ".join((table.sheet, *table.titles)))
    if any(words in said for words in _OF_REFUSALS):
        raise PlanError(
            Words(
                "Đây là danh sách người chưa cài hoặc từ chối ứng dụng. Không ai được lưu danh sách như vậy;"
                " chỉ báo cáo số lượng.",
                "This is a list of people who have not installed the app or refuse it. Nobody is to keep one;"
                " report the number alone.",
            )
        )


def _tables(workbook: Workbook, choices: Choices) -> tuple[Table, ...]:
    """Finds the tables; one that is headed in unknown words is guessed, so that a person can say which column is which
    without sending the file again."""
    letters = LETTERS.get(choices.letters)
    try:
        found = find_tables(workbook, letters)
    except UnreadableListError as error:
        found = guess_tables(workbook, letters) if error.reason is Unreadable.NO_TABLE else []
        if not found:
            raise
    if choices.header_row is None:
        return tuple(found)
    chosen = choices.sheet or found[0].sheet
    try:
        headed = table_headed_by(workbook, chosen, choices.header_row, letters)
    except UnreadableListError as error:
        return tuple(replace(one, remarks=(*one.remarks, error.words)) for one in found)
    return tuple(headed if one.sheet == chosen else one for one in found)


def _and_what_else(problem: Words, table: Table) -> Words:
    """Adds which kind of list it looks like, where its columns say that it is another."""
    likely, share = propose_schema(table)
    if share < _LIKELY:
        return problem
    return Words(
        f"{problem.vi} Danh sách này giống “{likely.label.vi}”; có thể chọn loại ấy ở mục “Đọc theo cách khác”.",
        f"{problem.en} It looks like “{likely.label.en}”; that kind can be chosen under “Read it otherwise”.",
    )


def _columns(
    table: Table, schema: Schema, proposals: tuple[Proposal, ...], choices: Choices, saved: SavedMappings
) -> tuple[Columns, bool]:
    """Chooses the columns: the person's own, else those confirmed for this header before, else the proposal."""
    if choices.columns is not None:
        known = {column.index for column in table.columns}
        return Columns(schema, tuple((name, index) for name, index in choices.columns if index in known)), False
    columns, remembered = mapping_for(table, schema, saved)
    return (columns, True) if remembered else (mapping_of(schema, proposals), False)


def _planned(table: Table, columns: Columns, choices: Choices, gazetteer: Gazetteer, today: dt.date) -> Plan:
    answers: Answers = dict(choices.answers)
    plan = build_plan(table, columns, gazetteer=gazetteer, today=today, answers=answers)
    if choices.take_suggestions and (suggested := plan.suggestions()):
        plan = build_plan(table, columns, gazetteer=gazetteer, today=today, answers={**suggested, **answers})
    return plan.without(plan.wrong_rows) if choices.leave_out_wrong else plan
