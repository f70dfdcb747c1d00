"""What was found out about a file, as a page tells it: one verdict, each signature, the checker's remarks by box."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.conformance import Severity, Verdict
from bluezone.documents.signing.verification import Changes, Coverage, Signature
from bluezone.portal.frame.refusals import reader_language, sentence
from bluezone.portal.papers.conformance_words import BOXES, DEMANDS, box_of, demand
from bluezone.portal.papers.models import State
from bluezone.portal.papers.selectors import Registered


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
    is_altered: bool
    problem: str


class Conclusion(enum.Enum):
    """The one verdict about a file or an issued paper, the gravest first; each is one sentence on the page."""

    ALTERED = "altered"
    """A signature does not cover what a reader sees, or its bytes are others than those that were signed."""
    ANOTHER_FILE = "another_file"
    """Not the file that went out under this address."""
    RECALLED = "recalled"
    OVERLAID = "overlaid"
    """A later signature is drawn over something printed: nothing is gone, but it may be hidden."""
    NOT_VERIFIED = "not_verified"
    """Nothing was altered; whose certificate it is leads to no root that is trusted here, or did not then."""
    BY_HAND = "by_hand"
    """Went out as a scan; nobody can verify the hand."""
    UNSIGNED = "unsigned"
    ISSUED = "issued"
    """Went out from here, and where a file was sent, it is this very one and its signatures hold."""
    HOLDS = "holds"
    """A file of somebody else's whose signatures hold."""

    @property
    def tone(self) -> str:
        """Green for the last two and nothing else."""
        if self in {Conclusion.ALTERED, Conclusion.ANOTHER_FILE, Conclusion.RECALLED}:
            return "danger"
        return "ok" if self in {Conclusion.ISSUED, Conclusion.HOLDS} else "attention"


def conclusion_of(
    signatures: Sequence[Signature] | None, *, expected: Registered | None, same: Registered | None
) -> Conclusion | None:
    """Weighs what is known into one verdict. `signatures` are those of the file, or None where none was sent;
    `expected` is the paper whose address was opened, `same` the one that went out as exactly this file.
    """
    paper = expected or same
    if signatures is None:
        return _of_the_register(expected) if expected is not None else None
    is_another = expected is not None and (same is None or same.paper.pk != expected.paper.pk)
    doubts = (
        (Conclusion.ALTERED, any(map(is_altered, signatures)) or has_unsigned_end(signatures)),
        (Conclusion.ANOTHER_FILE, is_another),
        (Conclusion.RECALLED, paper is not None and paper.paper.state == State.RECALLED),
        (Conclusion.OVERLAID, any(one.overlaid for one in signatures)),
        (Conclusion.NOT_VERIFIED, not all(one.holds for one in signatures)),
    )
    doubt = next((conclusion for conclusion, is_so in doubts if is_so), None)
    if doubt is not None:
        return doubt
    if paper is not None:
        return _of_the_register(paper)
    return Conclusion.HOLDS if signatures else Conclusion.UNSIGNED


def is_altered(signature: Signature) -> bool:
    """Whether what a reader sees is not, or not only, what was signed. Who signed is another question."""
    is_whole = signature.intact and signature.coverage is not Coverage.PART
    return not is_whole or signature.changes is Changes.OTHER


def _of_the_register(one: Registered) -> Conclusion:
    """What the register alone says of a paper that went out."""
    if one.paper.state == State.RECALLED:
        return Conclusion.RECALLED
    if one.by_hand is not None:
        return Conclusion.BY_HAND
    return Conclusion.ISSUED if one.is_verified else Conclusion.NOT_VERIFIED


def told_signatures(signatures: Sequence[Signature]) -> tuple[ToldSignature, ...]:
    """Words each signature in the reader's language."""
    language = reader_language()
    return tuple(
        ToldSignature(
            signature=one,
            covers_all=one.coverage is not Coverage.PART,
            was_added_to=one.changes is Changes.OTHER,
            is_altered=is_altered(one),
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
