"""Rules of units, each from one day on: where a second person must confirm a case before a code is given out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import DeskRule
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import is_within, rows_within

_FURTHEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule as it is read."""

    unit: Unit | None
    """None for the whole country."""
    valid_from: dt.date
    needs_second_person: bool
    is_in_force: bool
    """Of its unit's rules the one that holds today; nearer units may have their own."""


@transaction.atomic
def set_desk_rule(
    *, actor: Staff, unit: Unit, needs_second_person: bool, valid_from: dt.date, now: dt.datetime
) -> DeskRule:
    """Sets a rule from that day on, for the unit and all below it that have no rule of their own. Raises RefusedError
    for a day that is over: what was decided under a rule stays as it was."""
    today = now.date()
    if not today <= valid_from <= today + dt.timedelta(days=_FURTHEST_DAYS):
        raise RefusedError("a rule begins today or later, within a year")
    if unit.valid_to is not None:
        raise RefusedError("this unit is no more")
    rule, _ = DeskRule.objects.update_or_create(
        path=unit.path, valid_from=valid_from, defaults={"needs_second_person": needs_second_person}
    )
    record_write(
        actor=actor,
        act="cases.rule",
        now=now,
        subjects=[("unit", unit.key)],
        path=unit.path,
        detail={"second_person": needs_second_person, "from": valid_from.isoformat()},
    )
    return rule


def rules_for(staff: Staff, today: dt.date) -> list[RuleView]:
    """Rules of this person's units, and those above that hold there too; the largest unit first."""
    paths = paths_for(staff, "cases.rule")
    own = set(rows_within(DeskRule.objects.all(), paths).values_list("pk", flat=True))
    rules = [rule for rule in DeskRule.objects.all() if rule.pk in own or _is_above(rule.path, paths)]
    units = {unit.path: unit for unit in Unit.objects.filter(path__in={rule.path for rule in rules})}
    holding = {
        path: max((rule.valid_from for rule in rules if rule.path == path and rule.valid_from <= today), default=None)
        for path in {rule.path for rule in rules}
    }
    ordered = sorted(rules, key=lambda rule: (len(rule.path), rule.path, rule.valid_from))
    return [
        RuleView(units.get(rule.path), rule.valid_from, rule.needs_second_person, rule.valid_from == holding[rule.path])
        for rule in ordered
    ]


def _is_above(path: str, paths: tuple[str, ...]) -> bool:
    return any(is_within(own, path) for own in paths)
