"""The pages of people: the list of everybody involved, one person with their course, and whom they met."""

from __future__ import annotations

import datetime as dt

from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.followup.selectors import followed_for
from bluezone.portal.frame.finding import require, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.households.selectors import household_size
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.isolation.selectors import last_stay_of
from bluezone.portal.lists.in_registers import in_registers
from bluezone.portal.sampling.selectors import happenings_of, samples_of, wanted_of
from bluezone.portal.tracing.apartness import digest_of_involvement, set_apart
from bluezone.portal.tracing.contacts import record_contacts
from bluezone.portal.tracing.course import cases_of, course_of
from bluezone.portal.tracing.explaining import way_to
from bluezone.portal.tracing.forms.contacts import (
    ApartForm,
    ContactForm,
    OccasionForm,
    contacts_in,
    grid_of,
    longer_grid,
)
from bluezone.portal.tracing.meetings_seen import met_before, met_by, named_in, way_seen
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.outbreaks import outbreaks_within
from bluezone.portal.tracing.pasting import MOST_ROWS, rows_pasted
from bluezone.portal.tracing.selectors import involvement_of, page_of_people, people_listing, seen_by
from bluezone.portal.tracing.supposing import cascade_if_positive, counted_changes
from bluezone.portal.tracing.transfers_seen import open_transfer_of, transfer_seen

_LOOKS = {"paste", "longer"}
"""Buttons of the grid that keep nothing."""


@require_GET
@permission_required("tracing.list")
def people(request: StaffRequest) -> HttpResponse:
    """Shows everybody involved, whoever was entered last first."""
    listing = people_listing(outbreaks_within(request.staff, request.action))
    found = page_of_people(request.staff, listing.part_of(request.GET))
    about = [("person", one.person) for one in found.rows if one.is_named]
    context = {
        "found": found,
        "may_transfer": is_allowed(request.staff, "tracing.transfers"),
        "may_export": is_allowed(request.staff, "tracing.export"),
        "may_note": is_allowed(request.staff, "tracing.note") and not is_allowed(request.staff, "tracing.inbox"),
        "may_see_codes": is_allowed(request.staff, "contact_codes.list"),
        "may_see_dossiers": is_allowed(request.staff, "dossiers.list"),
    }
    return shown(request, "tracing/people.html", context, about=about)


def show_person(request: StaffRequest, person: str) -> HttpResponse:
    """Shows one person: how far from a case and why, whom they met, and everything that happened."""
    involvement, staff = _found(request, person), request.staff
    view = seen_by(staff, involvement)
    before, after, way = met_before(staff, involvement), met_by(staff, involvement), way_to(involvement)
    offer = open_transfer_of(involvement)
    steps, cases = way_seen(staff, way), cases_of(staff, involvement)
    may_see_samples = is_allowed(staff, "sampling.see", involvement)
    samples = samples_of(staff, involvement, request.now) if may_see_samples else []
    registered = in_registers(staff, involvement.person) if view.is_named else []
    context = {
        "person": view,
        "before": before,
        "after": after,
        "steps": steps,
        "why_none": way.why_none.name if way.why_none else "",
        "course": course_of(staff, involvement, before, after, also=happenings_of(samples)),
        "cases": cases,
        "places_of": [case for case in cases if is_allowed(staff, "tracing.landmark", case)],
        "if_positive": counted_changes(cascade_if_positive(involvement)) if involvement.level != 0 else [],
        "may_expose": is_allowed(staff, "tracing.expose", involvement),
        "may_set_apart": is_allowed(staff, "tracing.set_apart", involvement),
        "may_offer": view.is_named and involvement.level != 0 and is_allowed(staff, "tracing.offer", involvement),
        "may_ask_for_all": is_allowed(staff, "dossiers.ask", involvement),
        "may_see_reminders": is_allowed(staff, "reminders.see", involvement),
        "may_see_code": involvement.level == 1 and is_allowed(staff, "contact_codes.see", involvement),
        "transfer": transfer_seen(staff, offer, request.now) if offer is not None else None,
        "apart": ApartForm(initial={"day": involvement.set_apart_on}),
        "as_read": digest_of_involvement(involvement),
        "today": request.now.date(),
        "registered": registered,
        "may_see_household": is_allowed(staff, "households.see", involvement),
        "household_size": household_size(involvement),
        "follow_up": followed_for(staff, involvement, request.now),
        "quarantine": last_stay_of(staff, involvement, request.now),
        "may_see_quarantine": is_allowed(staff, "isolation.see", involvement),
        "may_see_samples": may_see_samples,
        "samples": samples,
        "next_sample": wanted_of(staff, involvement) if may_see_samples else None,
        "is_entered": request.GET.get("entered") == "1" and request.method == "GET",
    }
    about = [("person", view.person), *named_in(before), *named_in(after), *named_in(step for step, _ in steps)]
    about += [("entry", one.entry.pk) for one in registered]
    detail = {"named": view.is_named}
    return shown(
        request, "tracing/person.html", context, about=about, path=involvement.path, detail=detail, action="tracing.see"
    )


