"""Numbers: one register an organisation and year; whoever takes one holds it, so two papers never share one.

The head that a number stands under is the register's: the first paper of a year says its abbreviation, no other paper
of that year bears another, and within a unit no other register has the same (a constraint). What follows a closed
organisation under its abbreviation goes on after its last number.

Given and kept in the same transaction as the signature that it stands under: where that fails, it was never given. One
that was reserved for signing elsewhere and taken back is the next to be given.
"""

from __future__ import annotations

import datetime as dt

from bluezone.documents.paper import Issue, Paper
from bluezone.portal.errors import RefusedError
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.heads import is_named, may_be_abbreviated
from bluezone.portal.papers.models import Direction, IncomingPaper, OutgoingPaper, Register
from bluezone.portal.papers.standing import content_of


def give_number(paper: OutgoingPaper, day: dt.date) -> Issue:
    """Puts number and date on the paper; whoever calls saves it, within a transaction. Raises RefusedError for a head
    that is not the register's.
    """
    if paper.number is not None:
        raise RefusedError("the paper has a number already")
    register = _locked(paper.organisation, Direction.OUT, day.year)
    _require_its_head(register, paper)
    taken = OutgoingPaper.objects.filter(organisation=paper.organisation, year=day.year, number__isnull=False)
    number = register.last + 1
    if taken.count() < register.last - register.after:
        numbers = set(taken.values_list("number", flat=True))
        number = min(set(range(register.after + 1, register.last + 1)) - numbers)
    else:
        register.last = number
    register.save(update_fields=["last", "after", "abbreviation"])
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


def require_own_head(organisation: Organisation, content: Paper) -> None:
    """Raises RefusedError for a paper whose head names another body than the register that will number it."""
    if not is_named(content.issuer, organisation):
        raise RefusedError("the head names another body than the organisation whose paper this is")
    if not may_be_abbreviated(content.issuer.abbreviation, organisation):
        raise RefusedError("this abbreviation is a committee's, and the organisation is none")


def _require_its_head(register: Register, paper: OutgoingPaper) -> None:
    """Settles with the year's first paper under which abbreviation its numbers stand."""
    content = content_of(paper)
    require_own_head(paper.organisation, content)
    abbreviation = content.issuer.abbreviation.upper()
    if register.abbreviation == abbreviation:
        return
    if register.abbreviation:
        raise RefusedError("the register of this year numbers papers under another abbreviation")
    others = Register.objects.select_for_update().filter(
        path=register.path, direction=Direction.OUT, year=register.year, abbreviation=abbreviation
    )
    holder = others.exclude(pk=register.pk).select_related("organisation").first()
    if holder is not None:
        _go_on_after(holder, register)
    register.abbreviation = abbreviation


def _go_on_after(holder: Register, register: Register) -> None:
    """The numbers of a closed organisation end, and this one's begin behind them."""
    if holder.organisation.closed_on is None:
        raise RefusedError("another organisation of this unit numbers its papers under this abbreviation")
    if register.last:
        raise RefusedError("the register of this year numbers papers under another abbreviation")
    register.after = register.last = holder.last
    Register.objects.filter(pk=holder.pk).update(abbreviation="")


def _locked(organisation: Organisation, direction: Direction, year: int) -> Register:
    registers, path = Register.objects.select_for_update(), {"path": organisation.path}
    register, _ = registers.get_or_create(organisation=organisation, direction=direction, year=year, defaults=path)
    return register
