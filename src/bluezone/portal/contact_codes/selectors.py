"""Reading codes for contacts: those that wait for somebody, and all of one person."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from bluezone.portal.cases.models import Person
from bluezone.portal.cases.persons import with_merged
from bluezone.portal.contact_codes.exposed import CONTACT, meetings_with_cases
from bluezone.portal.contact_codes.models import ContactCode
from bluezone.portal.contact_codes.services import ASK, GIVE
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.second_person import SETTLED, asked_since, grants_reaching, settled_paths
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.meetings_seen import MeetingView, meetings_among
from bluezone.portal.tracing.models import Involvement

LIST, SEE = "contact_codes.list", "contact_codes.see"
MOST_SHOWN = 200


def open_asks(staff: Staff, now: dt.datetime) -> QuerySet[ContactCode]:
    """Consents of the last day of whoever is a contact within one's units, and was there when they agreed; the oldest
    first."""
    here = Involvement.objects.filter(person=OuterRef("person"), path=OuterRef("path"), level=CONTACT)
    rows = ContactCode.objects.filter(Exists(here), ended_at=None, asked_at__gt=asked_since(now))
    found = rows_within(rows.filter(person__merged_into=None), paths_for(staff, LIST))
    return found.select_related("person", "asked_by").order_by("asked_at", "pk")


def asks_to_answer(staff: Staff, now: dt.datetime) -> QuerySet[ContactCode]:
    """Consents that colleagues noted who still may, where this person has had the role for a week."""
    theirs = rows_within(open_asks(staff, now).exclude(asked_by=staff), settled_paths(staff, GIVE, now))
    may = grants_reaching(OuterRef("asked_by"), ASK).filter(given_at__lte=now - SETTLED)
    return theirs.filter(Exists(may), asked_by__is_active=True)


def codes_of(person: Person) -> QuerySet[ContactCode]:
    """Every consent of somebody, under whichever record it was noted, the newest first."""
    rows = ContactCode.objects.filter(person__in=with_merged({person.pk}))
    return rows.select_related("asked_by", "given_by", "ended_by").order_by("-pk")


def cases_met(staff: Staff, involvement: Involvement) -> list[MeetingView]:
    """The meetings with confirmed cases that make somebody a contact, as this reader sees them."""
    keys = meetings_with_cases(involvement).values_list("pk", flat=True)
    return list(meetings_among(staff, keys).values())