@require_GET
@permission_required("tracing.see")
def traced_person(request: StaffRequest, person: str) -> HttpResponse:
    """Answers the address of one person."""
    return show_person(request, person)


@require_POST
@permission_required("tracing.set_apart", answer=show_person)
def person_set_apart(request: StaffRequest, person: str) -> HttpResponse:
    """Notes since when somebody is set apart."""
    involvement, form = _found(request, person), ApartForm(request.POST)
    if not form.is_valid():
        return show_person(request, person)
    day = form.cleaned_data["day"]
    set_apart(actor=request.staff, involvement=involvement, day=day, read=read_in(request), now=request.now)
    return redirect("traced_person", person)


def show_contacts(request: StaffRequest, person: str) -> HttpResponse:
    """Shows the grid of contacts, with what was typed or pasted so far."""
    source, today = _found(request, person), request.now.date()
    said, is_look = request.POST or None, not _LOOKS.isdisjoint(request.POST)
    occasion = OccasionForm(_unless_taken(request) if said else None)
    grid = _longer(request, source, today) if is_look else grid_of(said, source.unit, today)
    is_wrong = said is not None and not is_look and not (occasion.is_valid() and grid.is_valid())
    view = seen_by(request.staff, source)
    context = {"person": view, "occasion": occasion, "grid": grid, "is_wrong": is_wrong, "most": MOST_ROWS}
    about, status = [("person", view.person)], 400 if is_wrong else 200
    return shown(request, "tracing/contacts.html", context, about=about, path=source.path, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("tracing.expose", answer=show_contacts)
def person_contacts(request: StaffRequest, person: str) -> HttpResponse:
    """Enters whom somebody met; what was copied from a spreadsheet is shown first."""
    source, today = _found(request, person), request.now.date()
    require(request, source)
    if request.method != "POST" or not _LOOKS.isdisjoint(request.POST):
        return show_contacts(request, person)
    occasion, grid = OccasionForm(request.POST), grid_of(request.POST, source.unit, today)
    if not (occasion.is_valid() and grid.is_valid()):
        return show_contacts(request, person)
    record_contacts(
        actor=request.staff,
        source=source,
        contacts=contacts_in(grid, occasion.cleaned_data),
        now=request.now,
        entropy=request.world.entropy,
    )
    return redirect(f"{reverse('traced_person', args=[person])}?entered=1")


def _longer(request: StaffRequest, source: Involvement, today: dt.date) -> BaseFormSet[ContactForm]:
    """The grid with more lines, and with what was pasted unless that was refused."""
    rows = rows_pasted(request.POST.get("pasted", "")) if _is_taken(request) else []
    return longer_grid(request.POST, rows, source.unit, today)


def _unless_taken(request: StaffRequest) -> dict[str, str]:
    """What holds for all lines, and what was pasted as long as it does not stand in the lines."""
    return {**request.POST.dict(), **({"pasted": ""} if _is_taken(request) else {})}


def _is_taken(request: StaffRequest) -> bool:
    return "paste" in request.POST and not request.refusal


def _found(request: StaffRequest, pseudonym: str) -> Involvement:
    """The person of this pseudonym. Whoever may not know of them is told that there is none."""
    return visible_or_404(request, involvement_of(pseudonym))
