"""Where a place lies within its commune: one of the hamlets that the commune keeps, as somebody typed it, and as it is
called by now.

A hamlet that is given another name, or goes into another one, ends as a unit, and what lies there goes along by itself:
the place was said to be there, and nobody says it anew.
"""

from __future__ import annotations

import datetime as dt

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


def follow_hamlets(*, now: dt.datetime) -> int:
    """Has places lie in what became of their hamlets; how many."""
    ended = Premises.objects.filter(hamlet__valid_to__lte=now.date()).order_by("pk")
    return sum(_followed(key, now) for key in ended.values_list("pk", flat=True)[:_MOST_AT_ONCE])


@transaction.atomic
def _followed(key: int, now: dt.datetime) -> bool:
    row = Premises.objects.select_for_update(of=("self",)).select_related("unit", "hamlet", WHOLES).get(pk=key)
    heir = carried_to(row.hamlet, now.date()).unit if row.hamlet is not None else None
    if heir is None or heir.valid_to is not None:
        return False  # it was closed, and no other one took it in: what was said stays
    row.hamlet = heir
    for column, said in as_found(row.name, row.address, row.unit, row.within, heir).items():
        setattr(row, column, said)
    row.save(update_fields=["hamlet", "sort_key", "search_text"])
    record_write(actor=None, act="premises.follow", now=now, subjects=[("premises", row.pk)], path=row.path)
    return True
