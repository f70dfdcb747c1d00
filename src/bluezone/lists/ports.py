"""What this room needs remembered, and by whom it does not care: the portal's store, or a dictionary in a test."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as Known
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bluezone.lists.duplicates.entries import Entry
    from bluezone.lists.planning.plan import Plan


class SavedMappings(Protocol):
    """Mappings that people confirmed, by schema and by the fingerprint of the header."""

    def find(self, schema: str, fingerprint: str) -> tuple[tuple[str, int], ...] | None: ...

    def keep(self, schema: str, fingerprint: str, columns: tuple[tuple[str, int], ...]) -> None: ...


class Register(Protocol):
    """The register to which the records of a plan go."""

    def apply(self, plan: Plan) -> None:
        """Stores all records of the plan or, when it raises, none. The same plan twice is stored once."""


class KnownPeople(Protocol):
    """The people whom the register knows already."""

    def with_keys(self, keys: Collection[str]) -> Iterable[Entry]:
        """Finds entries that share at least one of these blocking keys (`duplicates.entries.keys_of`)."""


class Verdict(Enum):
    """What a person said about two entries that look alike."""

    SAME = "same"
    DIFFERENT = "different"


class Decisions(Protocol):
    """What people said about pairs, kept for good: a pair that was told apart is not shown again."""

    def of(self, pairs: Collection[str]) -> Known[str, Verdict]: ...

    def remember(self, pair: str, verdict: Verdict) -> None: ...
