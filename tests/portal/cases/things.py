"""A case of Sơn Dương, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.cases.merging import ask_to_merge, digest_of_merge
from bluezone.portal.cases.models import AskedRule, Case, Double, Handover, Merge
from bluezone.portal.cases.moving import digest_of_offer, offer_case
from bluezone.portal.cases.persons import digest_of_double, note_person
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, settled, the_unit
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.things import Named, Things

NAMES = {
    "patient's name": Named("Trần Văn Kín", "cases.see"),
    "patient's telephone": Named("0987 654 321", "cases.see"),
    "patient's telephone in digits": Named("0987654321", "cases.see"),
}
LINES = {
    "case": "cases.see",
    "case_alert": "cases.see",
    "case_correct": "cases.see",
    "case_export": "cases.export",
    "case_list": "cases.list",
    "case_move": "cases.see",
    "desk_rules": "cases.rules",
    "person_doubles": "cases.doubles",
}


def things(known: Things) -> dict[str, object]:
    opener = known.office.staff("Đỗ Mở Ca", Role.HEALTH_OFFICER)
    name, phone = (NAMES[what].value for what in ("patient's name", "patient's telephone"))
    unit = the_unit(SON_DUONG)
    asked = AskedRule.objects.create(
        unit=unit, path=unit.path, valid_from=NOW.date(), asked_by=opener, asked_at=known.office.clock[0]
    )
    case = known.office.case(opener, full_name=name, phone=phone)
    again = note_person(
        full_name=name, phone=phone, unit=unit, now=known.office.clock[0], entropy=known.office.chance.randbytes
    )
    double = Double.objects.get(one=case.person, other=again)
    merge = _asked(known, opener)
    offer = _offered(known)
    return {"number": case.number, "asked": asked.pk, "offer": offer.pk, "double": double.pk, "merge": merge.pk}


def _asked(known: Things, opener: Staff) -> Merge:
    """Another pair, of which a colleague asks that they become one."""
    one, other = (known.office.case(opener, full_name="Hà Văn Gộp", phone="0987 000 555").person for _ in range(2))
    colleague, double = known.office.staff("Hà Xin Gộp", Role.HEALTH_OFFICER), Double.objects.get(one=one, other=other)
    settled(colleague)
    read, now = digest_of_double(double), known.office.clock[0]
    return ask_to_merge(actor=colleague, double=double, keep=one.pk, read=read, now=now)


def _offered(known: Things) -> Handover:
    """A case of the neighbours, which they offer here."""
    neighbour = known.office.staff("Ma Xã Bên", Role.HEALTH_OFFICER, TAN_TRAO)
    case = known.office.case(neighbour, full_name="Hà Thị Chuyển", unit=the_unit(TAN_TRAO))
    unit = the_unit(SON_DUONG)
    return offer_case(actor=neighbour, case=case, unit=unit, read=digest_of_case(case), now=known.office.clock[0])


def the_case(known: Things) -> Case:
    return Case.objects.get(number=known.of("cases")["number"])


def the_offer(known: Things) -> Handover:
    return Handover.objects.get(pk=known.of("cases")["offer"])


def the_double(known: Things) -> Double:
    return Double.objects.get(pk=known.of("cases")["double"])


def the_merge(known: Things) -> Merge:
    return Merge.objects.select_related("kept", "merged").get(pk=known.of("cases")["merge"])


def its_opener(known: Things) -> Staff:
    return the_case(known).opened_by


def forms(known: Things) -> dict[str, Fields]:
    read = {"read": digest_of_case(the_case(known))}
    person = {"full_name": "Trần Văn Kính", "phone": "0987 654 321", "onset": f"{NOW:%Y-%m-%d}"}
    return {
        "person_apart": {"read": digest_of_double(the_double(known))},
        "person_merge": {"read": digest_of_double(the_double(known)), "keep": f"{the_double(known).one_id}"},
        "merge_leave": {"read": digest_of_merge(the_merge(known))},
        "case_confirm": read,
        "case_correct": {**person, **read},
        "case_close": {"reason": "double", **read},
        "case_move": {"place": "tân trào", **read},
        "offer_take": {"read": digest_of_offer(the_offer(known))},
        "offer_decline": {"read": digest_of_offer(the_offer(known))},
    }


def foreign(_known: Things, there: Elsewhere) -> dict[str, Fields]:
    """A case, and the rule of two persons, in a unit of others."""
    person = {"full_name": "Lê Thị Ngoài", "phone": "0912 000 111", "onset": f"{NOW:%Y-%m-%d}"}
    where = {"place": there.unit.name, "unit": there.unit.pk}
    return {
        "case_new": {**person, **where},
        "desk_rules": {**where, "second_person": "not_needed", "valid_from": "2026-12-01"},
    }
