"""What a room holds that speaks for a meeting of two people: offered where exposures are traced, and ended with the
thing itself.

A room does not know who keeps what it offers: the setting EVIDENCE_KEEPER names the module. It says in its `apps.py`
which origins it offers and where each thing is looked at; it calls `offer_evidence` within the transaction in which the
thing comes to be, and `end_evidence` within the one in which it ends. So a piece of evidence never outlives its thing.
What is offered never decides anything: a person does, with the evidence on the screen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

from bluezone.portal.app import EvidenceSource, portal_apps
from bluezone.portal.identity.models import Staff

Fact = str | int | bool
LONGEST_KEY = 80
_MOST_FACTS, _LONGEST_FACT_NAME, _LONGEST_FACT = 20, 40, 200


@dataclass(frozen=True, slots=True)
class Offered:
    """One piece of evidence as a room offers it."""

    origin: str
    """One that the room's `apps.py` names."""
    key: str
    """What it is called there: the same thing is never taken twice."""
    path: str
    """Whose work it is."""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    confidence: int = 1
    """From 1 (possible) to 3 (certain)."""
    says: Mapping[str, Fact] = field(default_factory=dict)
    """What is kept of it in clear, as facts by name. A room that keeps something sealed puts none of its words here."""
    name: str = ""
    """Of whoever was exposed, to be compared; kept as a keyed hash and not as it stands, like the next."""
    phone: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.key) <= LONGEST_KEY or self.confidence not in (1, 2, 3):
            raise ValueError(f"no piece of evidence: {self.origin}")
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("a meeting ends after it begins")
        if len(self.says) > _MOST_FACTS or not all(_is_fact(name, fact) for name, fact in self.says.items()):
            raise ValueError(f"more than can be kept of a piece of evidence: {self.origin}")


class Keeper(Protocol):
    """The module that keeps what is offered."""

    def take(self, *, offered: Sequence[Offered], actor: Staff | None, now: dt.datetime) -> None:
        """Takes pieces; what was taken before is not taken again."""

    def end(self, *, origins: Collection[str], keys: Collection[str], why: Any, now: dt.datetime) -> None:
        """Withdraws pieces whose things are gone, each alone, and forgets what they said."""


def offer_evidence(offered: Iterable[Offered], *, actor: Staff | None, now: dt.datetime) -> None:
    """Offers pieces. Raises ValueError for an origin that no room names."""
    pieces, known = list(offered), sources()
    for piece in pieces:
        if piece.origin not in known:
            raise ValueError(f"no room says that it offers {piece.origin}")
    if pieces:
        _keeper().take(offered=pieces, actor=actor, now=now)


def end_evidence(*, origins: Collection[str], keys: Collection[str], why: Any, now: dt.datetime) -> None:
    """Ends pieces together with their things; why, lazily translated."""
    if keys:
        _keeper().end(origins=origins, keys=keys, why=why, now=now)


def sources() -> dict[str, EvidenceSource]:
    """The kinds of things that rooms offer, by origin."""
    return {source.origin: source for app in portal_apps() for source in app.evidence}


def _keeper() -> Keeper:
    return cast("Keeper", import_module(settings.EVIDENCE_KEEPER))


def _is_fact(name: str, fact: Fact) -> bool:
    is_small = not isinstance(fact, str) or len(fact) <= _LONGEST_FACT
    return 0 < len(name) <= _LONGEST_FACT_NAME and is_small and isinstance(fact, str | int)
