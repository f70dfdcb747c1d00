"""What was told of meetings for a demonstration: one meeting from two sides, and nobody has made anything of it yet."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.deciding import Note, note_what_was_told

_WHO, _PHONE, _WHERE = "Hoàng Thị Nụ", "0912345301", "Chợ trung tâm"
_DAYS_AGO = 2


def tell_of_meetings(first: Staff, second: Staff, case: Case, now: dt.datetime) -> None:
    """Notes what the patient and the neighbour told two colleagues."""
    day = now.date() - dt.timedelta(days=_DAYS_AGO)
    by_the_patient = Note(_WHO, case.unit, birth_year=1975, case=case, place=_WHERE, first_day=day, last_day=day)
    by_the_neighbour = Note(_WHO, case.unit, _PHONE, 1975, place=_WHERE, first_day=day, last_day=day)
    note_what_was_told(actor=first, note=by_the_patient, now=now)
    note_what_was_told(actor=second, note=by_the_neighbour, now=now)
