"""From a table and a mapping to a plan, and from a plan into the register in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from types import MappingProxyType

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.layout.table import Column, Table
from bluezone.lists.mapping.mapping import Mapping
from bluezone.lists.planning.plan import Finding, Plan, Record
from bluezone.lists.planning.reading_rows import Answers, RowReader
from bluezone.lists.planning.years import years_of
from bluezone.lists.ports import Register
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.fields import Kind
from bluezone.vietnam.words import Words

_LEAST_SWAPPED = 3


def build_plan(
    table: Table, mapping: Mapping, *, gazetteer: Gazetteer, today: dt.date, answers: Answers = MappingProxyType({})
) -> Plan:
    """Plans what importing this table would store. `answers` are a person's corrections, by row and field."""
    reader = RowReader(mapping, gazetteer, today, answers, years_of(table, mapping))
    records: list[Record] = []
    findings: list[Finding] = []
    for row in table.rows:
        record, found = reader.read(row)
        records.append(record)
        findings += found
    findings += swapped_dates(table, mapping)
    return Plan(mapping.schema.name, tuple(records), tuple(findings), table.skipped)


def apply_plan(plan: Plan, register: Register) -> None:
    """Stores the whole plan. Raises PlanError while a row is wrong; then, as when the register fails, nothing is
    stored."""
    plan.check_applicable()
    register.apply(plan)


def swapped_dates(table: Table, mapping: Mapping) -> list[Finding]:
    """Finds columns of swapped dates. Excel with American settings takes 5/1 for May 1st and leaves 25/1 as text. A
    column in which every true date has a day up to 12, and the texts are days beyond, was spoilt like that: each of its
    true dates is asked about."""
    found: list[Finding] = []
    for name, index in mapping.columns:
        if mapping.schema.field(name).kind in {Kind.DATE, Kind.BIRTH}:
            cells = [(row.number, row.cells[index]) for row in table.rows if index < len(row.cells)]
            found += _swapped(cells, Column(index, "").letter, name)
    return found


def _swapped(cells: Sequence[tuple[int, Cell]], letter: str, field: str) -> list[Finding]:
    true = [(row, cell) for row, cell in cells if isinstance(cell, dt.date)]
    texts = [cell for _, cell in cells if isinstance(cell, str) and cell[:2].isdecimal() and "/" in cell]
    beyond = [text for text in texts if int(text[:2]) > 12]
    if len(true) < _LEAST_SWAPPED or len(beyond) < _LEAST_SWAPPED or len(beyond) < 0.8 * len(texts):
        return []
    if any(cell.day > 12 for _, cell in true):
        return []
    return [
        Finding(row, letter, field, Weight.ASKED, _swapped_words(cell), f"{cell.month:02}/{cell.day:02}/{cell.year}")
        for row, cell in true
        if cell.day != cell.month
    ]


def _swapped_words(day: dt.date) -> Words:
    other = f"{day.month:02}/{day.day:02}/{day.year}"
    return Words(
        f"Excel có thể đã đảo ngày và tháng: {day:%d/%m/%Y} hay {other}?",
        f"A spreadsheet may have swapped day and month: {day:%d/%m/%Y} or {other}?",
    )
