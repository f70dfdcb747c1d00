"""The directive as a document: who wrote to whom, on what basis, in which words, and what each clause asks.

A Directive is consistent from birth: every id that is named exists, every indicator is asked of somebody and has
evidence behind it. `bluezone.rollout.directive.loading` makes one from a file and says where it is not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from bluezone.protocol.venue import PlaceKind
from bluezone.rollout.directive.counting import EvidenceKind, Indicator, Rate
from bluezone.vietnam.words import Words


class Role(Enum):
    """Why somebody stands under "Nơi nhận"."""

    INFORMED_ABOVE = "informed above"
    INFORMED = "informed"
    CARRIES_OUT = "carries out"
    FILED = "filed"


class SignedAs(Enum):
    """The quality in which a signature was given."""

    DRAFTER = "drafter"
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line under "Nơi nhận"."""

    name: str
    role: Role
    note: str | None
    """What the letter puts in brackets behind the name."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A document that the directive rests on, and the sentence that says so."""

    number: str
    date: dt.date
    issuer: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterSignature:
    """One signature under the letter, and its moment."""

    of: str
    quality: SignedAs
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """The head and foot of the document."""

    kind: str
    number: str | None
    date: dt.date
    place: str
    issuer: str
    unit: str
    """Code of the issuer's administrative unit."""
    subject: str
    authority: tuple[str, ...]
    addressed: tuple[str, ...]
    preamble: tuple[str, ...]
    bases: tuple[Basis, ...]
    signatures: tuple[LetterSignature, ...]
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """The way of the results: to whom, through whom, and until when."""

    to: str
    through: str
    due: dt.datetime
    """The first moment that is too late."""


@dataclass(frozen=True, slots=True)
class OrganisationKind:
    """What an organisation is, as far as the directive cares."""

    id: str
    words: Words


@dataclass(frozen=True, slots=True)
class Selector:
    """The addressees of a clause: organisations of these kinds, and those named, as far as they lie in these units."""

    id: str
    words: Words
    kinds: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    """Codes of units; none given means everywhere."""
    leaving_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing that a paragraph asks: of whom, until when, counted and proved how."""

    id: str
    words: Words
    to: str
    indicators: tuple[str, ...]
    evidence: tuple[str, ...]
    due: dt.datetime
    instead: str | None = None
    """Who answers for them all where the list names none of them."""
    measured_at: tuple[PlaceKind, ...] = ()
    """Kinds of places at whose doors it is seen what became of it, factories with offices and events with public
    places; none where doors tell nothing of it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of the letter that can be quoted, and what they ask."""

    text: str
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause, or the closing one."""

    number: str
    paragraphs: tuple[Paragraph, ...]

    def places(self) -> tuple[tuple[str, Paragraph], ...]:
        """Each paragraph with how it is cited: "1", or "2.1" where a clause has several."""
        if len(self.paragraphs) == 1:
            return ((self.number, self.paragraphs[0]),)
        return tuple((f"{self.number}.{index}", paragraph) for index, paragraph in enumerate(self.paragraphs, 1))


@dataclass(frozen=True)
class Directive:
    """One whole directive: its letter, clauses, indicators and rates."""

    id: str
    letter: Letter
    reporting: Reporting
    kinds: tuple[OrganisationKind, ...]
    selectors: tuple[Selector, ...]
    evidence_kinds: tuple[EvidenceKind, ...]
    indicators: tuple[Indicator, ...]
    rates: tuple[Rate, ...]
    clauses: tuple[Clause, ...]

    def indicator(self, wanted: str) -> Indicator:
        """The indicator of this id. Raises KeyError for an id of another directive."""
        return self._indicators[wanted]

    def selector(self, wanted: str) -> Selector:
        return self._selectors[wanted]

    def evidence_kind(self, wanted: str) -> EvidenceKind:
        return self._evidence[wanted]

    def rates_of(self, indicator: str) -> tuple[Rate, ...]:
        """The rates of which the indicator is a numerator or denominator."""
        return tuple(rate for rate in self.rates if indicator in {rate.numerator, rate.denominator})

    def instructions(self) -> tuple[tuple[str, Instruction], ...]:
        """Every instruction with the place of its paragraph, in the letter's order."""
        return tuple(
            (place, instruction)
            for clause in self.clauses
            for place, paragraph in clause.places()
            for instruction in paragraph.instructions
        )

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _selectors(self) -> dict[str, Selector]:
        return {selector.id: selector for selector in self.selectors}

    @cached_property
    def _evidence(self) -> dict[str, EvidenceKind]:
        return {kind.id: kind for kind in self.evidence_kinds}
