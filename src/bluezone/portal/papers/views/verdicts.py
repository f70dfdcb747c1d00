"""A verdict of the conformance checker as a page tells it: box by box, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.conformance import Severity, Verdict
from bluezone.portal.papers.conformance_words import BOXES, DEMANDS, box_of, demand, found_in_words, place_in_words


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """One thing that is not as it should be."""

    wanted: str
    found: str
    where: str
    is_doubt: bool


@dataclass(frozen=True, slots=True)
class ToldBox:
    """One box of the paper."""

    name: str
    findings: tuple[ToldFinding, ...]
    judged: int
    """How many demands were looked at."""
    unjudged: tuple[str, ...]
    """Demands that this file gives nothing to judge by."""


@dataclass(frozen=True, slots=True)
class ToldVerdict:
    """All of it."""

    conforms: bool
    readable: bool
    boxes: tuple[ToldBox, ...]
    errors: int
    doubts: int


def told_verdict(verdict: Verdict) -> ToldVerdict:
    """The verdict in words."""
    errors = sum(finding.severity is Severity.ERROR for finding in verdict.findings)
    boxes = tuple(_box(verdict, name) for name, _ in BOXES) if verdict.readable else ()
    return ToldVerdict(verdict.conforms, verdict.readable, boxes, errors, len(verdict.findings) - errors)


def _box(verdict: Verdict, name: str) -> ToldBox:
    def is_here(rule: str) -> bool:
        return rule.partition(".")[0] == name and rule in DEMANDS

    findings = tuple(
        ToldFinding(
            demand(finding.rule),
            found_in_words(finding.found),
            place_in_words(finding.where),
            finding.severity is Severity.DOUBT,
        )
        for finding in verdict.findings
        if is_here(finding.rule)
    )
    unjudged = tuple(demand(one.rule) for one in verdict.unjudged if is_here(one.rule))
    return ToldBox(box_of(f"{name}."), findings, sum(is_here(rule) for rule in verdict.judged), unjudged)
