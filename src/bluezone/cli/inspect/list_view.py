"""How `bluezone inspect list` shows what it saw: tables for people, one object for programs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bluezone.lists.cleaning.cleaned import Weight
from bluezone.lists.duplicates.finding import Candidate, Found
from bluezone.lists.exporting.columns import Exported, plain
from bluezone.lists.layout.table import Table
from bluezone.lists.mapping.contents import examples_of
from bluezone.lists.mapping.mapping import Proposal, fingerprint_of
from bluezone.lists.planning.plan import Finding, Plan
from bluezone.lists.reading.sheet import Workbook
from bluezone.lists.schemas.fields import Schema
from bluezone.vietnam.words import Language, Words

_WIDEST = 34
_COLUMN, _HEADER, _FIELD = Words("Cột", "Column"), Words("Tiêu đề", "Header"), Words("Trường", "Field")
_EXAMPLES = Words("Ví dụ", "Examples")
_SURE, _WHY, _LETTERS = Words("Tin cậy", "Sure"), Words("Lý do nhận ra", "Why"), Words("Bảng mã", "Letters")
_AS_IS, _READ_AS = Words("Trong tệp", "As is"), Words("Đọc là", "Read as")
_FOUND, _NOT_TAKEN = Words("Sửa và hỏi", "Changed and asked"), Words("Dòng không lấy", "Rows not taken")
_WEIGHTS = {
    Weight.CHANGED: Words("đã sửa", "changed"),
    Weight.ASKED: Words("cần hỏi", "asked"),
    Weight.WRONG: Words("sai", "wrong"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """The sight of one list, all that was seen."""

    workbook: Workbook
    table: Table
    schema: Schema
    proposals: tuple[Proposal, ...]
    plan: Plan
    duplicates: Found


def as_text(looked: Looked, language: Language, most: int) -> str:
    """Writes what was seen for reading. A list may hold signs that a terminal obeys; none of them is printed."""
    return "\n".join(_printable(line) for line in _lines(looked, language, most))


def as_json(looked: Looked, language: Language) -> dict[str, Any]:
    """Writes what was seen for programs."""
    table, plan = looked.table, looked.plan
    return {
        "kind": looked.workbook.kind.value,
        "sheet": table.sheet,
        "titles": list(table.titles),
        "header_rows": list(table.header_rows),
        "schema": looked.schema.name,
        "fingerprint": fingerprint_of(table),
        "remarks": [words.said(language) for words in (*looked.workbook.remarks, *table.remarks)],
        "letters": [
            {"column": c.column, "encoding": c.encoding.value, "confidence": round(c.confidence, 2)}
            | {"before": c.before, "after": c.after}
            for c in table.conversions
        ],
        "columns": [
            _column(proposal, language) | {"examples": list(examples_of(table, proposal.column))}
            for proposal in looked.proposals
        ],
        "rows": [
            {"row": record.row} | {name: _said(value, language) for name, value in record.values.items()}
            for record in plan.records
        ],
        "findings": [_finding(finding, language) for finding in plan.findings],
        "skipped": [{"row": row.number, "why": row.why.value.said(language), "text": row.text} for row in plan.skipped],
        "duplicates": [_candidate(candidate, language) for candidate in looked.duplicates.candidates],
        "digest": plan.digest(),
    }


def _printable(line: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)


def _lines(looked: Looked, language: Language, most: int) -> Iterator[str]:
    """Writes the lines; parts that have nothing to say are left out."""
    parts = (
        _head(looked, language),
        _letters(looked.table, language),
        _columns(looked, language),
        _rows(looked, language, most),
        _findings(looked.plan, language, most),
        _skipped(looked.plan, language, most),
        _duplicates(looked.duplicates, language, most),
    )
    for number, part in enumerate(lines for lines in map(list, parts) if lines):
        yield from ([""] if number else [])
        yield from part


def _head(looked: Looked, language: Language) -> Iterator[str]:
    table = looked.table
    header = "–".join(str(row) for row in dict.fromkeys((table.header_rows[0], table.header_rows[-1])))
    rows = len(table.rows)
    yield f"{looked.schema.label.said(language)} · {looked.workbook.kind.value} · {table.sheet or '–'}"
    yield from (f"  {title}" for title in table.titles)
    yield Words(f"Tiêu đề ở dòng {header}, {rows} dòng dữ liệu.", f"Header in row {header}, {rows} rows.").said(
        language
    )
    yield from (f"! {words.said(language)}" for words in (*looked.workbook.remarks, *table.remarks))


def _letters(table: Table, language: Language) -> Iterator[str]:
    if table.conversions:
        head = (_COLUMN, _LETTERS, _SURE, _AS_IS, _READ_AS)
        rows = [[c.column, c.encoding.value, f"{c.confidence:.0%}", c.before, c.after] for c in table.conversions]
        yield from _grid([words.said(language) for words in head], rows)


def _columns(looked: Looked, language: Language) -> Iterator[str]:
    head = (_COLUMN, _HEADER, _EXAMPLES, _FIELD, _SURE, _WHY)
    yield from _grid(
        [words.said(language) for words in head],
        [
            [p.column.letter, p.column.header, _examples(looked, p), *_of_field(looked, p, language)]
            for p in looked.proposals
        ],
    )


def _examples(looked: Looked, proposal: Proposal) -> str:
    return "; ".join(examples_of(looked.table, proposal.column))


def _of_field(looked: Looked, proposal: Proposal, language: Language) -> tuple[str, str, str]:
    return _label(looked, proposal, language), f"{proposal.confidence:.0%}", _why(proposal, language)


def _why(proposal: Proposal, language: Language) -> str:
    return "; ".join(words.said(language) for words in reversed(proposal.reasons))


def _rows(looked: Looked, language: Language, most: int) -> Iterator[str]:
    known = {name for record in looked.plan.records for name in record.values}
    names = [field.name for field in looked.schema.fields if field.name in known]
    labels = [looked.schema.field(name).label.said(language) for name in names]
    shown = looked.plan.records[:most]
    cells = [[str(record.row), *(_written(record.values.get(name), language) for name in names)] for record in shown]
    yield from _grid(["Dòng" if language == "vi" else "Row", *labels], cells)
    if len(looked.plan.records) > most:
        yield f"  … {len(looked.plan.records) - most}"


def _findings(plan: Plan, language: Language, most: int) -> Iterator[str]:
    if not plan.findings:
        return
    counts = Counter(finding.weight for finding in plan.findings)
    said = ", ".join(f"{counts[weight]} {_WEIGHTS[weight].said(language)}" for weight in Weight if counts[weight])
    yield f"{_FOUND.said(language)}: {said}"
    weightiest = sorted(plan.findings, key=lambda finding: (-finding.weight, finding.row))
    for finding in weightiest[:most]:
        weight, place = _WEIGHTS[finding.weight].said(language), finding.place().said(language)
        yield f"  [{weight}] {place}: {finding.words.said(language)}"


def _skipped(plan: Plan, language: Language, most: int) -> Iterator[str]:
    if plan.skipped:
        yield _NOT_TAKEN.said(language)
        yield from (f"  {row.number:>6}  {row.why.value.said(language)}: {row.text}" for row in plan.skipped[:most])


def _duplicates(found: Found, language: Language, most: int) -> Iterator[str]:
    pairs = len(found.candidates)
    if pairs:
        yield Words(f"Có thể trùng: {pairs} cặp", f"May be the same: {pairs} pairs").said(language)
    for candidate in found.candidates[:most]:
        why = ", ".join(reason.words.said(language) for reason in candidate.reasons)
        yield f"  {candidate.one.id} = {candidate.other.id}  {candidate.score:.0%}  {why}"


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Aligns columns; a text that is too wide ends in an ellipsis."""
    table = [[_short(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[index]) for row in table) for index in range(len(head))]
    for number, row in enumerate(table):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        if number == 0:
            yield "  ".join("─" * width for width in widths)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def _label(looked: Looked, proposal: Proposal, language: Language) -> str:
    return looked.schema.field(proposal.field).label.said(language) if proposal.field else "–"


def _written(value: Exported, language: Language) -> str:
    shown = _said(value, language)
    return "" if shown is None else str(shown)


def _said(value: Exported, language: Language) -> str | int | float | None:
    shown = plain(value, language)
    return f"{shown:%d/%m/%Y}" if isinstance(shown, dt.date) else shown


def _column(proposal: Proposal, language: Language) -> dict[str, Any]:
    return {
        "column": proposal.column.letter,
        "header": proposal.column.header,
        "field": proposal.field,
        "confidence": proposal.confidence,
        "reasons": [words.said(language) for words in proposal.reasons],
    }


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "row": finding.row,
        "column": finding.column,
        "field": finding.field,
        "weight": finding.weight.name.lower(),
        "words": finding.words.said(language),
        "suggestion": finding.suggestion,
    }


def _candidate(candidate: Candidate, language: Language) -> dict[str, Any]:
    return {
        "one": candidate.one.id,
        "other": candidate.other.id,
        "score": candidate.score,
        "reasons": [reason.words.said(language) for reason in candidate.reasons],
    }
