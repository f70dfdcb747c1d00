"""How `bluezone inspect list` shows what it saw: tables for people, one object for programs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bluezone.portal.lists.cleaning.cleaned import Weight
from bluezone.portal.lists.duplicates.finding import Candidate, Found
from bluezone.portal.lists.exporting.columns import Exported, plain
from bluezone.portal.lists.layout.table import Table
from bluezone.portal.lists.mapping.mapping import Proposal, fingerprint_of
from bluezone.portal.lists.planning.plan import Finding, Plan
from bluezone.portal.lists.reading.sheet import Workbook
from bluezone.portal.lists.schemas.fields import Schema
from bluezone.portal.lists.words import Language, Words

_WIDEST = 34
_WEIGHTS = {
    Weight.CHANGED: Words("đã sửa", "changed"),
    Weight.ASKED: Words("cần hỏi", "asked"),
    Weight.WRONG: Words("sai", "wrong"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """All that was seen of one list."""

    workbook: Workbook
    table: Table
    schema: Schema
    proposals: tuple[Proposal, ...]
    plan: Plan
    duplicates: Found


def as_text(looked: Looked, language: Language, most: int) -> str:
    """For reading."""
    return "\n".join(_lines(looked, language, most))


def as_json(looked: Looked, language: Language) -> dict[str, Any]:
    """For programs."""
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
        "columns": [_column(proposal, language) for proposal in looked.proposals],
        "rows": [
            {"row": record.row} | {name: _said(value, language) for name, value in record.values.items()}
            for record in plan.records
        ],
        "findings": [_finding(finding, language) for finding in plan.findings],
        "skipped": [{"row": row.number, "why": row.why.value.said(language), "text": row.text} for row in plan.skipped],
        "duplicates": [_candidate(candidate, language) for candidate in looked.duplicates.candidates],
        "digest": plan.digest(),
    }


def _lines(looked: Looked, language: Language, most: int) -> Iterator[str]:
    def say(vi: str, en: str) -> str:
        return vi if language == "vi" else en

    table, plan = looked.table, looked.plan
    header = "–".join(str(row) for row in dict.fromkeys((table.header_rows[0], table.header_rows[-1])))
    yield f"{looked.schema.label.said(language)} · {looked.workbook.kind.value} · {table.sheet or '–'}"
    yield from (f"  {title}" for title in table.titles)
    yield say(
        f"Tiêu đề ở dòng {header}, {len(table.rows)} dòng dữ liệu.", f"Header in row {header}, {len(table.rows)} rows."
    )
    yield from (f"! {words.said(language)}" for words in (*looked.workbook.remarks, *table.remarks))
    if table.conversions:
        yield ""
        yield from _grid(
            [
                say("Cột", "Column"),
                say("Bảng mã", "Letters"),
                say("Tin cậy", "Sure"),
                say("Trong tệp", "As is"),
                say("Đọc là", "Read as"),
            ],
            [[c.column, c.encoding.value, f"{c.confidence:.0%}", c.before, c.after] for c in table.conversions],
        )
    yield ""
    yield from _grid(
        [say("Cột", "Column"), say("Tiêu đề", "Header"), say("Trường", "Field"), say("Tin cậy", "Sure")],
        [
            [p.column.letter, p.column.header, _label(looked, p, language), f"{p.confidence:.0%}"]
            for p in looked.proposals
        ],
    )
    yield ""
    yield from _rows(looked, language, most)
    yield from _findings(plan, language, most, say("Sửa và hỏi", "Changed and asked"))
    if plan.skipped:
        yield ""
        yield say("Dòng không lấy", "Rows not taken")
        yield from (f"  {row.number:>6}  {row.why.value.said(language)}: {row.text}" for row in plan.skipped[:most])
    if looked.duplicates.candidates:
        yield ""
        found = len(looked.duplicates.candidates)
        yield say(f"Có thể trùng: {found} cặp", f"May be the same: {found} pairs")
        for candidate in looked.duplicates.candidates[:most]:
            why = ", ".join(reason.words.said(language) for reason in candidate.reasons)
            yield f"  {candidate.one.id} = {candidate.other.id}  {candidate.score:.0%}  {why}"


def _rows(looked: Looked, language: Language, most: int) -> Iterator[str]:
    known = {name for record in looked.plan.records for name in record.values}
    names = [field.name for field in looked.schema.fields if field.name in known]
    labels = [looked.schema.field(name).label.said(language) for name in names]
    shown = looked.plan.records[:most]
    cells = [[str(r.row), *(str(_said(r.values.get(name), language) or "") for name in names)] for r in shown]
    yield from _grid(["Dòng" if language == "vi" else "Row", *labels], cells)
    if len(looked.plan.records) > most:
        yield f"  … {len(looked.plan.records) - most}"


def _findings(plan: Plan, language: Language, most: int, heading: str) -> Iterator[str]:
    if not plan.findings:
        return
    counts = Counter(finding.weight for finding in plan.findings)
    yield ""
    yield f"{heading}: " + ", ".join(f"{counts[w]} {_WEIGHTS[w].said(language)}" for w in Weight if counts[w])
    weightiest = sorted(plan.findings, key=lambda finding: (-finding.weight, finding.row))
    for finding in weightiest[:most]:
        weight, place = _WEIGHTS[finding.weight].said(language), finding.place().said(language)
        yield f"  [{weight}] {place}: {finding.words.said(language)}"


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Aligned columns; a text that is too wide ends in an ellipsis."""
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
