"""What doors saw of what a directive asks: beside the sums on pages and in papers, from one question.

Directives do not know doors. A room above that counts at them is named in the setting SEEN_AT_DOORS: a function that is
given paths, kinds of places and days, and tells for each commune what its doors counted, without any name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from bluezone.portal.directives.models import DirectiveRecord, Participant
from bluezone.portal.directives.policy import is_registrars_ground
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.places.history import paths_on
from bluezone.portal.world import VIET_NAM
from bluezone.protocol.venue import PlaceKind
from bluezone.rollout.consolidation.measuring import Measured, Seen, measured
from bluezone.rollout.directive.letter import Directive, Instruction


class SeenAtDoors(Protocol):
    """The function of the room that counts at doors."""

    def __call__(
        self, *, paths: tuple[str, ...], kinds: Collection[PlaceKind], first: dt.date, last: dt.date
    ) -> Sequence[tuple[str, Seen]]:
        """What was seen in each commune within these paths, by its name, both days among them."""


def measured_at(directive: Directive, top: Participant, now: dt.datetime) -> dict[str, Measured]:
    """What doors in this participant's area saw, by instruction: from the letter's day to the last whole day. Nothing
    where whoever registered the directive has nothing to say there.

    The day that is not over yet is left out, so that a paper and a page of the same day say the same.
    """
    asked = [one for _, one in directive.instructions() if one.measured_at]
    first, last = top.directive.date, now.astimezone(VIET_NAM).date() - dt.timedelta(days=1)
    if not asked or last < first or not is_registrars_ground(top, last):
        return {}
    paths = paths_on(top.path, last)
    found = {one.id: measured(first, last, _seen(paths, one, first, last)) for one in asked}
    return {name: one for name, one in found.items() if one is not None}


def measured_at_the_top(record: DirectiveRecord, now: dt.datetime) -> dict[str, Measured]:
    """What doors saw in the area of the participant to which all results go, as the consolidated report tells it."""
    directive = directive_of(record.source)
    return measured_at(directive, record.participants.get(key=directive.reporting.to), now)


def measured_for(directive: Directive, top: Participant, now: dt.datetime) -> list[tuple[str, Instruction, Measured]]:
    """What doors saw, in the letter's order, with each instruction and the place where it stands."""
    found = measured_at(directive, top, now)
    return [(place, one, found[one.id]) for place, one in directive.instructions() if one.id in found]


def asks_doors(directive: Directive) -> bool:
    """Whether its file says of any task at which doors it shows; those of before there were doors do not."""
    return any(one.measured_at for _, one in directive.instructions())


def _seen(
    paths: tuple[str, ...], instruction: Instruction, first: dt.date, last: dt.date
) -> Sequence[tuple[str, Seen]]:
    ask = cast("SeenAtDoors", import_string(settings.SEEN_AT_DOORS))
    return ask(paths=paths, kinds=instruction.measured_at, first=first, last=last)
