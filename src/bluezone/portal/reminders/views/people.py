"""One person's reminders: whether they agreed and where, what they were sent, and the forms for what they say."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bluezone.portal.as_read import read_in
from bluezone.portal.frame.finding import get_or_404, visible_or_404
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.reminders import services
from bluezone.portal.reminders.candidates import fits_the_person, is_minor
from bluezone.portal.reminders.forms import ConsentForm
from bluezone.portal.reminders.models import Reminder, Whose
from bluezone.portal.reminders.selectors import (
    SEE,
    consents_of,
    others_at,
    reminder_with_number,
    reminders_of,
)
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.selectors import involvement_of


def show_person(request: StaffRequest, person: str) -> HttpResponse:
    """Shows what somebody agreed to and was sent, with the forms for what they say."""
    found, staff = visible_or_404(request, involvement_of(person), SEE), request.staff
    consent = services.consent_of(found.person)
    others = others_at(staff, found)
    initial = {"address": found.person.phone, "whose": Whose.SHARED if others else Whose.OWN}
    form = ConsentForm(request.POST if "whose" in request.POST else None, initial=initial)
    context = {
        "person": found.person,
        "is_minor": is_minor(found.person, request.now),
        "is_year_known": found.person.birth_year is not None,
        "consent": consent,
        "fits": consent is not None and fits_the_person(found.person, consent),
        "others": others,
        "form": form,
        "as_read": services.digest_of_person(found, consent),
        "may_ask": is_allowed(staff, "reminders.consent", found),
        "may_withdraw": consent is not None and is_allowed(staff, "reminders.withdraw", found),
        "may_call": is_allowed(staff, "reminders.called", found),
        "sent": reminders_of(staff, found),
        "before": [one for one in consents_of(found.person) if one.ended_at is not None],
    }
    about = sorted({("person", found.person_id), *(("person", one.person) for one in others)})
    status = 400 if form.errors else 200
    return shown(request, "reminders/person.html", context, about=about, path=found.path, action=SEE, status=status)


@require_GET
@permission_required("reminders.see")
def reminded_person(request: StaffRequest, person: str) -> HttpResponse:
    """Answers the address of one person's reminders."""
    return show_person(request, person)


@require_POST
@permission_required("reminders.consent", answer=show_person)
def reminder_consent(request: StaffRequest, person: str) -> HttpResponse:
    """Notes that somebody agrees to be reminded."""
    found, form = _found(request, person), ConsentForm(request.POST)
    if not form.is_valid():
        return show_person(request, person)
    said = {name: form.cleaned_data[name] for name in ("address", "whose", "how")}
    services.note_consent(actor=request.staff, involvement=found, **said, read=read_in(request), now=request.now)
    return redirect("reminded_person", person)


@require_POST
@permission_required("reminders.withdraw", answer=show_person)
def reminder_withdraw(request: StaffRequest, person: str) -> HttpResponse:
    """Notes that somebody wants no more."""
    found = _found(request, person)
    services.withdraw_consent(actor=request.staff, involvement=found, read=read_in(request), now=request.now)
    return redirect("reminded_person", person)


def show_reminded(request: StaffRequest, reminder: int) -> HttpResponse:
    """Shows the person who was reminded."""
    return show_person(request, _reminder(request, reminder).involvement.person.pseudonym)


@require_POST
@permission_required("reminders.called", answer=show_reminded)
def reminder_called(request: StaffRequest, reminder: int) -> HttpResponse:
    """Notes that somebody called instead."""
    found = _reminder(request, reminder)
    services.note_call(actor=request.staff, reminder=found, now=request.now)
    return redirect("reminded_person", found.involvement.person.pseudonym)


def _reminder(request: StaffRequest, number: int) -> Reminder:
    found = get_or_404(reminder_with_number(number))
    visible_or_404(request, found)
    return found


def _found(request: StaffRequest, pseudonym: str) -> Involvement:
    return visible_or_404(request, involvement_of(pseudonym))
