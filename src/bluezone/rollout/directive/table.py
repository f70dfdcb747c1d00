"""The directive as one table: clause × what it asks × of whom × indicators and rates × evidence. No cell is empty."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.rollout.directive.letter import Directive, Instruction
from bluezone.vietnam.words import Language, Words

HEAD = (
    Words("Điều khoản", "Clause"),
    Words("Việc phải làm", "What is asked"),
    Words("Của ai", "Of whom"),
    Words("Trước", "Before"),
    Words("Chỉ tiêu", "Indicators"),
    Words("Tỷ lệ (tử số / mẫu số)", "Rates (numerator / denominator)"),
    Words("Minh chứng", "Evidence"),
)
_COUNT_ONLY = Words("không tính tỷ lệ, chỉ đếm", "none: a count only")
_AT_DOORS = Words("đo tại cửa (để đối chiếu)", "measured at doors (beside)")
_IN_LISTS = Words("danh sách của đơn vị (để đối chiếu)", "the office's own list (beside)")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One instruction, read across."""

    instruction: str
    cells: tuple[Words, ...]

    def __post_init__(self) -> None:
        if len(self.cells) != len(HEAD):
            raise ValueError("a row has another number of cells than the head")


def clause_table(directive: Directive) -> tuple[TableRow, ...]:
    """Builds a row for each instruction, in the letter's order."""
    return tuple(_row(directive, place, instruction) for place, instruction in directive.instructions())


def as_markdown(directive: Directive, language: Language) -> str:
    """Writes the table as it stands in docs/guides/directive.md."""
    lines = [_line([words.said(language) for words in HEAD]), _line(["---"] * len(HEAD))]
    lines += [_line([cell.said(language) for cell in row.cells]) for row in clause_table(directive)]
    return "\n".join(lines) + "\n"


def _row(directive: Directive, place: str, instruction: Instruction) -> TableRow:
    indicators = [directive.indicator(wanted) for wanted in instruction.indicators]
    rates = [rate for rate in directive.rates if rate.numerator in instruction.indicators]
    return TableRow(
        instruction.id,
        (
            Words("Kết luận", "Closing") if place == "closing" else Words(place, place),
            instruction.words,
            _addressee(directive, instruction),
            _moment(instruction),
            _joined([Words(f"{i.code} {i.words.vi}", f"{i.code} {i.words.en}") for i in indicators]) or _COUNT_ONLY,
            _joined([_rate(directive, rate.words, rate.numerator, rate.denominator) for rate in rates]) or _COUNT_ONLY,
            _joined(_proofs(directive, instruction)) or _COUNT_ONLY,
        ),
    )


def _proofs(directive: Directive, instruction: Instruction) -> list[Words]:
    found = [directive.evidence_kind(wanted).words for wanted in instruction.evidence]
    if any(directive.indicator(wanted).listed for wanted in instruction.indicators):
        found.append(_IN_LISTS)
    return [*found, _AT_DOORS] if instruction.measured_at else found


def _addressee(directive: Directive, instruction: Instruction) -> Words:
    words = directive.selector(instruction.to).words
    if instruction.instead is None:
        return words
    instead = directive.selector(instruction.instead).words
    return Words(
        f"{words.vi} (nếu không có trong danh sách: {instead.vi})", f"{words.en} (if none is listed: {instead.en})"
    )


def _rate(directive: Directive, words: Words, numerator: str, denominator: str) -> Words:
    pair = f"{directive.indicator(numerator).code} / {directive.indicator(denominator).code}"
    return Words(f"{words.vi}: {pair}", f"{words.en}: {pair}")


def _moment(instruction: Instruction) -> Words:
    due = instruction.due
    hour = f" {due:%H:%M}" if (due.hour, due.minute) != (0, 0) else ""
    return Words(f"{due.day}/{due.month}/{due.year}{hour}", f"{due:%d %B %Y}{hour}")


def _joined(words: list[Words]) -> Words | None:
    return Words("; ".join(w.vi for w in words), "; ".join(w.en for w in words)) if words else None


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
