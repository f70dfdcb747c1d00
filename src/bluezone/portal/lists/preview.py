"""What is shown of a list before it is stored: as JSON, every sentence in both languages. Pure.

Columns that say who has a smartphone or the app are counted here and shown to nobody as rows.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.duplicates.entries import entries_of
from bluezone.lists.duplicates.finding import Candidate, find_duplicates
from bluezone.lists.exporting.columns import Exported, plain
from bluezone.lists.layout.table import Column
from bluezone.lists.mapping.contents import examples_of
from bluezone.lists.mapping.mapping import Proposal
from bluezone.lists.planning.plan import Finding, Plan, Record
from bluezone.lists.schemas.fields import JOINED, Kind, Schema
from bluezone.portal.lists.reading import Reading
from bluezone.vietnam.words import Language, Words

COUNTED = ("smartphone", "installed")
"""Fields of rosters that are added up and kept of nobody."""
SUMMED = ("members", "smartphones", "installs")
"""What a list with one row a household counts; of these only the household's size is kept by row."""
OF_BUSINESSES = ("staff", "staff_installed", "customers_helped")
"""What a list of businesses counts by row, and is added up."""
NOT_OF_ROSTERS = frozenset({*COUNTED, "smartphones", "installs", "note"})
"""A roster's note column is where "từ chối" is written, so it is not kept either."""
ROSTERS = frozenset({"staff", "household"})
SHOWN_ROWS, SHOWN_FINDINGS, SHOWN_SKIPPED, SHOWN_DOUBLES = 12, 60, 20, 20
_UNTOLD = {Kind.ORDER}
_WITHOUT_PLAN: dict[str, Any] = {
    "records": 0,
    "fields": [],
    "rows": [],
    "findings": {},
    "suggestions": 0,
    "said": [],
    "wrong_rows": 0,
    "left_out": [],
    "counts": {},
    "doubles": [],
    "doubles_in_all": 0,
    "digest": "",
}
"""What is shown of a list whose columns say nothing yet: the columns alone."""


def preview_of(reading: Reading) -> dict[str, Any]:
    """Builds everything that the page of confirmation shows."""
    table, plan = reading.table, reading.plan
    mapped = {index: name for name, index in reading.columns.columns} if reading.columns else {}
    shown: dict[str, Any] = {
        "file": reading.workbook.kind.value,
        "sheet": table.sheet,
        "sheets": [[one.sheet, len(one.rows)] for one in reading.tables],
        "titles": list(table.titles),
        "header_rows": [table.header_rows[0], table.header_rows[-1]],
        "remarks": [said(words) for words in (*reading.workbook.remarks, *table.remarks)],
        "letters": [
            {"column": one.column, "encoding": one.encoding.value, "percent": round(100 * one.confidence)}
            | {"before": one.before, "after": one.after}
            for one in table.conversions
        ],
        "columns": [_column(proposal, mapped, reading) for proposal in reading.proposals],
        "remembered": reading.remembered,
        "problem": said(reading.problem) if reading.problem else None,
        "skipped": [
            {"row": row.number, "why": said(row.why.value), "text": row.text} for row in table.skipped[:SHOWN_SKIPPED]
        ],
        "skipped_in_all": len(table.skipped),
    }
    return shown | (_of_plan(plan, reading.schema) if plan is not None else _WITHOUT_PLAN)


def counts_of(plan: Plan) -> dict[str, int]:
    """Counts the people of a roster with a smartphone and the app, and of how many it is said; where a row is a
    household's, adds up what the rows count."""
    if plan.schema == "business":
        return _sums(plan, OF_BUSINESSES)
    if plan.schema not in ROSTERS:
        return {}
    told = {name: [record.values[name] for record in plan.records if name in record.values] for name in COUNTED}
    counts = {name: sum(value is True for value in values) for name, values in told.items() if values}
    asked_of = {f"{name}_told": len(values) for name, values in told.items() if values}
    return {**counts, **asked_of, **_sums(plan, SUMMED)}


