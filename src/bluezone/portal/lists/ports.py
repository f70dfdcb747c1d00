"""The import kit's ports over the portal's tables: mappings of an organisation, people of a unit, decisions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bluezone.lists import ports
from bluezone.lists.cleaning.dates import Birth
from bluezone.lists.cleaning.people import Sex
from bluezone.lists.cleaning.phones import dialled_today
from bluezone.lists.duplicates.entries import Entry as Likeness
from bluezone.portal.identity.models import Staff
from bluezone.portal.lists.models import Decision, Entry, EntryKey, SavedMapping, Verdict
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.paths import rows_within
from bluezone.vietnam.folding import fold_words

_AT_ONCE = 500
"""Values in one question; SQLite takes a thousand."""


@dataclass(frozen=True, slots=True)
class MappingsOf:
    """Mappings that people confirmed for one organisation."""

    organisation: Organisation

    def find(self, schema: str, fingerprint: str) -> tuple[tuple[str, int], ...] | None:
        """Finds the columns that were confirmed under this header; None where none were."""
        saved = SavedMapping.objects.filter(
            organisation=self.organisation, kind=schema, fingerprint=fingerprint
        ).first()
        return None if saved is None else tuple((name, index) for name, index in saved.columns)

    def keep(self, schema: str, fingerprint: str, columns: tuple[tuple[str, int], ...]) -> None:
        """Keeps the columns that were confirmed under this header."""
        SavedMapping.objects.update_or_create(
            organisation=self.organisation,
            kind=schema,
            fingerprint=fingerprint,
            defaults={"columns": [list(pair) for pair in columns]},
        )


@dataclass(frozen=True, slots=True)
class PeopleOf:
    """The people whom the register of one kind knows within a unit, without those found to be doubles."""

    kind: str
    path: str

    def with_keys(self, keys: Collection[str]) -> Iterable[Likeness]:
        """Finds the entries that share one of these keys."""
        hashed = [hashed_key(key) for key in keys]
        within = rows_within(Entry.objects.filter(kind=self.kind, same_as=None), (self.path,))
        for at in range(0, len(hashed), _AT_ONCE):
            found = EntryKey.objects.filter(key__in=hashed[at : at + _AT_ONCE]).values("entry")
            yield from map(likeness_of, within.filter(pk__in=found))


@dataclass(frozen=True, slots=True)
class DecisionsOf:
    """The verdicts of the people of a unit about pairs."""

    path: str
    actor: Staff | None = None
    now: dt.datetime | None = None
    """Who says it and when; only of decisions that are being made."""

    def of(self, pairs: Collection[str]) -> Mapping[str, ports.Verdict]:
        """Finds what was said about these pairs."""
        return dict(self._said(sorted(pairs)))

    def remember(self, pair: str, verdict: ports.Verdict) -> None:
        """Keeps a verdict about a pair."""
        assert self.actor is not None
        assert self.now is not None
        said = {"verdict": Verdict(verdict.value), "decided_by": self.actor, "decided_at": self.now}
        Decision.objects.update_or_create(pair=pair, path=self.path, defaults=said)

    def _said(self, pairs: list[str]) -> Iterator[tuple[str, ports.Verdict]]:
        for at in range(0, len(pairs), _AT_ONCE):
            known = Decision.objects.filter(path=self.path, pair__in=pairs[at : at + _AT_ONCE])
            yield from ((pair, ports.Verdict(verdict)) for pair, verdict in known.values_list("pair", "verdict"))


def hashed_key(key: str) -> str:
    """Hashes a key to one length, whatever stands in a name; the database need not show names in yet another place."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def likeness_of(entry: Entry) -> Likeness:
    """Reads a stored row as the kit compares it."""
    return Likeness(
        str(entry.pk),
        entry.compared_as,
        birth_of(entry.birth),
        frozenset(dialled_today(number) for number in entry.phones.split(", ") if number),
        entry.commune_code or None,
        Sex(entry.sex) if entry.sex else None,
        entry.identity or None,
        fold_words(str(entry.facts["hamlet"])) if entry.facts.get("hamlet") else None,
    )


def birth_of(written: str) -> Birth | None:
    """Reads a birth as it was known: 2001-11-30."""
    return Birth(*(int(part) for part in written.split("-"))) if written else None
