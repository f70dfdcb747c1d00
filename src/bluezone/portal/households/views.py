"""The page of a household: who lives with somebody, and all of them entered as exposed by one press."""

from __future__ import annotations

import datetime as dt

from django.forms import BaseFormSet, Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404, require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.paging import number_typed
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.households import services
from bluezone.portal.households.forms import AddressForm, DaysForm, MemberForm, lines_of, longer_lines, people_in
from bluezone.portal.households.models import Household, Member
from bluezone.portal.households.selectors import (
    NOTE,
    SEE,
    HouseholdView,
    household_seen,
    member_of,
    suggested,
    suggested_for,
)
from bluezone.portal.households.services import MOST_MEMBERS
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import PersonView, involvement_of, seen_by
from bluezone.trace.levels import LAST_LEVEL

EXPOSE = "households.expose"
_LONGER = "longer"
"""What the button sends that asks for more lines."""
_MOST_CHOSEN = 60


def show_household(request: StaffRequest, person: str) -> HttpResponse:
    """Shows who lives with somebody, and what can be done about all of them."""
    involvement, staff = _person(request, person), request.staff
    member, view = member_of(involvement), seen_by(staff, involvement)
    home = household_seen(staff, member) if member is not None else None
    address, lines, days = _typed(request, member, involvement)
    wrong = _mistakes(address, lines, days)
    is_wrong = bool(wrong or (lines.is_bound and not lines.is_valid())) and _LONGER not in request.POST
    may_note = member is not None and is_allowed(staff, NOTE, member.household)
    named = suggested_for(staff, involvement) if may_note else []
    may_expose = member is not None and _leads_further(view) and _may_expose(staff, member)
    context = {
        "person": view,
        "home": home,
        "address": address,
        "lines": lines,
        "days": days,
        "suggested": named,
        "may_make": member is None and is_allowed(staff, NOTE, involvement),
        "may_note": may_note,
        "may_leave": home is not None and any(one.may_leave for one in home.members),
        "may_expose": may_expose,
        "ticked": _ticked(request, home),
        "next_level": None if view.level is None else f"F{view.level + 1}",
        "is_wrong": is_wrong,
        "wrong": wrong,
        "most": MOST_MEMBERS,
    }
    about = [("person", view.person), *(("person", one.person) for one in named), *_named_in(home)]
    status = 409 if request.refusal else 400 if is_wrong else 200
    return shown(
        request, "households/household.html", context, about=about, path=involvement.path, action=SEE, status=status
    )


@require_GET
@permission_required("households.see")
def household_of(request: StaffRequest, person: str) -> HttpResponse:
    """Answers the address of one person's household."""
    return show_household(request, person)


@require_POST
@permission_required("households.note", answer=show_household)
def household_make(request: StaffRequest, person: str) -> HttpResponse:
    """Enters a household with its address, or writes the address anew."""
    involvement, form = _person(request, person), AddressForm(request.POST)
    if not form.is_valid():
        return show_household(request, person)
    said, member = form.cleaned_data["address"], member_of(involvement)
    if member is None:
        require(request, involvement)
        services.make_household(actor=request.staff, involvement=involvement, address=said, now=request.now)
    else:
        household = _household(request, member)
        services.change_address(
            actor=request.staff, household=household, address=said, read=read_in(request), now=request.now
        )
    return redirect("household_of", person)


@require_POST
@permission_required("households.note", answer=show_household)
def household_add(request: StaffRequest, person: str) -> HttpResponse:
    """Enters people who live there."""
    household, lines = _home(request, person), lines_of(request.POST)
    if _LONGER in request.POST or not lines.is_valid():
        return show_household(request, person)
    services.add_members(
        actor=request.staff,
        household=household,
        people=people_in(lines),
        read=read_in(request),
        now=request.now,
        entropy=request.world.entropy,
    )
    return redirect("household_of", person)


@require_POST
@permission_required("households.note", answer=show_household)
def household_take_in(request: StaffRequest, person: str) -> HttpResponse:
    """Takes people in whom this person met at home, as it is entered."""
    household, chosen = _home(request, person), set(request.POST.getlist("known")[:_MOST_CHOSEN])
    known = [one for one in suggested(request.staff, _person(request, person)) if one.person.pseudonym in chosen]
    services.add_known(actor=request.staff, household=household, involved=known, read=read_in(request), now=request.now)
    return redirect("household_of", person)


