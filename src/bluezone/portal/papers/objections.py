"""What speaks against a paper as it stands: the figures that it was written from are others now.

Papers do not know what they are made from. A room that writes them from figures names, in the setting PAPER_OBJECTORS,
a function that tells what differs; this room asks each before a paper is submitted, before it gets its number, before
the organisation signs and before it goes out, and keeps who took note of what.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.models import OutgoingPaper, State
from bluezone.vietnam.words import Words


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of the paper that is another one now; None is "not reported", which is not 0."""

    code: str
    words: Words
    written: int | None
    now: int | None
    mark: str = ""
    """Names what the two numbers do not tell, such as whose they are."""


STILL_HERE = frozenset({State.DRAFT, State.SUBMITTED, State.SIGNED, State.SEALED})
"""States before a paper leaves the house: until then it is asked what differs."""
NO_OBJECTIONS: dict[str, object] = {"differences": (), "fingerprint": "", "noted": None}
"""Of a paper that has gone out: what was told before stands in its history."""
Objector = Callable[[OutgoingPaper], tuple[Difference, ...]]


def differences_of(paper: OutgoingPaper) -> tuple[Difference, ...]:
    """Figures that are no longer as the paper says, whoever wrote it."""
    objectors: list[Objector] = [import_string(name) for name in settings.PAPER_OBJECTORS]
    return tuple(one for objector in objectors for one in objector(paper))


def fingerprint_of(differences: tuple[Difference, ...]) -> str:
    """Names exactly these differences: whoever took note of them took no note of others."""
    told = [[one.code, one.words.en, one.written, one.now, one.mark] for one in differences]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def is_noted(paper: OutgoingPaper, differences: tuple[Difference, ...]) -> bool:
    """Whether somebody took note of exactly these differences."""
    return paper.noted.filter(fingerprint=fingerprint_of(differences)).exists()


def objections_to(paper: OutgoingPaper) -> dict[str, object]:
    """What the paper's page tells of objections: what differs, and who took note of just that."""
    differences = differences_of(paper)
    fingerprint = fingerprint_of(differences)
    noted = paper.noted.filter(fingerprint=fingerprint).select_related("by").order_by("-pk").first()
    return {"differences": differences, "fingerprint": fingerprint, "noted": noted}


def require_no_objection(paper: OutgoingPaper) -> None:
    """Requires that nothing differs of which nobody took note. Raises RefusedError."""
    differences = differences_of(paper)
    if differences and not is_noted(paper, differences):
        raise RefusedError(
            "figures have changed since the paper was written; write it anew, or take note of them first"
        )
