"""Somebody who is to be sampled, a positive sample and one that is on its way, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.identity.roles import Role
from bluezone.portal.sampling import results, services
from bluezone.portal.sampling.models import Sample
from bluezone.portal.sampling.rules import Finding, Kind, Value
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure, Involvement
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.portal.posting import Fields
from tests.support.portal.things import Named, Things
from tests.support.portal.tracing import ago

NAMES = {
    "somebody to be sampled": Named("Chảo Mẩy Đợi", "sampling.see"),
    "somebody who is positive": Named("Phùng A Dương", "sampling.see"),
    "somebody whose sample is on its way": Named("Triệu Thị Gửi", "sampling.see"),
}
LINES = {
    "sample": "sampling.see",
    "sample_list": "sampling.list",
    "sampled_person": "sampling.see",
    "sampling_figures": "sampling.list",
    "sampling_round": "sampling.round",
    "sampling_sending": "sampling.list",
}


def things(known: Things) -> dict[str, object]:
    office = known.office
    officer, second = office.staff("Lý Lấy Mẫu", Role.HEALTH_OFFICER), office.staff("Hà Đối Chiếu", Role.SUPERVISOR)
    case, unit = office.case(officer, confirmed_by=second, full_name="Vàng A Mẫu"), the_unit(SON_DUONG)
    meeting = Meeting(kind=Exposure.Kind.WORK, first_day=ago(2), last_day=ago(2))
    contacts = [Contact(one.value, unit, meeting) for one in NAMES.values()]
    source, entropy = involve(outbreak_at(case.path, case.onset), case.person), office.chance.randbytes
    met = record_contacts(actor=officer, source=source, contacts=contacts, now=NOW, entropy=entropy)
    people = [Involvement.objects.select_related("outbreak").get(pk=one.target_id) for one in met]
    labels = services.print_labels(actor=officer, unit=unit, sheets=1, now=NOW)
    order = {"actor": officer, "reason": "theo yêu cầu", "now": NOW}
    services.order_sample(**order, involvement=people[0], read=services.digest_of_person(people[0]))
    read = services.digests_of_people(people)
    tubes = [services.Tube(labels[at], (people[at],)) for at in (1, 2)]
    taken = services.take_samples(actor=officer, kind=Kind.PCR, tubes=tubes, taken_on=ago(0), read=read, now=NOW)
    read = services.digests_of_people([people[2]])
    tube = services.Tube(labels[4], (people[2],))
    (sent,) = services.take_samples(actor=officer, kind=Kind.PCR, tubes=[tube], taken_on=ago(0), read=read, now=NOW)
    read = {sent.pk: services.digest_of_steps(sent)}
    services.send_samples(actor=officer, samples=[sent.pk], laboratory="CDC Tuyên Quang", read=read, now=NOW)
    found = {taken[0].pk: Finding(Value.POSITIVE, ago(0))}
    results.note_results(actor=officer, findings=found, read={taken[0].pk: services.digest_of_steps(taken[0])}, now=NOW)
    return {
        "person": people[0].person.pseudonym,
        "sampling_order.person": people[1].person.pseudonym,
        "sample": taken[0].pk,
        "sample_result.sample": taken[1].pk,
        "sampling_receive.sample": sent.pk,
        "member": taken[0].members.get().pk,
        "waits": people[0].pk,
        "label": labels[3],
    }


def forms(known: Things) -> dict[str, Fields]:
    made = known.of("sampling")
    names = ("sample", "sample_result.sample", "sampling_receive.sample")
    told, away, sent = (Sample.objects.get(pk=made[name]) for name in names)
    people = Involvement.objects.in_bulk([made["waits"]])
    waits = people[made["waits"]]
    ordered = Involvement.objects.get(person__pseudonym=made["sampling_order.person"])
    return {
        "sampling_take": {
            "kind": "pcr",
            "taken_on": ago(0).isoformat(),
            f"barcode-{waits.pk}": made["label"],
            f"read-{waits.pk}": services.digest_of_person(waits),
        },
        "sampling_labels": {"sheets": "1"},
        "sample_result": {
            "value": "negative",
            "tested_on": ago(0).isoformat(),
            "steps": services.digest_of_steps(away),
        },
        "sample_told": {"read": services.digest_of_sample(told)},
        "sampling_send": {"sample": f"{away.pk}:{services.digest_of_steps(away)}", "laboratory": "CDC Tuyên Quang"},
        "sampling_receive": {"sample": f"{sent.pk}:{services.digest_of_steps(sent)}"},
        "sampling_results": {"pasted": f"{away.barcode}\tâm", "sample": f"{away.pk}:{services.digest_of_steps(away)}"},
        "sampling_order": {"reason": "tiếp xúc gần", "read": services.digest_of_person(ordered)},
        "sampling_aside": {"read": services.digest_of_person(waits)},
    }