@require_POST
@permission_required("households.expose", answer=show_household)
def household_expose(request: StaffRequest, person: str) -> HttpResponse:
    """Enters those chosen as exposed by this person at home."""
    involvement, days = _person(request, person), DaysForm(request.POST)
    require(request, involvement)
    member = get_or_404(member_of(involvement))
    require(request, member.household)
    if not days.is_valid():
        return show_household(request, person)
    services.expose_household(
        actor=request.staff,
        member=member,
        others=set(_numbers(request)),
        first_day=days.cleaned_data["first_day"],
        last_day=days.cleaned_data["last_day"],
        read=read_in(request),
        now=request.now,
    )
    return redirect("household_of", person)


@require_POST
@permission_required("households.note", answer=show_household)
def household_leave(request: StaffRequest, person: str) -> HttpResponse:
    """Takes somebody out who does not live there: whoever keeps the household, and where they are now."""
    household = get_or_404(member_of(_person(request, person))).household
    number = number_typed(request.POST.get("member", "")) or 0
    gone = services.member_in(household, number)
    if gone is None or not is_allowed(request.staff, NOTE, gone.involvement):
        require(request, household)
    services.leave(actor=request.staff, household=household, member=number, read=read_in(request), now=request.now)
    return redirect("household_of", person)


def _person(request: StaffRequest, pseudonym: str) -> Involvement:
    """The person of this pseudonym. Whoever may not know of them is told that there is none."""
    return visible_or_404(request, involvement_of(pseudonym), SEE)


def _home(request: StaffRequest, pseudonym: str) -> Household:
    """The household of this person, which the reader keeps."""
    return _household(request, get_or_404(member_of(_person(request, pseudonym))))


def _household(request: StaffRequest, member: Member) -> Household:
    require(request, member.household)
    return member.household


def _may_expose(staff: Staff, member: Member) -> bool:
    """Whoever took over one of the family enters nobody of the others, whom they do not even see by name."""
    return is_allowed(staff, EXPOSE, member.involvement) and is_allowed(staff, EXPOSE, member.household)


def _leads_further(person: PersonView) -> bool:
    return person.level is not None and person.level < LAST_LEVEL


def _ticked(request: StaffRequest, home: HouseholdView | None) -> set[int]:
    """Finds who is ticked to be entered as exposed: as it was sent, where it was not taken; else whoever is no case."""
    if "first_day" in request.POST:
        return set(_numbers(request))
    return {one.number for one in home.waiting if one.person.level != 0} if home is not None else set()


def _numbers(request: StaffRequest) -> list[int]:
    sent = request.POST.getlist("other")[:_MOST_CHOSEN]
    return [number for one in sent if (number := number_typed(one))]


def _typed(
    request: StaffRequest, member: Member | None, involvement: Involvement
) -> tuple[AddressForm, BaseFormSet[MemberForm], DaysForm]:
    """The three forms of the page, each with what was typed into it."""
    said = request.POST
    address = AddressForm(
        said if "address" in said else None,
        initial={"address": member.household.address} if member is not None else {},
    )
    are_lines_sent = any(name.startswith("member-") for name in said)
    lines = longer_lines(said) if _LONGER in said else lines_of(said if are_lines_sent else None)
    is_sent = {"first_day", "last_day", "other"} & said.keys()
    days = DaysForm(said if is_sent else None, initial=_days_of(involvement, request.now.date()))
    return address, lines, days


def _mistakes(address: AddressForm, lines: BaseFormSet[MemberForm], days: DaysForm) -> list[Form]:
    """The forms that were not taken as they were typed."""
    typed: list[Form] = [address, *lines, days]
    return [one for one in typed if one.errors]


def _days_of(involvement: Involvement, today: dt.date) -> dict[str, dt.date | None]:
    """Proposes the days from the first on which this person can have infected until they were set apart, today at the
    latest."""
    apart = involvement.set_apart_on
    last = min(apart, today) if apart is not None else today
    first = involvement.possible_from
    return {"first_day": first if first is None or first <= last else last, "last_day": last}


def _named_in(home: HouseholdView | None) -> list[tuple[str, int]]:
    people = [one.person for one in home.members] if home is not None else []
    people += [other for one in home.members for other in one.may_be] if home is not None else []
    return sorted({("person", one.person) for one in people})
