"""A contact of Sơn Dương who has symptoms, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.followup.answers import Answer, Outcome, Symptom
from bluezone.portal.followup.links import digest_of_link, give_link
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.services import digest_of_watch, record_visit
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.portal.posting import Fields
from tests.support.portal.things import Named, Things
from tests.support.portal.tracing import ago

NAMES = {
    "followed contact": Named("Tẩn Mẩy Theo", "followup.see"),
    "followed contact's telephone": Named("0944 555 111", "followup.see"),
}
LINES = {
    "followup_figures": "followup.figures",
    "followup_person": "followup.see",
    "followup_round": "followup.round",
}


def things(known: Things) -> dict[str, object]:
    office = known.office
    officer, second = office.staff("Lê Theo Dõi", Role.HEALTH_OFFICER), office.staff("Hà Thứ Hai", Role.SUPERVISOR)
    case = office.case(officer, confirmed_by=second, full_name="Vàng A Nguồn")
    name, phone = (one.value for one in NAMES.values())
    meeting = Meeting(kind=Exposure.Kind.WORK, first_day=ago(2), last_day=ago(2))
    contact = Contact(name, the_unit(SON_DUONG), meeting, phone)
    source = involve(outbreak_at(case.path, case.onset), case.person)
    (met,) = record_contacts(actor=officer, source=source, contacts=[contact], now=NOW, entropy=office.chance.randbytes)
    watch = the_watch(met.target.watch.pk)
    answer = Answer(Outcome.SYMPTOMS, symptoms=(Symptom.COUGH,))
    record_visit(actor=officer, watch=watch, answer=answer, read=digest_of_watch(watch), now=NOW)
    watch, entropy = the_watch(watch.pk), office.chance.randbytes
    give_link(actor=officer, watch=watch, read=digest_of_link(watch), now=NOW, entropy=entropy)
    return {"watch": watch.pk, "task": watch.tasks.get().pk}


def the_watch(number: object) -> Watch:
    return Watch.objects.select_related("involvement__outbreak").get(pk=number)


def forms(known: Things) -> dict[str, Fields]:
    watch = the_watch(known.of("followup")["watch"])
    read = {"read": digest_of_watch(watch)}
    return {
        "followup_answer": {"outcome": "well", "channel": "call", **read},
        "followup_link": {"read": digest_of_link(watch)},
        "followup_link_end": {"read": digest_of_link(watch)},
        "followup_settle": {"outcome": "sample", **read},
    }
