"""Rows of lists of contacts as evidence of meetings: whom a case met, as the office that sent the list says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from django.db.models import QuerySet

from bluezone.portal.frame.evidence import Fact, Offered, offer_evidence
from bluezone.portal.lists.models import Entry, Kind, SentList
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.numbers import whole_number

_PROBABLE = 2
_LONGEST_PLACE = 120
_FURTHER = re.compile(r"(?:\b|f)[2-9]\b")
"""An F2 met no case: who met whom stands in another row."""


def offer_contacts(sent: SentList, now: dt.datetime) -> None:
    """Offers the rows of a list of contacts that was just stored."""
    if sent.kind == Kind.CONTACTS and sent.case is not None:
        rows = Entry.objects.filter(sent=sent).order_by("row")
        offer_evidence(_offered(rows, sent.case.number), actor=sent.sent_by, now=now)


def _offered(rows: QuerySet[Entry], case: str) -> Iterator[Offered]:
    for row in rows:
        if _FURTHER.search(fold_words(str(row.facts.get("level", "")))):
            continue
        day = _day(row.facts.get("contact_date"))
        yield Offered(
            "list",
            str(row.pk),
            row.path,
            day,
            day,
            confidence=_PROBABLE,
            says=dict(_said(row, case)),
            name=row.name,
            phone=row.phones.split(",")[0],
        )


def _said(row: Entry, case: str) -> Iterator[tuple[str, Fact]]:
    yield from (("name", row.name), ("case", case), ("row", row.row))
    if row.phones:
        yield "phone", row.phones
    if (year := whole_number(row.birth[:4])) is not None:
        yield "birth_year", year
    if place := row.facts.get("contact_place"):
        yield "place", str(place)[:_LONGEST_PLACE]


def _day(said: object) -> dt.date | None:
    """The day, as a stored row has it (`storing.py`)."""
    return dt.date.fromisoformat(str(said)) if said else None
