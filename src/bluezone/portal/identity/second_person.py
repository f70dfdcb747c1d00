"""What takes two persons: one asks, another one gives. The rules that all such acts share, whatever they are about.

An ask is good for a day and as long as whoever asked may still ask: nobody lays one up for the day on which a single
person is left. The second is another person. Both have had the role for a week: an administrator can hire somebody who
does not exist, as either of the two, and for a week that stands in the audit and is of no use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import CharField, ExpressionWrapper, F, OuterRef, QuerySet

from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.places.paths import is_within

ASK_LASTS = dt.timedelta(days=1)
SETTLED = dt.timedelta(days=7)


def asked_since(now: dt.datetime) -> dt.datetime:
    """Asks that are older than this are over."""
    return now - ASK_LASTS


def may_now(person: Staff, act: str, paths: Iterable[str]) -> bool:
    """Whether this act is open to this person at all of these places, by the roles of this moment."""
    own = _grants_for(person, act)
    return person.is_active and bool(own) and all(any(is_within(path, grant.path) for grant in own) for path in paths)


def is_settled(person: Staff, act: str, paths: Iterable[str], now: dt.datetime) -> bool:
    """Whether this act has been open to this person at all of these places for a week, by roles that go on."""
    own = [grant for grant in _grants_for(person, act) if grant.given_at <= now - SETTLED]
    return bool(own) and all(any(is_within(path, grant.path) for grant in own) for path in paths)


def still_asks(person: Staff, act: str, paths: Collection[str], now: dt.datetime) -> bool:
    """Whether whoever asked could ask for it now: a role that ended and was given anew, or one of another place where
    what it is about has gone meanwhile, is not a week old."""
    return may_now(person, act, paths) and is_settled(person, act, paths, now)


def has_worked_here(person: Staff, now: dt.datetime) -> bool:
    """Whether this person has had a role for a week, whichever it is."""
    since = Grant.objects.filter(staff=person, ended_at=None, given_at__lte=now - SETTLED)
    return person.is_active and since.exists()


def settled_paths(person: Staff, act: str, now: dt.datetime) -> tuple[str, ...]:
    """Lists the places under which this act has been open to this person for a week, for a query."""
    roles = BY_ACT[act].roles
    return tuple(one.path for one in person.current_grants if one.role in roles and one.given_at <= now - SETTLED)


def grants_reaching(asker: OuterRef, act: str) -> QuerySet[Grant]:
    """Finds the roles by which whoever asked may still ask, for the row around it, which has a `path`."""
    place = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    grants = Grant.objects.filter(staff=asker, role__in=BY_ACT[act].roles, ended_at=None)
    return grants.annotate(place=place).filter(place__startswith=F("path"))


def _grants_for(person: Staff, act: str) -> list[Grant]:
    """Asked anew: what a person object remembers may be older than the end of a role."""
    return list(Grant.objects.filter(staff=person, role__in=BY_ACT[act].roles, ended_at=None))
