"""A line of the register of what came in, as the printed book has it."""

from __future__ import annotations

import datetime as dt

from bluezone.documents.paper import Issuer
from bluezone.documents.registers import Incoming, set_incoming
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import IncomingPaper


def as_incoming_entry(paper: IncomingPaper) -> Incoming:
    """The line of the printed register."""
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


def issuer_named(organisation: Organisation) -> Issuer:
    """The head of a book of an organisation that has written no paper yet."""
    return Issuer(name=(organisation.name,), abbreviation="-", place=organisation.unit.name[:60])


def require_printable(paper: IncomingPaper, now: dt.datetime) -> None:
    """Sets the line by itself. Raises PaperError for signs that no face of ours has: one of them, and the book of the
    whole year could not be printed."""
    set_incoming(Issuer(name=("-",), abbreviation="-", place="-"), paper.year, [as_incoming_entry(paper)], now=now)
