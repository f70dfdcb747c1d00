"""The page of persons who may be the same, and the word that they are two."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases import persons
from bluezone.portal.cases.doubles import pairs_to
from bluezone.portal.cases.models import Double
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown


def show_doubles(request: StaffRequest) -> HttpResponse:
    """Shows pairs of persons of the reader's units who may be the same."""
    pairs = pairs_to(request.staff)
    about = [("person", number) for pair in pairs for number in pair.persons]
    return shown(request, "cases/doubles.html", {"pairs": pairs}, about=about, action="cases.doubles")


@require_GET
@permission_required("cases.doubles")
def person_doubles(request: StaffRequest) -> HttpResponse:
    """Answers the address of the page."""
    return show_doubles(request)


@require_POST
@permission_required("cases.doubles", answer=show_doubles)
def person_apart(request: StaffRequest, double: int) -> HttpResponse:
    """Says that two who look alike are two."""
    found = _found(request, double)
    persons.tell_apart(actor=request.staff, double=found, read=read_in(request), now=request.now)
    return redirect("person_doubles")


def _found(request: StaffRequest, number: int) -> Double:
    """The pair of this number, if both of its persons live in the reader's units; else there is none."""
    found = get_or_404(persons.double_with_number(number))
    for person in (found.one, found.other):
        visible_or_404(request, person)
    return found
