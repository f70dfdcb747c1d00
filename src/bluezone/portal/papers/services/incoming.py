"""Entering what comes in: a number of arrival, whose task it became, and a warning where it came twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.lines import came_before, require_printable, triple_of
from bluezone.portal.papers.models import IncomingPaper
from bluezone.portal.papers.services.numbering import give_arrival_number
from bluezone.vietnam.names import normalised_name


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the clerk reads from a paper that came in."""

    author: str
    paper_code: str
    dated_on: dt.date
    type_name: str
    subject: str
    unit: str
    due_on: dt.date | None = None
    urgency: str = ""
    pages: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        """Refuses what has not the shape of an arrival; whether it came before, the register knows."""
        for name, most in _LONGEST.items():
            text = normalised_name(getattr(self, name))
            object.__setattr__(self, name, text)
            if len(text) > most or (not text and name not in _MAY_BE_EMPTY):
                raise RefusedError("a line of the register is empty or too long")
        if not 0 <= self.pages <= 9_999:
            raise RefusedError("a paper has up to 9,999 pages")

    @property
    def triple(self) -> str:
        """Number, symbol and author: where they are the same, the paper is, however they are typed."""
        return triple_of(self.paper_code, self.author)


_LONGEST = {
    "author": 200, "paper_code": 60, "type_name": 60, "subject": 500, "unit": 120, "urgency": 20, "note": 200,
}  # fmt: skip
_MAY_BE_EMPTY = {"urgency", "note"}


@transaction.atomic
def enter_arrival(
    *, organisation: Organisation, arrival: Arrival, by: Staff, now: dt.datetime, though_it_came_before: bool = False
) -> IncomingPaper:
    """Enters a line into the register. Raises RefusedError where the same paper stands there, unless that is meant, and
    PaperError for what cannot be printed."""
    if arrival.dated_on > now.date():
        raise RefusedError("the paper is dated in the future")
    entered = IncomingPaper(
        organisation=organisation,
        path=organisation.path,
        arrived_on=now.date(),
        triple=arrival.triple,
        entered_by=by,
        entered_at=now,
        **{name: getattr(arrival, name) for name in Arrival.__slots__},
    )
    give_arrival_number(entered, now.date())  # holds the register, so that two clerks do not both find it absent
    if not though_it_came_before and came_before(organisation, arrival.triple, arrival.dated_on):
        raise RefusedError("a paper of this number, symbol and author stands in the register")
    require_printable(entered, now)
    entered.save()
    subjects = [("organisation", organisation.pk)]
    detail = {"number": entered.number, "again": though_it_came_before}
    record_write(actor=by, act="papers.enter", now=now, subjects=subjects, path=entered.path, detail=detail)
    return entered
