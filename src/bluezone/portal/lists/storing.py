"""A plan into the tables: the kit's register, all of it or nothing, with who may be listed twice.

Stored as rows are what the list says about people; who has the app is added up and forgotten (`preview.COUNTED`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from bluezone.lists.cleaning.communes import Unit
from bluezone.lists.cleaning.dates import Birth
from bluezone.lists.cleaning.people import Sex
from bluezone.lists.cleaning.phones import Phones
from bluezone.lists.duplicates.entries import Entry as Likeness
from bluezone.lists.duplicates.entries import keys_of
from bluezone.lists.duplicates.finding import Candidate as Alike
from bluezone.lists.planning.plan import FieldValue, Plan, Record
from bluezone.lists.schemas.fields import Schema
from bluezone.portal.counted_tables import count_anew
from bluezone.portal.lists.models import Candidate, Entry, EntryKey, Kind, SentList
from bluezone.portal.lists.ports import hashed_key
from bluezone.portal.lists.preview import kept_fields, said
from bluezone.portal.places.paths import province_of
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import given_name_first, sort_key

_AT_ONCE = 2_000
_OWN_COLUMNS = frozenset({"full_name", "business", "birth", "sex", "phone", "other_phone", "identity", "commune"})
_OF_PLAN = "row "
"""How the kit names entries that are not stored yet."""


@dataclass(frozen=True, slots=True)
class RegisterOf:
    """The register to which the rows of one sent list go."""

    sent: SentList
    schema: Schema
    likenesses: tuple[Likeness, ...]
    alike: tuple[Alike, ...]

    @transaction.atomic
    def apply(self, plan: Plan) -> None:
        """Stores all records, their keys and candidates. The caller has seen to it that the plan is new."""
        compared = {likeness.id: likeness.name for likeness in self.likenesses}
        entries = [self._entry(record, compared.get(f"{_OF_PLAN}{record.row}", "")) for record in plan.records]
        made = Entry.objects.bulk_create(entries, _AT_ONCE)
        by_row = {f"{_OF_PLAN}{entry.row}": entry for entry in made}
        EntryKey.objects.bulk_create(self._keys(by_row), _AT_ONCE)
        Candidate.objects.bulk_create(self._candidates(by_row), _AT_ONCE)
        count_anew(len(made), Entry, EntryKey, Candidate)

    def _entry(self, record: Record, compared_as: str) -> Entry:
        values, sent = record.values, self.sent
        name = str(values[self.schema.key])[:200]
        commune, sex = values.get("commune"), values.get("sex")
        is_person = sent.kind != Kind.BUSINESS
        return Entry(
            kind=sent.kind,
            sent=sent,
            row=record.row,
            organisation_id=sent.organisation_id,
            case_id=sent.case_id,
            path=sent.path,
            province=province_of(sent.path),
            name=name,
            sort_key=given_name_first(name) if is_person else sort_key(name),
            search_text=f" {fold(name)} | {fold(str(values.get('hamlet', '')))} | {_numbers(values)} |",
            birth=_birth(values.get("birth")),
            sex=sex.value if isinstance(sex, Sex) else "",
            phones=_numbers(values)[:200],
            identity=str(values.get("identity", ""))[:20],
            commune_code=commune.code if isinstance(commune, Unit) else "",
            commune=commune.name if isinstance(commune, Unit) else "",
            compared_as=compared_as[:200],
            facts=dict(self._facts(record)),
        )

    def _facts(self, record: Record) -> Iterator[tuple[str, Any]]:
        for name in kept_fields(self.schema):
            own = name in _OWN_COLUMNS and not (name == "full_name" and self.schema.key != "full_name")
            if name in record.values and not own:
                yield name, _as_json(record.values[name])

    def _keys(self, by_row: dict[str, Entry]) -> Iterator[EntryKey]:
        for likeness in self.likenesses:
            for key in dict.fromkeys(map(hashed_key, keys_of(likeness))):
                yield EntryKey(entry=by_row[likeness.id], key=key)

    def _candidates(self, by_row: dict[str, Entry]) -> Iterator[Candidate]:
        for one in self.alike:
            first, second = (by_row.get(end.id) for end in (one.one, one.other))
            entry, other = (second, first) if first and second else (first, None)
            yield Candidate(
                entry=entry,
                other_id=other.pk if other else int(one.other.id),
                path=self.sent.path,
                score=round(100 * one.score),
                reasons=[said(reason.words) for reason in one.reasons],
                pair=one.pair,
            )


def _numbers(values: Any) -> str:
    found = [values[name] for name in ("phone", "other_phone") if isinstance(values.get(name), Phones)]
    return ", ".join(dict.fromkeys(number for phones in found for number in phones.numbers))


def _birth(value: FieldValue | None) -> str:
    if not isinstance(value, Birth):
        return ""
    parts = (value.year, value.month, value.day)
    return "-".join(f"{part:02}" for part in parts if part is not None)


def _as_json(value: FieldValue) -> str | int | bool:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, bool | int) else str(value)
