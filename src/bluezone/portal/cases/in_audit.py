"""A case and its person are one record: who has read the one has read the other, by whichever page (the setting
AUDIT_ALIASES)."""

from __future__ import annotations

from dataclasses import replace

from bluezone.portal.audit.aliases import Alias
from bluezone.portal.cases.merging import aliases_of_person
from bluezone.portal.cases.models import Case
from bluezone.vietnam.numbers import whole_number

_CASE, _PERSON = "case", "person"


def aliases_of_record(kind: str, key: str) -> list[Alias]:
    """Tells of a case its person, and of a person their cases, each under all keys that person stands under."""
    if kind == _CASE:
        person = Case.objects.filter(number=key).values_list("person", flat=True).first()
        return [] if person is None else [replace(one, kind=_PERSON) for one in _of_person(person)]
    number = whole_number(key) if kind == _PERSON else None
    return [] if number is None else _cases_of(number)


def _cases_of(person: int) -> list[Alias]:
    standing = [int(one.key) for one in _of_person(person) if one.since is None]
    numbers = Case.objects.filter(person__in=standing).order_by("pk").values_list("number", flat=True)
    return [Alias(number, kind=_CASE) for number in numbers]


def _of_person(person: int) -> list[Alias]:
    return [Alias(str(person)), *aliases_of_person(_PERSON, str(person))]
