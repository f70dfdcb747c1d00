"""What was found out about a file, as a page tells it: the checker's verdict box by box, and each signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.conformance import Severity, Verdict
from bluezone.documents.signing.verification import Changes, Coverage, Signature
from bluezone.portal.frame.refusals import reader_language, sentence
from bluezone.portal.papers.conformance_words import BOXES, DEMANDS, box_of, demand


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
    """The checker's verdict on a paper, in words."""

    conforms: bool
    readable: bool
    boxes: tuple[ToldBox, ...]
    errors: int
    doubts: int


@dataclass(frozen=True, slots=True)
class ToldSignature:
    """One signature in words."""

    signature: Signature
    covers_all: bool
    was_added_to: bool
    problem: str


def told_signatures(signatures: Sequence[Signature]) -> tuple[ToldSignature, ...]:
    """Words each signature in the reader's language."""
    language = reader_language()
    return tuple(
        ToldSignature(
            signature=one,
            covers_all=one.coverage is not Coverage.PART,
            was_added_to=one.changes is Changes.OTHER,
            problem=sentence(one.problem.said(language)) if one.problem else "",
        )
        for one in signatures
    )


def has_unsigned_end(signatures: Sequence[Signature]) -> bool:
    """Whether something stands behind the last signature that nobody has signed."""
    return bool(signatures) and all(one.coverage is not Coverage.WHOLE for one in signatures)


def told_verdict(verdict: Verdict) -> ToldVerdict:
    """Words the verdict in the reader's language."""
    errors = sum(finding.severity is Severity.ERROR for finding in verdict.findings)
    boxes = tuple(_box(verdict, name) for name, _ in BOXES) if verdict.readable else ()
    return ToldVerdict(verdict.conforms, verdict.readable, boxes, errors, len(verdict.findings) - errors)


def _box(verdict: Verdict, name: str) -> ToldBox:
    def is_here(rule: str) -> bool:
        return rule.partition(".")[0] == name and rule in DEMANDS

    language = reader_language()
    findings = tuple(
        ToldFinding(
            demand(finding.rule),
            finding.found if isinstance(finding.found, str) else finding.found.said(language),
            finding.where.said(language),
            finding.severity is Severity.DOUBT,
        )
        for finding in verdict.findings
        if is_here(finding.rule)
    )
    unjudged = tuple(demand(one.rule) for one in verdict.unjudged if is_here(one.rule))
    return ToldBox(box_of(f"{name}."), findings, sum(is_here(rule) for rule in verdict.judged), unjudged)
