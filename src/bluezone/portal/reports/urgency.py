"""How soon somebody who declared is to be called, by what they ticked. Pure.

The class of a declaration stands outside of its seal, so that colleagues find the urgent ones without opening all of
them (docs/decisions/0028-exposure-inbox.md). It orders work and decides nothing.
"""

from __future__ import annotations

import datetime as dt

from bluezone.portal.reports.models import Urgency
from bluezone.protocol.door_codes import arrived_mark, declaration_text
from bluezone.protocol.report import Declaration, Symptom

_EPOCH = dt.date(1970, 1, 1)


def urgency_of(declared: Declaration) -> Urgency:
    """Returns the class of a declaration. Who cannot breathe, or is ill after being near a case, comes first."""
    if Symptom.BREATHING in declared.symptoms or (declared.symptoms and declared.met_case):
        return Urgency.AT_ONCE
    if declared.symptoms:
        return Urgency.ILL
    return Urgency.NEAR if declared.met_case or declared.travelled else Urgency.NOTHING


def day_of(declared: Declaration) -> dt.date:
    """The day on which the owner filled it in."""
    return _EPOCH + dt.timedelta(days=declared.day)


def mark_of(declared: Declaration, came_on: dt.date) -> bytes | None:
    """Returns what doors are told of it (docs/protocol/12-door-codes.md); None for one that was filled in for a day
    after the one on which it came, or a door would take it on that day for one of it."""
    if day_of(declared) > came_on:
        return None
    return arrived_mark(declaration_text(day_of(declared), declared.report_id))
