"""How a line of the audit is hashed. Pure: SHA-256 over one canonical JSON text."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
