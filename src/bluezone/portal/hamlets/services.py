"""Writes about hamlets: a commune adds them, renames them, closes them. Each leaves its line in the audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Change, Level, Succession, Unit
from bluezone.portal.places.paths import below
from bluezone.portal.places.services import searchable
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import normalised_name, sort_key

_LONGEST_HAMLET, _LONGEST_RESOLUTION = 60, 60


@transaction.atomic
def create_hamlet(*, actor: Staff | None, commune: Unit, name: str, now: dt.datetime) -> Unit:
    """Adds a hamlet below a commune; no national table has them. Raises RefusedError for a name that is taken there."""
    today = now.date()
    if commune.level != Level.COMMUNE or (commune.valid_to is not None and commune.valid_to <= today):
        raise RefusedError("a hamlet lies in a commune of today")
    name = _free_name(commune, name)
    numbers = [unit.code.rpartition(".")[2] for unit in Unit.objects.filter(parent=commune, level=Level.HAMLET)]
    code = f"{commune.code}.{max(map(int, numbers), default=0) + 1}"
    hamlet = _hamlet(commune, code, f"{code}-{today:%Y%m}", name, today)
    _note(actor, hamlet, now, {"what": "added"})
    return hamlet


@transaction.atomic
def rename_hamlet(*, actor: Staff | None, hamlet: Unit, name: str, resolution: str, now: dt.datetime) -> Unit:
    """Gives a hamlet another name; what it was called until today stays written. Raises RefusedError."""
    before, today = hamlet.key, now.date()
    hamlet, commune = _standing(hamlet)
    name = _free_name(commune, name, but=hamlet)
    if name == hamlet.name:
        raise RefusedError("this is its name already")
    if hamlet.valid_from == today:  # it never stood under the other name for a day
        hamlet.name, hamlet.sort_key = name, sort_key(name)
        hamlet.search_text = searchable((name,)) + commune.search_text
        hamlet.save(update_fields=["name", "sort_key", "search_text"])
        _note(actor, hamlet, now, {"what": "renamed", "before": before})
        return hamlet
    _end(hamlet, today)
    renamed = _hamlet(commune, hamlet.code, f"{hamlet.code}-{today:%Y%m%d}", name, today, hamlet.name)
    _follow(hamlet, renamed, resolution, today)
    _note(actor, renamed, now, {"what": "renamed", "before": before})
    return renamed


@transaction.atomic
def close_hamlet(*, actor: Staff | None, hamlet: Unit, into: Unit | None, resolution: str, now: dt.datetime) -> None:
    """Closes a hamlet; another of its commune may have taken it in. It stays with its dates. Raises RefusedError."""
    today = now.date()
    hamlet, commune = _standing(hamlet)
    if hamlet.valid_from is not None and hamlet.valid_from >= today:
        raise RefusedError("a hamlet that was added today can be renamed today, and closed from tomorrow on")
    if into is not None and (into.pk == hamlet.pk or into.parent_id != commune.pk or into.valid_to is not None):
        raise RefusedError("only a hamlet of the same commune takes another in")
    _end(hamlet, today)
    if into is not None:
        _follow(hamlet, into, resolution, today)
    _note(actor, hamlet, now, {"what": "closed"})


def _standing(hamlet: Unit) -> tuple[Unit, Unit]:
    """Locks the hamlet and finds its commune. Raises RefusedError for anything else."""
    found = Unit.objects.select_for_update(of=("self",), no_key=True).select_related("parent").get(pk=hamlet.pk)
    if found.level != Level.HAMLET or found.parent is None:
        raise RefusedError("only hamlets are kept here; other units change by a resolution")
    if found.valid_to is not None:
        raise RefusedError("this hamlet is no more")
    return found, found.parent


def _free_name(commune: Unit, name: str, *, but: Unit | None = None) -> str:
    """Reads the name as it is kept. Raises RefusedError for one that is none, or taken in this commune."""
    name = normalised_name(name)
    if not 1 <= len(name) <= _LONGEST_HAMLET:
        raise RefusedError("a hamlet's name has 1 to 60 characters")
    siblings = Unit.objects.select_for_update(no_key=True).filter(parent=commune, valid_to=None)
    if any(fold(sibling.name) == fold(name) for sibling in siblings if but is None or sibling.pk != but.pk):
        raise RefusedError("this commune has a hamlet of this name")
    return name


def _hamlet(commune: Unit, code: str, key: str, name: str, today: dt.date, *former: str) -> Unit:
    return Unit.objects.create(
        key=key,
        code=code,
        level=Level.HAMLET,
        name=name,
        parent=commune,
        path=below(commune.path, key),
        valid_from=today,
        sort_key=sort_key(name),
        search_text=searchable((name, *former)) + commune.search_text,
    )


def _end(hamlet: Unit, today: dt.date) -> None:
    hamlet.valid_to = today
    hamlet.save(update_fields=["valid_to"])


def _follow(old: Unit, new: Unit, resolution: str, today: dt.date) -> None:
    assert old.parent is not None
    said = normalised_name(resolution)[:_LONGEST_RESOLUTION]
    change, _ = Change.objects.get_or_create(date=today, path=old.parent.path, resolution=said)
    Succession.objects.create(change=change, old=old, new=new, is_whole=True, is_default=True)


def _note(actor: Staff | None, hamlet: Unit, now: dt.datetime, detail: dict[str, Any]) -> None:
    subjects = [("unit", hamlet.key)]
    record_write(actor=actor, act="hamlets.settle", now=now, subjects=subjects, path=hamlet.path, detail=detail)
