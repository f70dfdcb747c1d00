"""Numbers of a year's register: from 01, each once, without a gap.

A number is taken in the transaction of the signature that it stands under: where that fails, it was never given. One
that was reserved for signing elsewhere and taken back is the next to be given.
"""

from __future__ import annotations

import datetime as dt

from bluezone.documents.paper import Issue
from bluezone.portal.errors import RefusedError
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import Direction, IncomingPaper, OutgoingPaper, Register


def give_number(paper: OutgoingPaper, day: dt.date) -> Issue:
    """Puts number and date on the paper; whoever calls saves it, within a transaction."""
    if paper.number is not None:
        raise RefusedError("the paper has a number already")
    register = _locked(paper.organisation, Direction.OUT, day.year)
    taken = OutgoingPaper.objects.filter(organisation=paper.organisation, year=day.year, number__isnull=False)
    number = register.last + 1
    if taken.count() < register.last:
        numbers = set(taken.values_list("number", flat=True))
        number = min(set(range(1, register.last + 1)) - numbers)
    else:
        register.last = number
        register.save(update_fields=["last"])
    paper.year, paper.number, paper.dated_on = day.year, number, day
    return Issue(number=number, date=day)


def take_number_back(paper: OutgoingPaper) -> None:
    """Takes number and date off a paper under which nothing was signed."""
    paper.year = paper.number = paper.dated_on = None


def give_arrival_number(paper: IncomingPaper, day: dt.date) -> None:
    """Gives an arrival the next number; nothing is ever taken out of that register."""
    register = _locked(paper.organisation, Direction.IN, day.year)
    register.last += 1
    register.save(update_fields=["last"])
    paper.year, paper.number = day.year, register.last


def _locked(organisation: Organisation, direction: Direction, year: int) -> Register:
    registers = Register.objects.select_for_update()
    register, _ = registers.get_or_create(organisation=organisation, direction=direction, year=year)
    return register
