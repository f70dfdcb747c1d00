"""Where a place lies within its commune: one of the hamlets that the commune keeps, as somebody typed it, and as it is
called by now.

A hamlet that is given another name, or goes into another one, ends as a unit, and what lies there goes along by itself:
the place was said to be there, and nobody says it anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from bluezone.portal.audit.services import record_write
from bluezone.portal.places.models import Unit
from bluezone.portal.places.selectors import carried_to, hamlets_of
from bluezone.portal.premises.models import WHOLES, Premises
from bluezone.portal.premises.services import as_found
from bluezone.vietnam.folding import fold

_MOST_NAMED = 12
_MOST_AT_ONCE = 500
_LOOKED_AT_FOR = dt.timedelta(days=7)
"""A hamlet is given another name under its key on its first day alone; the work may stand still for some."""


def hamlet_meant(commune: Unit, typed: str) -> Unit | None:
    """Finds the hamlet of a commune that is called just so, but for marks and what kind it is; None for nothing typed.
    Raises ValidationError, which names those that there are."""
    meant = fold(typed)
    if not meant:
        return None
    standing = list(hamlets_of(commune))
    found = [one for one in standing if fold(one.name) == meant]
    found = found or [one for one in standing if fold(one.name).endswith(f" {meant}")]
    if len(found) == 1:
        return found[0]
    if not standing:
        raise ValidationError(
            gettext(
                "No hamlet of this commune is written down yet. Please leave this empty, and write it into the address."
            )
        )
    names = ", ".join(one.name for one in standing[:_MOST_NAMED])
    raise ValidationError(gettext("Please choose a hamlet of this commune: %(names)s.") % {"names": names})


def became_of(hamlet: Unit | None, day: dt.date) -> Unit | None:
    """What a hamlet is by a day: itself as long as it stands; None where it was closed and no other one took it in."""
    heir = carried_to(hamlet, day).unit if hamlet is not None else None
    return heir if heir is not None and heir.valid_to is None else None


def follow_hamlets(*, now: dt.datetime) -> int:
    """Has places lie in what became of their hamlets, and be found by the name that one was given on its first day; how
    many."""
    keys = [*_in_ended_ones(now.date()), *_called_otherwise(now.date())]
    return sum(_followed(key, now) for key in keys[:_MOST_AT_ONCE])


def _in_ended_ones(day: dt.date) -> list[int]:
    """Places that go along elsewhere. What lies in a hamlet that nothing took in stays, and holds up no other one."""
    ended = Premises.objects.filter(hamlet__valid_to__lte=day)
    hamlets = Unit.objects.filter(pk__in=ended.order_by().values("hamlet"))
    going = [one.pk for one in hamlets if became_of(one, day) is not None]
    return list(ended.filter(hamlet__in=going).order_by("pk").values_list("pk", flat=True)[:_MOST_AT_ONCE])


def _called_otherwise(day: dt.date) -> Iterator[int]:
    """Places whose hamlet was given another name on the day on which it was added: it is the same one, then."""
    rows = Premises.objects.filter(hamlet__valid_from__gte=day - _LOOKED_AT_FOR, hamlet__valid_to=None)
    for row in rows.select_related("unit", "hamlet", WHOLES).order_by("pk").iterator(chunk_size=_MOST_AT_ONCE):
        if row.search_text != _as_found(row)["search_text"]:
            yield row.pk


@transaction.atomic
def _followed(key: int, now: dt.datetime) -> bool:
    row = Premises.objects.select_for_update(of=("self",)).select_related("unit", "hamlet", WHOLES).get(pk=key)
    heir = became_of(row.hamlet, now.date())
    if heir is None:
        return False  # it was closed meanwhile, or said anew: what was said stays
    row.hamlet = heir
    for column, said in _as_found(row).items():
        setattr(row, column, said)
    row.save(update_fields=["hamlet", "sort_key", "search_text"])
    record_write(actor=None, act="premises.follow", now=now, subjects=[("premises", row.pk)], path=row.path)
    return True


def _as_found(row: Premises) -> dict[str, str]:
    return as_found(row.name, row.address, row.unit, row.within, row.hamlet)
