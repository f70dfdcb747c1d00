"""Two entries of one place become one, and are two again where that was wrong.

Nothing moves: the entry that is not kept stays as it was, with its codes, posters and doors, and whatever is said of
the one that is kept covers it (`whole.py`). So taking it back undoes all of it. Its posters are not printed anew: they
are read until their last day.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Staff
from bluezone.portal.premises.models import WHOLES, Premises
from bluezone.portal.premises.services import digest_of_premises, locked_with_commune, require_the_only
from bluezone.vietnam.folding import fold


def other_entry(premises: Premises, typed: str) -> Premises:
    """The approved place of the same commune that is called just so, or the only one that fits. Raises RefusedError."""
    there = Premises.objects.filter(path=premises.path, state=Premises.State.APPROVED, same_as=None)
    fitting = there.exclude(pk=premises.pk).filter(saying(typed[:80], "search_text")).select_related(WHOLES)
    found = list(fitting) if typed.strip() else []
    meant = [one for one in found if fold(one.full_name) == fold(typed)] or found
    if len(meant) != 1:
        raise RefusedError("no approved place of this commune, or more than one, is called so; write its whole name")
    return meant[0]


@transaction.atomic
def join_premises(*, actor: Staff, premises: Premises, kept: Premises, read: str, now: dt.datetime) -> None:
    """Says that this is the same place as another one, which is kept. Raises RefusedError for what cannot be one."""
    held = Premises.objects.select_for_update(of=("self",)).order_by("pk").in_bulk([premises.pk, kept.pk])
    row, other = held[premises.pk], held[kept.pk]
    require_as_read(read, digest_of_premises(row))
    _require_one_place(row, other)
    row.same_as, row.joined_by, row.joined_at, row.new_facts = other, actor, now, None
    row.save(update_fields=["same_as", "joined_by", "joined_at", "new_facts"])
    _note(actor, "premises.join", row, other, now)


@transaction.atomic
def take_apart(*, actor: Staff, premises: Premises, read: str, now: dt.datetime) -> None:
    """Says that these are two places after all. Raises RefusedError where nobody said that they are one, or another
    place is called so by now."""
    row = locked_with_commune(premises)
    require_as_read(read, digest_of_premises(row))
    other = row.same_as
    if other is None:
        raise RefusedError("nobody said that this is the same place as another one")
    if row.state != Premises.State.CLOSED:  # one that was closed and opened again may have lost its name meanwhile
        require_the_only(row.unit, row.name, row.address, row.within, but=row)
    row.same_as = row.joined_by = row.joined_at = None
    row.save(update_fields=["same_as", "joined_by", "joined_at"])
    _note(actor, "premises.take_apart", row, other, now)


def _require_one_place(row: Premises, other: Premises) -> None:
    if row.pk == other.pk or row.path != other.path:
        raise RefusedError("two entries of one place lie in one commune")
    if not (row.is_open and other.is_open) or row.same_as_id is not None or other.same_as_id is not None:
        raise RefusedError("only approved places are joined, and each once")
    if row.parts.exists():
        raise RefusedError("this entry has parts; keep it, and say of the other one that it is the same")


def _note(actor: Staff, act: str, row: Premises, other: Premises, now: dt.datetime) -> None:
    subjects = [("premises", row.pk), ("premises", other.pk)]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=row.path)
