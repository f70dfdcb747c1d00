"""The ports of the import kit, kept in dictionaries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bluezone.lists.duplicates.entries import Entry, keys_of
from bluezone.lists.planning.plan import Plan, Record
from bluezone.lists.ports import Verdict


class MappingsInMemory:
    """Saved mappings."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}

    def find(self, schema: str, fingerprint: str) -> tuple[tuple[str, int], ...] | None:
        return self.kept.get((schema, fingerprint))

    def keep(self, schema: str, fingerprint: str, columns: tuple[tuple[str, int], ...]) -> None:
        self.kept[schema, fingerprint] = columns


class RegisterInMemory:
    """Stores whole plans, once each; breaks in the middle when told to."""

    def __init__(self, *, breaks_at: int | None = None) -> None:
        self.records: list[Record] = []
        self._applied: set[str] = set()
        self._breaks_at = breaks_at

    def apply(self, plan: Plan) -> None:
        if plan.digest() in self._applied:
            return
        staged = []
        for record in plan.records:
            if record.row == self._breaks_at:
                raise RuntimeError("the disk is full")
            staged.append(record)
        self.records += staged
        self._applied.add(plan.digest())


class PeopleInMemory:
    """Known people; counts how many keys it was asked for at once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self.asked: list[int] = []

    def with_keys(self, keys: Collection[str]) -> Iterable[Entry]:
        self.asked.append(len(keys))
        return [entry for entry in self._entries if set(keys_of(entry)) & set(keys)]


class DecisionsInMemory:
    """What people said about pairs."""

    def __init__(self) -> None:
        self._said: dict[str, Verdict] = {}

    def of(self, pairs: Collection[str]) -> Mapping[str, Verdict]:
        return {pair: self._said[pair] for pair in pairs if pair in self._said}

    def remember(self, pair: str, verdict: Verdict) -> None:
        self._said[pair] = verdict
