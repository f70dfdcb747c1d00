"""A line of the register of what came in: as the printed book has it, and how the same paper is known again."""

from __future__ import annotations

import datetime as dt

from bluezone.documents.paper import Issuer
from bluezone.documents.registers import Incoming, set_incoming
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import IncomingPaper
from bluezone.vietnam.folding import fold

_LONGEST_TRIPLE = 300
"""A letter may be two once it is folded."""


def as_incoming_entry(paper: IncomingPaper) -> Incoming:
    """Writes an arrival as a line of the printed register."""
    return Incoming(
        arrived=paper.arrived_on,
        number=paper.number,
        author=paper.author,
        paper_number=paper.paper_code,
        date=paper.dated_on,
        type_name=paper.type_name,
        subject=paper.subject,
        unit=paper.unit,
        due=paper.due_on,
        urgency=paper.urgency,
        note=paper.note,
    )


def triple_of(paper_code: str, author: str) -> str:
    """Number, symbol and author, as they are the same however they are typed."""
    return f"{fold(paper_code).replace(' ', '')}|{fold(author)}"[:_LONGEST_TRIPLE]


def came_before(organisation: Organisation, triple: str, dated_on: dt.date) -> bool:
    """Whether a paper of this year with this number, symbol and author stands in the register."""
    same = IncomingPaper.objects.filter(organisation=organisation, triple=triple)
    return same.filter(dated_on__year=dated_on.year).exists()


def issuer_named(organisation: Organisation) -> Issuer:
    """Makes the head of a book of an organisation that has written no paper yet."""
    return Issuer(name=(organisation.name,), abbreviation="-", place=organisation.unit.name[:60])


def require_printable(paper: IncomingPaper, now: dt.datetime) -> None:
    """Requires a line that can be printed, by setting it. Raises PaperError for signs that no face of ours has: one of
    them, and the book of the whole year could not be printed."""
    set_incoming(Issuer(name=("-",), abbreviation="-", place="-"), paper.year, [as_incoming_entry(paper)], now=now)
