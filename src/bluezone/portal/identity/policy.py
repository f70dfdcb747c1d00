"""The permission table at work, as predicates of django-rules: a role, and where it stands."""

from __future__ import annotations

from typing import Protocol

import rules

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import BY_ACT, TABLE, Permission, Reach
from bluezone.portal.places.paths import is_within, outermost, province_of


class Placed(Protocol):
    """Anything that belongs to a unit."""

    @property
    def path(self) -> str:
        """The path of the unit to which it belongs (`places/paths.py`)."""


def is_allowed(staff: Staff, act: str, placed: Placed | None = None) -> bool:
    """Whether the table lets this person do this, to this thing or at all."""
    return act in BY_ACT and bool(rules.test_rule(act, staff, placed))


def paths_for(staff: Staff, act: str) -> tuple[str, ...]:
    """Paths whose rows this action opens to this person. An empty path is the whole country."""
    line = BY_ACT[act]
    own = (grant.path for grant in staff.current_grants if grant.role in line.roles)
    return outermost(province_of(path) for path in own) if line.reach is Reach.PROVINCE else outermost(own)


def sees_name(staff: Staff, act: str, placed: Placed) -> bool:
    """Whether this person sees the name: inside one's own unit, and never beyond it, whatever the action's reach."""
    own = [grant.path for grant in staff.current_grants if grant.role in BY_ACT[act].roles]
    return any(is_within(placed.path, path) for path in own)


def _register(line: Permission) -> None:
    def has_role(staff: Staff, _placed: Placed | None) -> bool:
        return any(grant.role in line.roles for grant in staff.current_grants)

    def is_in_reach(staff: Staff, placed: Placed | None) -> bool:
        if placed is None or line.reach in {Reach.EVERYWHERE, Reach.SEAT}:
            return True
        return any(is_within(placed.path, path) for path in paths_for(staff, line.act))

    rules.add_rule(line.act, rules.predicate(has_role) & rules.predicate(is_in_reach))


for _line in TABLE:
    if not rules.rule_exists(_line.act):
        _register(_line)
