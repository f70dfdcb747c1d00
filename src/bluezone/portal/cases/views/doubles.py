"""The page of persons who may be the same: they are two, or one; whoever asks that they become one is not alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.cases import merging, persons
from bluezone.portal.cases.doubles import asks_to, merges_for, pairs_to
from bluezone.portal.cases.models import Double, Merge, Person
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_typed
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown


def show_doubles(request: StaffRequest) -> HttpResponse:
    """Shows pairs of persons of the reader's units who may be the same, or those who were said to be."""
    staff, is_done = request.staff, request.GET.get("show") == "merged"
    pairs, asks = ([], []) if is_done else (pairs_to(staff, request.now), asks_to(staff, request.now))
    merges = merges_for(staff) if is_done else []
    named = [one.sides for one in pairs] + [one.sides for one in (*asks, *merges)]
    about = [("person", number) for sides in named for number in sides.persons]
    context = {"pairs": pairs, "asks": asks, "merges": merges, "is_done": is_done}
    return shown(request, "cases/doubles.html", context, about=about, action="cases.doubles")


@require_GET
@permission_required("cases.doubles")
def person_doubles(request: StaffRequest) -> HttpResponse:
    """Answers the address of the page."""
    return show_doubles(request)


@require_POST
@permission_required("cases.doubles", answer=show_doubles)
def person_apart(request: StaffRequest, double: int) -> HttpResponse:
    """Says that two who look alike are two."""
    found = _pair(request, double)
    persons.tell_apart(actor=request.staff, double=found, read=read_in(request), now=request.now)
    return redirect("person_doubles")


@require_POST
@permission_required("cases.merge", answer=show_doubles)
def person_merge(request: StaffRequest, double: int) -> HttpResponse:
    """Asks that two become one."""
    found, keep = _pair(request, double), number_typed(request.POST.get("keep", "")) or 0
    merging.ask_to_merge(actor=request.staff, double=found, keep=keep, read=read_in(request), now=request.now)
    return redirect("person_doubles")


@require_POST
@permission_required("cases.merge", answer=show_doubles)
def merge_agree(request: StaffRequest, merge: int) -> HttpResponse:
    """Makes two persons one, as the second who says so."""
    found = _merge(request, merge)
    merging.agree_to_merge(actor=request.staff, merge=found, read=read_in(request), now=request.now)
    return redirect("person_doubles")


@require_POST
@permission_required("cases.merge", answer=show_doubles)
def merge_leave(request: StaffRequest, merge: int) -> HttpResponse:
    """Leaves two persons two."""
    merging.leave_two(actor=request.staff, merge=_merge(request, merge), read=read_in(request), now=request.now)
    return redirect("person_doubles")


@require_POST
@permission_required("cases.merge", answer=show_doubles)
def merge_undo(request: StaffRequest, merge: int) -> HttpResponse:
    """Makes one person two again."""
    merging.undo_merge(actor=request.staff, merge=_merge(request, merge), read=read_in(request), now=request.now)
    return redirect("person_doubles")


def _pair(request: StaffRequest, number: int) -> Double:
    """The pair of this number, if both of its persons live in the reader's units; else there is none."""
    found = get_or_404(persons.double_with_number(number))
    _require_both(request, found.one, found.other)
    return found


def _merge(request: StaffRequest, number: int) -> Merge:
    """The merge of this number, on the same condition."""
    found = get_or_404(merging.merge_with_number(number))
    _require_both(request, found.kept, found.merged)
    return found


def _require_both(request: StaffRequest, *both: Person) -> None:
    for person in both:
        visible_or_404(request, person)
