"""A case of Sơn Dương that met somebody of Sơn Dương, for whoever walks every page."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.apartness import digest_of_involvement
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.deciding import Note, note_what_was_told
from bluezone.portal.tracing.inbox import digest_of_meeting
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import note_presence, record_landmark
from bluezone.portal.tracing.landmarks_seen import digest_of_landmark
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import (
    Evidence,
    Exposure,
    Involvement,
    Landmark,
    Outbreak,
    Release,
    Transfer,
)
from bluezone.portal.tracing.outbreaks import begin_outbreak
from bluezone.portal.tracing.services import digest_of_exposure
from bluezone.portal.tracing.transferring import digest_of_transfer, enter_person
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Named, Things

OPEN_OUTSIDE = {"outbreak_file": "everybody takes out what they may see, from wherever they are"}
NAMES = {
    "leaving contact": Named("Giàng A Đi", "tracing.see"),
    "contact's name": Named("Hoàng Thị Tiếp", "tracing.see"),
    "contact's telephone": Named("0977 123 456", "tracing.see"),
    "told name": Named("Quàng Thị Nghe", "tracing.inbox"),
    "told telephone": Named("0966 321 654", "tracing.inbox"),
}
LINES = {
    "case_places": "tracing.landmark",
    "chain": "tracing.chain",
    "chain_file": "tracing.chain_file",
    "chain_picture": "tracing.chain",
    "chain_picture_file": "tracing.chain_file",
    "evidence_close": "tracing.inbox",
    "evidence_inbox": "tracing.inbox",
    "evidence_make": "tracing.inbox",
    "evidence_meeting": "tracing.inbox",
    "exposure": "tracing.see",
    "exposure_evidence": "tracing.see",
    "landmark": "tracing.places",
    "landmark_correct": "tracing.landmark",
    "landmark_named": "tracing.places",
    "landmark_withdraw": "tracing.landmark",
    "landmarks": "tracing.places",
    "outbreak_curve": "tracing.curve",
    "outbreak_export": "tracing.exports",
    "outbreak_file": "tracing.export",
    "people": "tracing.list",
    "person_contacts": "tracing.expose",
    "person_offer": "tracing.see",
    "release_ask": "tracing.exports",
    "traced_person": "tracing.see",
    "transfers": "tracing.transfers",
}


def things(known: Things) -> dict[str, object]:
    case = the_case(known)
    source = involve(outbreak_at(case.path, case.onset), case.person)
    name, phone = (NAMES[what].value for what in ("contact's name", "contact's telephone"))
    day = NOW.date() - dt.timedelta(days=1)
    meeting = Meeting(kind=Exposure.Kind.WORK, first_day=day, last_day=day)
    contact = Contact(name, the_unit(SON_DUONG), meeting, phone)
    (exposure,) = record_contacts(
        actor=case.opened_by, source=source, contacts=[contact], now=NOW, entropy=known.office.chance.randbytes
    )
    piece = exposure.evidence.get()
    told = the_note(case)
    another_note(case)
    landmark = the_landmark(case, exposure.target)
    another_landmark(known)
    asked = Release.objects.create(
        outbreak=source.outbreak,
        what="people",
        path=the_unit(SON_DUONG).path,
        names=1_200,
        reason="báo cáo cho tỉnh",
        asked_by=known.office.staff("Hà Xin Đưa", Role.HEALTH_OFFICER),
        asked_at=known.office.clock[0],
    )
    return {
        "landmark": landmark.pk,
        "outbreak": the_outbreak(known).pk,
        **the_transfers(known, source),
        "case_places.number": case.number,
        "person": exposure.target.person.pseudonym,
        "number": exposure.number,
        "piece": piece.pk,
        "meeting": told.pk,
        "what": "people",
        "release": asked.pk,
    }


def the_case(known: Things) -> Case:
    return Case.objects.get(number=known.of("cases")["number"])


def the_exposure(known: Things) -> Exposure:
    return Exposure.objects.get(number=known.of("tracing")["number"])


def the_contact(known: Things) -> Involvement:
    return the_exposure(known).target


def the_note(case: Case) -> Evidence:
    """What somebody told of a meeting, and of which nobody has made anything yet."""
    name, phone = (NAMES[what].value for what in ("told name", "told telephone"))
    note = Note(name, the_unit(SON_DUONG), phone.replace(" ", ""), first_day=NOW.date())
    return note_what_was_told(actor=case.opened_by, note=note, now=NOW)


def another_note(case: Case) -> None:
    """Of somebody else, so that the list names two."""
    note = Note("Quàng Thị Thấy", the_unit(SON_DUONG), "0966321777", first_day=NOW.date())
    note_what_was_told(actor=case.opened_by, note=note, now=NOW)


def the_outbreak(known: Things) -> Outbreak:
    """One of Sơn Dương that is still to come, so that whatever happens today belongs to no other."""
    administrator = known.office.staff("Đỗ Mở Dịch", Role.ADMINISTRATOR)
    begins = NOW.date() + dt.timedelta(days=20)
    said = {"name": "Sốt xuất huyết", "pathogen": "DENV", "unit": the_unit(SON_DUONG), "begins": begins}
    return begin_outbreak(actor=administrator, now=NOW, **said)


def the_transfers(known: Things, source: Involvement) -> dict[str, object]:
    """One who is offered to Sơn Dương, and one whom it offers."""
    office, (home, other) = known.office, (the_unit(SON_DUONG), the_unit(TAN_TRAO))
    said = {
        "outbreak": source.outbreak,
        "phone": "",
        "birth_year": None,
        "now": NOW,
        "entropy": office.chance.randbytes,
    }
    here, there = office.staff("Lê Ở Đây", Role.HEALTH_OFFICER), office.staff("Lê Ở Kia", Role.HEALTH_OFFICER, TAN_TRAO)
    offered = enter_person(actor=there, home=other, unit=home, full_name="Giàng A Về", **said)
    leaving = enter_person(actor=here, home=home, unit=other, full_name=NAMES["leaving contact"].value, **said)
    numbers = [one.transfers.get().pk for one in (offered, leaving)]
    return {"transfer": numbers[0], "transfer_keep.transfer": numbers[1]}


def the_landmark(case: Case, contact: Involvement) -> Landmark:
    """Where the case has been, and the contact too."""
    begins = NOW - dt.timedelta(days=1)
    landmark = record_landmark(
        actor=case.opened_by,
        case=case,
        place="Chợ trung tâm",
        unit=case.unit,
        begins=begins,
        ends=begins + dt.timedelta(hours=2),
        now=NOW,
        is_public=True,
    )
    origin = Evidence.Origin.INTERVIEW
    note_presence(actor=case.opened_by, landmark=landmark, involvement=contact, origin=origin, now=NOW)
    return landmark


def another_landmark(known: Things) -> None:
    """Where another case has been, so that the list names two."""
    case = known.office.case(the_case(known).opened_by, full_name="Hà Thị Bến", phone="0987 000 666")
    begins, where = NOW - dt.timedelta(days=1), {"place": "Bến đò", "unit": case.unit}
    until = begins + dt.timedelta(hours=1)
    record_landmark(actor=case.opened_by, case=case, begins=begins, ends=until, now=NOW, is_public=True, **where)


def the_transfer(known: Things, name: str) -> Transfer:
    return Transfer.objects.get(pk=known.of("tracing")[name])


def forms(known: Things) -> dict[str, Fields]:
    read = {"read": digest_of_exposure(the_exposure(known))}
    line = {"full_name": "Ngô Văn Gặp", "phone": "0912 111 333"}
    grid = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, **{f"form-0-{name}": value for name, value in line.items()}}
    told = Evidence.objects.get(pk=known.of("tracing")["meeting"])
    decided = {"piece": told.pk, "read": digest_of_meeting([told], [])}
    met = {"case": the_case(known).number, "full_name": "Quàng Thị Nghe", "place": "Sơn Dương", "who": "new"}
    met |= {"unit": the_unit(SON_DUONG).pk}
    landmark = Landmark.objects.select_related("case").get(pk=known.of("tracing")["landmark"])
    there = {"there": the_contact(known).pk, "kind": "market", "certainty": 2, "read": digest_of_landmark(landmark)}
    somewhere = {"where": "Bến xe", "place": "Sơn Dương", "unit": the_unit(SON_DUONG).pk}
    hours = {"first_day": f"{NOW:%Y-%m-%d}", "begins": "07:00", "ends": "08:00"}
    return {
        "outbreak_begin": {"name": "Cúm A", "pathogen": "H5N1", "place": "Sơn Dương", "begins": f"{NOW:%Y-%m}-30"},
        "person_offer": {"place": "Tân Trào", "read": digest_of_involvement(the_contact(known))},
        "transfer_take": {"read": digest_of_transfer(the_transfer(known, "transfer"))},
        "transfer_return": {"read": digest_of_transfer(the_transfer(known, "transfer")), "reason": "không ở đây"},
        "transfer_keep": {"read": digest_of_transfer(the_transfer(known, "transfer_keep.transfer"))},
        "case_places": {**somewhere, **hours},
        "landmark_named": {"people": "Ngô Văn Gặp\t0912 111 333", "origin": "interview"},
        "landmark_correct": {**somewhere, **hours, "reason": "nhầm chợ", "read": digest_of_landmark(landmark)},
        "landmark_withdraw": {"reason": "nhầm người", "read": digest_of_landmark(landmark)},
        "landmark_known": {"person": known.of("tracing")["person"], "origin": "call"},
        "landmark_expose": there,
        "person_contacts": {"kind": "work", "certainty": 2, **grid},
        "person_set_apart": {"day": f"{NOW:%Y-%m-%d}", "read": digest_of_involvement(the_contact(known))},
        "exposure_evidence": {"words": "ngồi cùng bàn", "confidence": 2, **read},
        "exposure_withdraw": {"reason": "nhầm người", **read},
        "piece_withdraw": {"reason": "nhầm người", **read},
        "evidence_make": {**decided, **met, "kind": "work", "certainty": 2, "act": "make"},
        "evidence_close": {**decided, "closed_as": "double"},
        "evidence_note": met,
    }


def foreign(known: Things, there: Elsewhere) -> dict[str, Fields]:
    """Somebody of others is not said to have been somewhere."""
    return {"landmark_known": {"person": there.case.person.pseudonym, "origin": "call"}}
