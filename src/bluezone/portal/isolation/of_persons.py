"""What is asked of the person of a quarantine, and not of the place in an outbreak at which it stands.

Somebody stays apart once, in however many outbreaks they are and under however many records that were merged. How they
are is asked in each outbreak, and what the merged one answered went to whoever was kept; so is it asked whether they
have symptoms, and whether a rule wants them apart still, of all of these together.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from bluezone.portal.cases.persons import standing_for, with_merged
from bluezone.portal.followup.models import Task, Watch
from bluezone.portal.isolation.models import Stay
from bluezone.portal.sampling.selectors import not_negative_among
from bluezone.portal.tracing.models import Involvement

_PERSON = "involvement__person"


def ill_among(stays: Iterable[Stay]) -> set[int]:
    """Finds those of these quarantines whose person has symptoms of which nobody has said what was done."""
    return _those_of(stays, Task.objects.filter(done_at=None), f"watch__{_PERSON}")


def asked_among(stays: Iterable[Stay]) -> set[int]:
    """Finds those of these quarantines whose person a rule asks to stay apart, in whichever outbreak."""
    return _those_of(stays, Watch.objects.filter(first_day__isnull=False), _PERSON)


def untested_among(stays: Iterable[Stay]) -> set[int]:
    """Finds those of these quarantines at whose end the rules want a negative test of the person, and there is none."""
    whose = {stay.pk: stay.involvement.person_id for stay in stays}
    standing = standing_for(set(whose.values()))
    places = Involvement.objects.filter(person__in=set(standing.values()))
    keys = dict(places.values_list("pk", "person"))
    untested = {keys[key] for key in not_negative_among(keys)}
    return {key for key, person in whose.items() if standing[person] in untested}


def open_tasks_of(involvement: Involvement) -> QuerySet[Task]:
    """Finds the symptoms of one person of which nobody has said what was done, the oldest first."""
    records = with_merged({standing_for([involvement.person_id])[involvement.person_id]})
    rows = Task.objects.filter(done_at=None, **{f"watch__{_PERSON}__in": records})
    return rows.select_related("watch").order_by("pk")


def is_asked_anywhere() -> Q:
    """Says, in a question about quarantines, that a rule asks their person to stay apart in whichever outbreak."""
    asked = Watch.objects.filter(first_day__isnull=False)
    whose = (_PERSON, f"{_PERSON}__merged_into", f"{_PERSON}__merged_into__merged_into")
    return Q(*(Exists(asked.filter(**{_PERSON: OuterRef(one)})) for one in whose), _connector=Q.OR)


def _those_of(stays: Iterable[Stay], rows: QuerySet[Task] | QuerySet[Watch], person: str) -> set[int]:
    whose = {stay.pk: stay.involvement.person_id for stay in stays}
    standing = standing_for(set(whose.values()))
    records = with_merged(set(standing.values()))
    found = set(rows.filter(**{f"{person}__in": records}).values_list(person, flat=True))
    meant = set(standing_for(found).values())
    return {key for key, one in whose.items() if standing[one] in meant}
