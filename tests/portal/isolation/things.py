"""Somebody in quarantine, and somebody about whom a decision waits, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.identity.roles import Role
from bluezone.portal.isolation import services
from bluezone.portal.isolation.centres import add_centre, digest_of_centre
from bluezone.portal.isolation.models import Centre, Kind, Need, Stay
from bluezone.portal.isolation.needs import ask_for, digest_of_need, digest_of_needs
from bluezone.portal.isolation.papers import Signing, draw_up
from bluezone.portal.organisations.models import Kind as Body
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure, Involvement
from tests.support.portal.isolation import sent_out
from tests.support.portal.offices import NOW, SON_DUONG, TUYEN_QUANG, the_unit
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Named, Things
from tests.support.portal.tracing import ago

WORDS = "gạo, sữa cho cháu hai tuổi"
NAMES = {
    "what somebody in quarantine needs": Named(WORDS, "isolation.needs"),
    "somebody in quarantine": Named("Giàng Thị Cách Ly", "isolation.see"),
    "somebody who is to be in quarantine": Named("Lầu A Đề Nghị", "isolation.see"),
}
LINES = {
    "isolated_person": "isolation.see",
    "isolation_bulk": "isolation.bulk",
    "isolation_list": "isolation.list",
    "isolation_needs": "isolation.needs",
    "isolation_propose": "isolation.see",
}


def things(known: Things) -> dict[str, object]:
    office = known.office
    officer, second = office.staff("Lê Cách Ly", Role.HEALTH_OFFICER), office.staff("Hà Xác Nhận", Role.SUPERVISOR)
    writer = office.staff("Trịnh Thị Soạn", Role.SUPERVISOR, TUYEN_QUANG)
    case = office.case(officer, confirmed_by=second, full_name="Vàng A Đầu")
    unit = the_unit(SON_DUONG)
    meeting = Meeting(kind=Exposure.Kind.WORK, first_day=ago(2), last_day=ago(2))
    named = ("somebody in quarantine", "somebody who is to be in quarantine")
    names = [*(NAMES[one].value for one in named), "Sùng Thị Chưa"]
    contacts = [Contact(one, unit, meeting) for one in names]
    source, entropy = involve(outbreak_at(case.path, case.onset), case.person), office.chance.randbytes
    met = record_contacts(actor=officer, source=source, contacts=contacts, now=NOW, entropy=entropy)
    people = [Involvement.objects.get(pk=one.target_id) for one in met]
    centre = add_centre(actor=officer, unit=unit, name="Trường Nội trú", kind=Kind.CENTRE, beds=40, now=NOW)
    empty = add_centre(actor=officer, unit=unit, name="Nhà văn hóa", kind=Kind.CENTRE, beds=4, now=NOW)
    stays = []
    for one in people[:2]:
        asked = services.Asked(Kind.CENTRE, ago(1), ago(-12), "F1, tiếp xúc tại nơi làm việc", centre)
        read = services.digest_of_person(one)
        stays.append(services.propose_stay(actor=officer, involvement=one, asked=asked, read=read, now=NOW))
    body = create_organisation(actor=None, name="UBND xã Sơn Dương", kind=Body.COMMITTEE, unit=unit, now=NOW)
    head = Signing(body, "UBND", "Sơn Dương", ("TM. Ủy ban nhân dân", "Chủ tịch"), "Hoàng Văn Thử", "YT")
    read, order = services.digests_of(stays[:1]), stays[0].decisions.get()
    paper = draw_up(actor=writer, decisions=[order], signing=head, read=read, now=NOW, entropy=entropy)
    sent_out(paper, office.staff("Lò Thị Văn Thư", Role.REGISTRY_CLERK), NOW)
    return {
        "person": people[0].person.pseudonym,
        "isolation_propose.person": people[2].person.pseudonym,
        "stay": stays[0].pk,
        "decision": stays[1].decisions.get().pk,
        "isolation_deliver.decision": order.pk,
        "centre": empty.pk,
        "waits": stays[1].pk,
        "free": people[2].pk,
        "body": body.pk,
        "need": ask_for(
            actor=officer,
            stay=stays[0],
            what=Need.What.FOOD,
            words=WORDS,
            read=digest_of_needs(stays[0].pk),
            now=NOW,
        ).pk,
    }


def forms(known: Things) -> dict[str, Fields]:
    made = known.of("isolation")
    stay, waits = (Stay.objects.get(pk=made[name]) for name in ("stay", "waits"))
    read = {"read": services.digest_of_stay(stay)}
    centre = {"read": digest_of_centre(Centre.objects.get(pk=made["centre"]))}
    days = {"first_day": ago(1).isoformat(), "last_day": ago(-12).isoformat()}
    free = {"read": services.digest_of_person(Involvement.objects.get(pk=made["free"]))}
    return {
        "isolation_propose": {"where": "home", "ground": "F1, tiếp xúc gần", **days, **free},
        "isolation_extend": {"last_day": ago(-15).isoformat(), "reason": "bạn cùng phòng mắc bệnh", **read},
        "isolation_end": {"reason": "không còn tiếp xúc", **read},
        "isolation_aside": {"reason": "nhầm người", "read": services.digest_of_stay(waits)},
        "isolation_deliver": {"outcome": "handed", "way": "person", **read},
        "isolation_papers": _paper(waits, made["body"]),
        "need_ask": {"what": "medicine", "words": "thuốc huyết áp", "read": digest_of_needs(stay.pk)},
        "need_settle": {
            "outcome": "brought",
            "carried_by": "tổ Covid cộng đồng",
            "read": digest_of_need(Need.objects.get(pk=made["need"])),
        },
        "centre_beds": {"beds": "5", **centre},
        "centre_close": centre,
    }


def foreign(known: Things, there: Elsewhere) -> dict[str, Fields]:
    waits = Stay.objects.get(pk=known.of("isolation")["waits"])
    return {
        "isolation_papers": _paper(waits, there.organisation.pk),
        "centre_new": {"name": "Trạm xá", "kind": "centre", "beds": "5", "place": there.unit.name},
    }


def _paper(waits: Stay, organisation: object) -> Fields:
    head = {"office": "TM. Ủy ban nhân dân", "post": "Chủ tịch", "signer": "Hoàng Văn Thử", "abbreviation": "UBND"}
    chosen = {"stay": f"{waits.pk}:{services.digest_of_stay(waits)}", "organisation": organisation}
    return {**head, **chosen, "place": "Sơn Dương", "drafting_unit": "YT"}
