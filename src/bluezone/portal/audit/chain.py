"""How a line of the audit is hashed. Pure: SHA-256 over one canonical JSON text."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

START = "0" * 64
"""The hash before the first line."""


@dataclass(frozen=True, slots=True)
class Line:
    """Everything in a line of the audit that its hash covers."""

    number: int
    at: dt.datetime
    actor: int | None
    actor_name: str
    act: str
    kind: str
    path: str
    detail: Mapping[str, Any]
    subjects: Sequence[tuple[str, str]]
    previous_hash: str

    def hash(self) -> str:
        """Computes the line's hash: the same for equal lines, whichever database they come from."""
        at = self.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        told = [self.number, at, self.actor, self.actor_name, self.act, self.kind, self.path, self.detail]
        told += [sorted([list(subject) for subject in self.subjects]), self.previous_hash]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(b"bluezone/audit/1" + text.encode()).hexdigest()


def as_kept(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Says a detail as every database gives it back, so that its hash is the same then: keys are words, and numbers are
    those of PostgreSQL's JSON, which has no floats. Raises ValueError for what is no number, and TypeError for what
    JSON does not have."""
    kept: dict[str, Any] = json.loads(json.dumps(dict(detail), allow_nan=False), parse_float=_number)
    return kept


def _number(text: str) -> float | int:
    """A number that Python writes with an exponent because it is large comes back as a whole one, and 0 without a
    sign."""
    said = Decimal(text)
    return int(said) if abs(said) >= _WRITTEN_WITH_AN_EXPONENT else float(text) + 0.0


_WRITTEN_WITH_AN_EXPONENT = 10**16
