"""A contact of a case is asked how they are and has symptoms, of which nobody has said what was done."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Case
from bluezone.portal.followup.answers import Answer, Outcome, Symptom
from bluezone.portal.followup.links import digest_of_link, give_link
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.services import digest_of_watch, record_visit
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure
from scripts.freezing.cases import CASE
from tests.support.portal.offices import NOW, Office


def work(office: Office) -> dict[str, str]:
    """What an officer enters, and notes on the telephone."""
    lan, case = Staff.objects.get(username="lan"), Case.objects.get(number=CASE)
    day = NOW.date() - dt.timedelta(days=2)
    contact = Contact("Lù Thị Hỏi", case.unit, Meeting(kind=Exposure.Kind.WORK, first_day=day, last_day=day))
    source = involve(outbreak_at(case.path, NOW.date()), case.person)
    (met,) = record_contacts(actor=lan, source=source, contacts=[contact], now=NOW, entropy=office.chance.randbytes)
    watch = Watch.objects.select_related("involvement__outbreak").get(involvement=met.target)
    answer = Answer(Outcome.SYMPTOMS, symptoms=(Symptom.FEVER,), words="sốt từ đêm qua")
    record_visit(actor=lan, watch=watch, answer=answer, read=digest_of_watch(watch), now=NOW)
    watch.refresh_from_db()
    entropy = office.chance.randbytes
    give_link(actor=lan, watch=watch, read=digest_of_link(watch), now=NOW, entropy=entropy)
    return {}
