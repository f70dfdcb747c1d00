"""Which outbreak somebody belongs to, and their place in it."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Person
from bluezone.portal.places.paths import paths_above, province_of
from bluezone.portal.tracing.models import Involvement, Outbreak

DEFAULT_NAME, DEFAULT_PATHOGEN = "COVID-19", "SARS-CoV-2"
WHOLE_COUNTRY = "VN"
_BEGINNING = dt.date(2020, 1, 23)
"""The first case in Viet Nam."""


def outbreak_at(path: str, day: dt.date) -> Outbreak:
    """Finds the outbreak to which belongs what happens here on this day: of those that are open the one with the
    smallest area, then the one that began last; where there is none, that of the whole country, which is made."""
    open_then = Outbreak.objects.filter(path__in=[*paths_above(path), path]).exclude(ended__lt=day)
    nearest = max(open_then, key=lambda one: (len(one.path), one.begins, one.pk), default=None)
    return nearest or default_outbreak()


def default_outbreak() -> Outbreak:
    """Finds the outbreak of the whole country; the first who asks makes it."""
    made, _ = Outbreak.objects.get_or_create(
        name=DEFAULT_NAME,
        path="",
        defaults={"pathogen": DEFAULT_PATHOGEN, "place": WHOLE_COUNTRY, "begins": _BEGINNING},
    )
    return made


def involve(outbreak: Outbreak, person: Person) -> Involvement:
    """Finds this person's place in the outbreak, made where there is none yet; it stands where the person is."""
    made, _ = Involvement.objects.get_or_create(
        outbreak=outbreak,
        person=person,
        defaults={"unit": person.unit, "path": person.path, "province": province_of(person.path)},
    )
    return made
