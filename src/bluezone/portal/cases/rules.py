"""Where a second person must confirm a case before a code is given out: rules of units, each from one day on.

Whoever may set rules has two people look, at once and alone. That one person is enough is asked for by one and agreed
to by another, within a day and while both still may: else one person would do without the second by setting a rule.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import AskedRule, DeskRule
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.second_person import asked_since, is_settled, still_asks
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import is_within, rows_within

_ACT = "cases.rule"
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
    said_by: tuple[str, ...]
    """Whoever set it, and who agreed; nobody for a rule from before that was noted."""


@transaction.atomic
def set_desk_rule(
    *, actor: Staff, unit: Unit, needs_second_person: bool, valid_from: dt.date, now: dt.datetime
) -> DeskRule | None:
    """Sets a rule from that day on, for the unit and all below without one of their own.

    None while it waits for a second person. Raises RefusedError for a day that is over, since what was decided under a
    rule stays as it was, and where somebody new says that one person is enough.
    """
    today = now.date()
    if not today <= valid_from <= today + dt.timedelta(days=_FURTHEST_DAYS):
        raise RefusedError("a rule begins today or later, within a year")
    if unit.valid_to is not None:
        raise RefusedError("this unit is no more")
    if not needs_second_person and not is_settled(actor, _ACT, [unit.path], now):
        raise RefusedError("whoever asks that one person be enough has had the role for a week")
    # two who rule the same unit act one after the other
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    AskedRule.objects.filter(path=unit.path, ended_at=None).update(ended_at=now)
    if not needs_second_person:
        asked = AskedRule.objects.create(unit=unit, path=unit.path, valid_from=valid_from, asked_by=actor, asked_at=now)
        _note(actor, "cases.ask_rule", unit, asked, now)
        return None
    rule, _ = DeskRule.objects.update_or_create(
        path=unit.path,
        valid_from=valid_from,
        defaults={"needs_second_person": True, "asked_by": actor, "agreed_by": None},
    )
    _note(actor, "cases.rule", unit, rule, now)
    return rule


@transaction.atomic
def agree_to_rule(*, actor: Staff, asked: AskedRule, now: dt.datetime) -> DeskRule:
    """Agrees, as the second person, that one is enough. Raises RefusedError for whoever asked, and once it is over."""
    asked = _locked(asked)
    if asked.asked_at <= asked_since(now) or not still_asks(asked.asked_by, _ACT, [asked.path], now):
        raise RefusedError("this was asked for more than a day ago, or by somebody who may not ask for it any more")
    if asked.asked_by_id == actor.pk:
        raise RefusedError("whoever asked that one person be enough does not agree to it")
    if not is_settled(actor, _ACT, [asked.path], now):
        raise RefusedError("the second person has had the role for a week")
    rule, _ = DeskRule.objects.update_or_create(
        path=asked.path,
        valid_from=max(asked.valid_from, now.date()),
        defaults={"needs_second_person": False, "asked_by": asked.asked_by, "agreed_by": actor},
    )
    _end(asked, now)
    _note(actor, "cases.rule", asked.unit, rule, now)
    return rule


@transaction.atomic
def put_rule_aside(*, actor: Staff, asked: AskedRule, now: dt.datetime) -> None:
    """Two people go on looking. Raises RefusedError where that is settled already."""
    asked = _locked(asked)
    _end(asked, now)
    _note(actor, "cases.leave_rule", asked.unit, asked, now)


def asked_rules(staff: Staff, now: dt.datetime) -> list[AskedRule]:
    """What waits for a second person within this person's units, the oldest first."""
    waiting = rows_within(_open().filter(asked_at__gt=asked_since(now)), paths_for(staff, _ACT))
    return [one for one in waiting.order_by("pk") if still_asks(one.asked_by, _ACT, [one.path], now)]


def asked_rule_with_number(number: int) -> AskedRule | None:
    """The ask of this number, if it is not settled."""
    return _open().filter(pk=number).first()


def rules_for(staff: Staff, today: dt.date) -> list[RuleView]:
    """Rules of this person's units, and those above that hold there too; the largest unit first."""
    paths = paths_for(staff, _ACT)
    own = set(rows_within(DeskRule.objects.all(), paths).values_list("pk", flat=True))
    known = DeskRule.objects.select_related("asked_by", "agreed_by")
    rules = [rule for rule in known if rule.pk in own or _is_above(rule.path, paths)]
    units = {unit.path: unit for unit in Unit.objects.filter(path__in={rule.path for rule in rules}).order_by("pk")}
    holding = {
        path: max((rule.valid_from for rule in rules if rule.path == path and rule.valid_from <= today), default=None)
        for path in {rule.path for rule in rules}
    }
    ordered = sorted(rules, key=lambda rule: (len(rule.path), rule.path, rule.valid_from))
    return [
        RuleView(
            units.get(rule.path),
            rule.valid_from,
            rule.needs_second_person,
            is_in_force=rule.valid_from == holding[rule.path],
            said_by=tuple(one.full_name for one in (rule.asked_by, rule.agreed_by) if one is not None),
        )
        for rule in ordered
    ]


def _open() -> QuerySet[AskedRule]:
    return AskedRule.objects.filter(ended_at=None).select_related("unit", "asked_by")


def _locked(asked: AskedRule) -> AskedRule:
    """Anew, in turn. Raises RefusedError where it is settled."""
    Unit.objects.select_for_update(no_key=True).get(pk=asked.unit_id)
    found = _open().filter(pk=asked.pk).first()
    if found is None:
        raise RefusedError("this is settled already")
    return found


def _end(asked: AskedRule, now: dt.datetime) -> None:
    asked.ended_at = now
    asked.save(update_fields=["ended_at"])


def _note(actor: Staff, act: str, unit: Unit, rule: DeskRule | AskedRule, now: dt.datetime) -> None:
    needed = isinstance(rule, DeskRule) and rule.needs_second_person
    detail = {"second_person": needed, "from": rule.valid_from.isoformat()}
    record_write(actor=actor, act=act, now=now, subjects=[("unit", unit.key)], path=rule.path, detail=detail)


def _is_above(path: str, paths: tuple[str, ...]) -> bool:
    return any(is_within(own, path) for own in paths)
