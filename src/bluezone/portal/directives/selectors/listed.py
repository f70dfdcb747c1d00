"""What the lists of one participant count of what a directive asks of it: beside its figures, and nobody by name."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.policy import is_registrars_ground, own_organisation
from bluezone.portal.directives.selectors.cores import DirectiveContext
from bluezone.portal.lists.rosters import counted_in_lists
from bluezone.portal.places.history import paths_on
from bluezone.portal.places.models import Level
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.reports.listed import Listed


def listed_for(context: DirectiveContext, participant: Participant, now: dt.datetime) -> dict[str, Listed]:
    """Counts of the newest lists of the participant's own organisation, by indicator; of a commune's ground, where its
    committee has none of its own."""
    directive = context.directive
    named = ((name, directive.indicator(name).listed) for name in context.expected(participant.key).indicators)
    asked, today = {name: count for name, count in named if count is not None}, now.astimezone(VIET_NAM).date()
    if not asked or not is_registrars_ground(participant, today):
        return {}
    found = counted_in_lists(
        asked=frozenset(asked.values()),
        organisation=own_organisation(participant, today),
        ground=_commune_of(participant, today),
    )
    return {name: found[count] for name, count in asked.items() if count in found}


def ground_of(participant: Participant, now: dt.datetime) -> tuple[str, ...]:
    """Paths of the commune for which the participant answers; none where it is no commune's committee, or where whoever
    registered the directive has nothing to say."""
    today = now.astimezone(VIET_NAM).date()
    return _commune_of(participant, today) if is_registrars_ground(participant, today) else ()


def _commune_of(participant: Participant, today: dt.date) -> tuple[str, ...]:
    unit = participant.unit
    if unit is None or unit.level != Level.COMMUNE or "committee" not in participant.kind:
        return ()
    return paths_on(participant.path, today)
