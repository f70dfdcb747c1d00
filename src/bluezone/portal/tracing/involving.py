"""Which outbreak somebody belongs to, and their place in it."""

from __future__ import annotations

import datetime as dt
from functools import cache

from bluezone.portal.cases.models import Person
from bluezone.portal.cases.persons import who_stands_for
from bluezone.portal.errors import RefusedError
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import is_within, province_of
from bluezone.portal.tracing.followed import tell
from bluezone.portal.tracing.models import Exposure, Involvement, Outbreak
from bluezone.vietnam.numbers import whole_number

DEFAULT_NAME, DEFAULT_PATHOGEN = "COVID-19", "SARS-CoV-2"
WHOLE_COUNTRY = "VN"
_BEGINNING = dt.date(2020, 1, 23)
"""The first case in Viet Nam."""


class Outbreaks:
    """All outbreaks, read once: to which of them something belongs is asked of every case."""

    def __init__(self) -> None:
        self._known = list(Outbreak.objects.order_by("pk"))
        self._default = next(filter(_is_the_whole_countrys, self._known), None) or default_outbreak()
        self._around = cache(self._those_around)

    def at(self, path: str, day: dt.date) -> Outbreak:
        """Finds the outbreak to which belongs what happens here on this day: of those that are open the one with the
        smallest area, then the one that began last; where there is none, that of the whole country."""
        for one in self._around(path):
            if one.begins <= day and (one.ended is None or day <= one.ended):
                return one
        return self._default

    def _those_around(self, path: str) -> list[Outbreak]:
        """The outbreaks around a place, whichever comes first where several are open."""
        around = (one for one in self._known if is_within(path, one.path))
        return sorted(around, key=lambda one: (len(one.path), one.begins, one.pk), reverse=True)


def outbreak_at(path: str, day: dt.date) -> Outbreak:
    """Finds the outbreak to which belongs what happens here on this day."""
    return Outbreaks().at(path, day)


def named_outbreak(name: str | None) -> Outbreak:
    """Finds the outbreak of this name, or of this number, or that of the whole country. Raises RefusedError where there
    is none, or several are called so."""
    if name is None:
        return default_outbreak()
    number = whole_number(name)
    found = list(Outbreak.objects.filter(name=name)) or list(Outbreak.objects.filter(pk=number or 0))
    if len(found) > 1:
        raise RefusedError("several outbreaks are called so; name one by its number: its page's address ends with it")
    if not found:
        raise RefusedError("there is no outbreak of this name")
    return found[0]


def default_outbreak() -> Outbreak:
    """Finds the outbreak of the whole country; the first who asks makes it."""
    made, _ = Outbreak.objects.get_or_create(
        name=DEFAULT_NAME,
        path="",
        defaults={"pathogen": DEFAULT_PATHOGEN, "place": WHOLE_COUNTRY, "begins": _BEGINNING},
    )
    return made


def _is_the_whole_countrys(outbreak: Outbreak) -> bool:
    return (outbreak.name, outbreak.path) == (DEFAULT_NAME, "")


def involve(outbreak: Outbreak, person: Person) -> Involvement:
    """Finds the place in the outbreak of this person, or of whoever stands for them, made where there is none yet; it
    stands where the person is."""
    person = who_stands_for(person)
    made, _ = Involvement.objects.get_or_create(
        outbreak=outbreak,
        person=person,
        defaults={"unit": person.unit, "path": person.path, "province": province_of(person.path)},
    )
    return made


def settle(involvement: Involvement, unit: Unit) -> None:
    """Has somebody stand where they are now, and both ends of whatever leads to them and from them."""
    if involvement.unit_id == unit.pk and involvement.path == unit.path:
        return
    involvement.unit, involvement.path, involvement.province = unit, unit.path, province_of(unit.path)
    involvement.save(update_fields=["unit", "path", "province"])
    Exposure.objects.filter(source=involvement).update(source_path=unit.path)
    Exposure.objects.filter(target=involvement).update(target_path=unit.path)
    tell([involvement.pk])