def _sums(plan: Plan, names: Sequence[str]) -> dict[str, int]:
    """Adds up what rows count, and says of how many rows it is."""
    said = {name: [record.values[name] for record in plan.records if name in record.values] for name in names}
    counts = {name: [value for value in values if isinstance(value, int)] for name, values in said.items()}
    sums = {name: sum(values) for name, values in counts.items() if values}
    return sums | {f"{name}_told": len(counts[name]) for name in sums}


def kept_fields(schema: Schema) -> list[str]:
    """The fields whose values are stored, in the schema's order."""
    left_out = NOT_OF_ROSTERS if schema.name in ROSTERS else frozenset()
    return [
        field.name
        for field in schema.fields
        if field.kind not in _UNTOLD and field.kind not in JOINED and field.name not in left_out
    ]


def said(words: Words) -> dict[str, str]:
    """A sentence as JSON, in both languages."""
    return {"vi": words.vi, "en": words.en}


def in_language(shown: Any, language: Language) -> Any:
    """Chooses one language for every sentence of a preview."""
    if isinstance(shown, dict):
        if shown.keys() == {"vi", "en"}:
            return shown[language]
        return {name: in_language(value, language) for name, value in shown.items()}
    return [in_language(value, language) for value in shown] if isinstance(shown, list) else shown


def _column(proposal: Proposal, mapped: dict[int, str], reading: Reading) -> dict[str, Any]:
    column, field = proposal.column, mapped.get(proposal.column.index)
    as_proposed = field == proposal.field
    reasons = proposal.reasons if as_proposed else ()
    if reading.columns is None:
        field = proposal.field
    return {
        "index": column.index,
        "letter": column.letter,
        "header": column.header,
        "field": field or "",
        "examples": _examples(reading, column, field),
        "percent": round(100 * proposal.confidence) if field and as_proposed else None,
        "reasons": [said(words) for words in reversed(reasons)],
    }


def _examples(reading: Reading, column: Column, field: str | None) -> list[str]:
    """Three values of the column; of what is never kept by person in the order of letters, which is nobody's."""
    found = list(examples_of(reading.table, column))
    is_counted = reading.schema.name in ROSTERS and field in NOT_OF_ROSTERS
    return sorted(found) if is_counted else found


def _of_plan(plan: Plan, schema: Schema) -> dict[str, Any]:
    names = [name for name in kept_fields(schema) if any(name in record.values for record in plan.records)]
    counted = Counter(finding.weight for finding in plan.findings)
    doubles = find_duplicates(entries_of(plan)).candidates
    weightiest = sorted(plan.findings, key=lambda finding: (-finding.weight, finding.row))
    return {
        "records": len(plan.records),
        "fields": [said(schema.field(name).label) for name in names],
        "rows": [_row(record, names) for record in plan.records[:SHOWN_ROWS]],
        "findings": {weight.name.lower(): counted[weight] for weight in Weight},
        "suggestions": len(plan.suggestions()),
        "said": [_finding(finding) for finding in weightiest[:SHOWN_FINDINGS]],
        "wrong_rows": len(plan.wrong_rows),
        "left_out": list(plan.left_out),
        "counts": counts_of(plan),
        "doubles": [_double(pair) for pair in doubles[:SHOWN_DOUBLES]],
        "doubles_in_all": len(doubles),
        "digest": plan.digest(),
    }


def _double(pair: Candidate) -> dict[str, Any]:
    return {
        "rows": [int(one.id.removeprefix("row ")) for one in (pair.one, pair.other)],
        "percent": round(100 * pair.score),
        "reasons": [said(reason.words) for reason in pair.reasons],
    }


def _row(record: Record, names: Sequence[str]) -> dict[str, Any]:
    return {"row": record.row, "cells": [_cell(record.values.get(name)) for name in names]}


def _cell(value: Exported) -> Any:
    in_both = [_written(plain(value, language)) for language in ("vi", "en")]
    return in_both[0] if in_both[0] == in_both[1] else {"vi": in_both[0], "en": in_both[1]}


def _written(value: object) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "row": finding.row,
        "column": finding.column,
        "field": finding.field,
        "weight": finding.weight.name.lower(),
        "words": said(finding.words),
        "suggestion": finding.suggestion,
    }
