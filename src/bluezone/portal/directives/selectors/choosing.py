"""All that match a list, also beyond its page: what somebody reads before one act takes them together.

The act names them by one digest, of which and as what each was read: where a report came or changed meanwhile, it
takes none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bluezone.portal.as_read import digest_of
from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.policy import sent_alone_by
from bluezone.portal.directives.selectors.chasing import late_offices
from bluezone.portal.directives.selectors.listing import decidable_in, expected_in
from bluezone.portal.directives.selectors.reading import reports_as_read
from bluezone.portal.frame.listing import Part
from bluezone.portal.identity.models import Staff
from bluezone.rollout.reports.report import Step

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Whole:
    """All that match, in the order of their list."""

    names: Mapping[str, str]
    """By key."""
    read: Mapping[str, str]
    """As what each is shown here, by key; empty where there are too many."""
    own: frozenset[str] = frozenset()
    """Reports that this person sent alone: somebody else approves them."""

    @property
    def is_too_much(self) -> bool:
        """Whether no act takes so many together."""
        return len(self.names) > MOST_AT_ONCE

    @property
    def digest(self) -> str:
        """Names which they are, and as what each is shown."""
        return digest_of(sorted(self.read.items()), sorted(self.own))

    @property
    def others(self) -> int:
        """How many of them this person may approve."""
        return len(self.read) - len(self.own)

    def taken_by(self, step: Step) -> dict[str, str]:
        """Reports with which this person may take the step, as each was read."""
        return {key: read for key, read in self.read.items() if step is not Step.APPROVE or key not in self.own}


def reports_that_match(staff: Staff, top: Participant, part: Part, now: dt.datetime) -> Whole:
    """Reports of this part of the list, on whatever page, that wait for this person to decide on them."""
    rows = [one.row for one in decidable_in(staff, expected_in(top, now, part)[0])]
    names = {row.key: row.name for row in rows}
    if len(rows) > MOST_AT_ONCE:
        return Whole(names, {})
    read, own = reports_as_read(row.pk for row in rows), sent_alone_by(staff, [row.pk for row in rows])
    return Whole(names, {row.key: read[row.pk] for row in rows}, frozenset(row.key for row in rows if row.pk in own))


def late_that_match(top: Participant, shown: str, now: dt.datetime) -> Whole:
    """Offices that are late, on whatever page, under one filter of it."""
    offices = [one for one in late_offices(top, now) if one.is_meant(shown, now)]
    names = {one.row.key: one.row.name for one in offices}
    return Whole(names, {} if len(names) > MOST_AT_ONCE else {one.row.key: one.digest for one in offices})
