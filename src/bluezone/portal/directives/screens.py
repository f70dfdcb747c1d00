"""Clause × indicator × screen: where each count of a directive is typed, proved, decided on, added up and signed.

The table of docs/guides/directive.md is made here; names are those of `urls.py`, and a test resolves every one.
"""

from __future__ import annotations

from bluezone.rollout.directive.counting import Form
from bluezone.rollout.directive.letter import Directive, Instruction

HEAD = ("Clause", "What is asked", "Indicators", "Typed at", "Evidence at", "Decided on at", "Added up at", "Signed at")
TYPED = ("my_report", "report_form", "paper_keying")
PROVED = ("my_evidence",)
IN_THE_FIELD = ("field_teams",)
"""Where teams count without an account; what they counted becomes evidence of the office."""
MEASURED = ("directive_doors",)
"""Where stands what doors saw, beside what was reported."""
DECIDED, ADDED_UP, SIGNED = ("report_page",), ("sums", "figure"), ("directive_papers", "paper")


def screens_of(directive: Directive, instruction: Instruction) -> tuple[tuple[str, ...], ...]:
    """The screens of one instruction, in the order of the head's last five columns."""
    kinds = [directive.evidence_kind(kind) for kind in instruction.evidence]
    by_teams = any(Form.COUNT in kind.forms and Form.SCAN not in kind.forms for kind in kinds)
    added_up = ADDED_UP + (MEASURED if instruction.measured_at else ())
    return (TYPED, PROVED + (IN_THE_FIELD if by_teams else ()), DECIDED, added_up, SIGNED)


def as_markdown(directive: Directive) -> str:
    """Writes a line for each instruction, in the letter's order."""
    lines = [_line(HEAD), _line(("---",) * len(HEAD))]
    for place, instruction in directive.instructions():
        codes = ", ".join(directive.indicator(name).code for name in instruction.indicators)
        where = "Closing" if place == "closing" else place
        cells = (", ".join(f"`{name}`" for name in names) for names in screens_of(directive, instruction))
        lines.append(_line((where, instruction.words.en, codes, *cells)))
    return "\n".join(lines) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
