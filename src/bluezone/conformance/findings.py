"""What the checker says about a paper: what is wrong, what could not be judged, and what was."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bluezone.vietnam.words import Words


class Severity(enum.Enum):
    """How sure we are that a registry clerk must mend it."""

    ERROR = "error"
    """The decree says otherwise."""
    DOUBT = "doubt"
    """Unusual, or allowed only to some; a person decides."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    rule: str
    """The rule's name: head.motto.rule."""
    severity: Severity
    found: Words | str
    """In words; what is quoted from the file stays as it was written."""
    wanted: str
    where: Words
    """The page and the words, as far as known."""

    def __post_init__(self) -> None:
        if not self.rule or not self.wanted:
            raise ValueError("a finding names its rule and what is wanted")


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A rule that this file gives nothing to judge by."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole verdict on a file: findings, and what could not be judged."""

    source: str
    """pdf or docx."""
    readable: bool
    """False for a scan: pictures of text carry no measures."""
    findings: tuple[Finding, ...]
    unjudged: tuple[Unjudged, ...]
    judged: tuple[str, ...]
    """Rules that were judged, with or without findings."""

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong, as far as could be judged."""
        return self.readable and not any(finding.severity is Severity.ERROR for finding in self.findings)
