"""Contacts for a demonstration: invented people whom a confirmed case met, and one whom one of them met."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.models import Case
from bluezone.portal.dossiers.models import Proof
from bluezone.portal.dossiers.services import note_ask
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.apartness import digest_of_involvement, set_apart
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import note_presence, record_landmark
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Certainty, Evidence, Exposure, Involvement
from bluezone.portal.tracing.services import add_evidence, digest_of_exposure
from bluezone.portal.world import World


def trace_contacts(*, world: World, case: Case, actor: Staff, here: Unit, there: Unit) -> None:
    """Enters whom the person of this case met: one at home, two at a wedding; a guest's colleague; and the wedding as a
    place where others may have been."""
    now = world.now()
    days = [now.date() - dt.timedelta(days=ago) for ago in range(4)]
    home = Meeting(kind=Exposure.Kind.HOUSEHOLD, first_day=days[3], certainty=Certainty.CERTAIN)
    wedding = Meeting(kind=Exposure.Kind.PARTY, first_day=days[2], last_day=days[2], place="nhà văn hóa thôn Đồng Quan")
    work = Meeting(kind=Exposure.Kind.WORK, first_day=days[1], last_day=days[1], place="xưởng mộc")
    met = (
        Contact("Vũ Đình Khoa", here, home, "0912 345 401", 1988),
        Contact("Hoàng Thị Thắm", here, wedding, "0912 345 402", 1992),
        Contact("Nông Văn Bảo", there, wedding, "0912 345 403"),
    )
    first = involve(outbreak_at(case.path, case.onset), case.person)
    exposures = record_contacts(actor=actor, source=first, contacts=met, now=now, entropy=world.entropy)
    _add_a_report(exposures[1], actor, now)
    guest = exposures[1].target
    colleague = [Contact("Lý Văn Đông", here, work, "0912 345 404")]
    record_contacts(actor=actor, source=guest, contacts=colleague, now=now, entropy=world.entropy)
    _note_the_wedding(case, actor, exposures[1].target, days[2], now)
    family = involve(first.outbreak, exposures[0].target.person)
    set_apart(actor=actor, involvement=family, day=days[0], read=digest_of_involvement(family), now=now)
    note_ask(actor=actor, person=family.person, path=family.path, proof=Proof.CARD, words="", now=now)


def _note_the_wedding(case: Case, actor: Staff, guest: Involvement, day: dt.date, now: dt.datetime) -> None:
    begins = dt.datetime.combine(day, dt.time(10, 30), now.tzinfo)
    wedding = record_landmark(
        actor=actor,
        case=case,
        place="Nhà văn hóa thôn Đồng Quan",
        unit=case.unit,
        begins=begins,
        ends=begins + dt.timedelta(hours=3),
        now=now,
        what="đám cưới, khoảng 80 khách",
        is_public=True,
    )
    note_presence(actor=actor, landmark=wedding, involvement=guest, origin=Evidence.Origin.INTERVIEW, now=now)


def _add_a_report(exposure: Exposure, actor: Staff, now: dt.datetime) -> None:
    seen = Piece(origin=Evidence.Origin.CALL, says={"words": "ngồi cùng mâm, khoảng hai tiếng"}, confidence=3)
    add_evidence(actor=actor, exposure=exposure, evidence=seen, read=digest_of_exposure(exposure), now=now)
