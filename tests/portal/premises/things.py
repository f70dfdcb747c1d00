"""An approved lodging of Tân Trào, and one that waits, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.organisations.models import Kind as OfficeKind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.premises.models import Kind, OwnerLink, Premises, ToldPlace
from bluezone.portal.premises.owners import Told, digest_of_link, digest_of_told, issue_link, tell_place
from bluezone.portal.premises.services import Facts, close_premises, digest_of_premises
from tests.support.portal.offices import SON_DUONG
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.premises import doors_of
from tests.support.portal.things import Named, Things

NAMES = {"who answers for a place": Named("Ma Thị Sáu", "premises.owners")}
LINES = {
    "owner_link": "premises.owners",
    "premises": "premises.list",
    "premises_change": "premises.list",
    "premises_export": "premises.export",
    "premises_owners": "premises.owners",
    "premises_telephone": "premises.telephone",
    "premises_telephones": "premises.telephone",
}
_WHO = NAMES["who answers for a place"].value


def things(known: Things) -> dict[str, object]:
    doors = doors_of(known.office, unit=SON_DUONG)
    waiting = doors.registered(Facts("Chợ Sơn Dương", Kind.MARKET), unit=SON_DUONG)
    link, code = issue_link(
        actor=doors.clerk, unit=waiting.unit, entropy=known.office.chance.randbytes, now=waiting.registered_at
    )
    told = tell_place(
        code=code,
        told=Told(Facts("Tạp hóa Bà Sáu", Kind.SHOP, "Thôn Tân Lập", "0207 3 830 777"), _WHO),
        entropy=known.office.chance.randbytes,
        now=waiting.registered_at,
    )
    tell_place(
        code=code,
        told=Told(Facts("Tạp hóa Bà Bảy", Kind.SHOP, "Thôn Tân Tiến", "0207 3 830 888"), "Ma Thị Bảy"),
        entropy=known.office.chance.randbytes,
        now=waiting.registered_at,
    )
    approved, closed = doors.approved(unit=SON_DUONG), doors.registered(Facts("Quán cũ", Kind.FOOD), unit=SON_DUONG)
    close_premises(actor=doors.officer, premises=closed, read=digest_of_premises(closed), now=closed.registered_at)
    keeper = create_organisation(
        actor=None, name="Nhà nghỉ Hoa Ban", kind=OfficeKind.COMPANY, unit=waiting.unit, now=waiting.registered_at
    )
    Premises.objects.filter(pk=approved.pk).update(organisation=keeper)
    kept, twice, double = (
        doors.approved(Facts(name, Kind.MARKET), unit=SON_DUONG) for name in ("Chợ Lớn", "Chợ To", "Chợ Đôi")
    )
    doors.joined(twice, kept)
    doors.registered(Facts("Sạp 1", Kind.SHOP, within=kept), unit=SON_DUONG)
    renamed = doors.approved(Facts("Chợ Phiên", Kind.MARKET), unit=SON_DUONG)
    doors.called(renamed, Facts("Chợ Phiên Mới", Kind.MARKET))
    return {
        "key": approved.pk,
        "premises_approve.key": waiting.pk,
        "premises_reopen.key": closed.pk,
        "premises_join.key": double.pk,
        "premises_apart.key": twice.pk,
        "premises_agree.key": renamed.pk,
        "premises_leave.key": renamed.pk,
        "kept": kept.pk,
        "owner_link_end.key": link.pk,
        "told_register.key": told.pk,
        "told_aside.key": told.pk,
        "code": code,
    }


def forms(known: Things) -> dict[str, Fields]:
    """A new place where somebody works, and what they may decide there."""
    made = known.of("premises")
    approved, waiting, closed = (
        Premises.objects.get(pk=made[name]) for name in ("key", "premises_approve.key", "premises_reopen.key")
    )
    double, twice = (Premises.objects.get(pk=made[name]) for name in ("premises_join.key", "premises_apart.key"))
    renamed = Premises.objects.get(pk=made["premises_agree.key"])
    unit, told = approved.unit, ToldPlace.objects.get(pk=made["told_register.key"])
    return {
        "premises_new": {"name": "Quán Hai", "kind": Kind.FOOD, "place": unit.name, "unit": unit.pk},
        "owner_link": {"place": unit.name, "unit": unit.pk},
        "premises_telephone": {"place": unit.name, "unit": unit.pk, "phone": "0207 3 835 115"},
        "owner_link_end": {"read": digest_of_link(OwnerLink.objects.get(pk=made["owner_link_end.key"]))},
        "told_register": {"read": digest_of_told(told)},
        "told_aside": {"read": digest_of_told(told)},
        "premises_approve": {"read": digest_of_premises(waiting)},
        "premises_renew": {"read": digest_of_premises(approved)},
        "premises_reopen": {"read": digest_of_premises(closed)},
        "premises_change": {"read": digest_of_premises(approved), "name": "Nhà nghỉ Hoa Mận", "kind": Kind.HOTEL},
        "premises_agree": {"read": digest_of_premises(renamed)},
        "premises_leave": {"read": digest_of_premises(renamed)},
        "premises_close": {"read": digest_of_premises(approved)},
        "premises_part": {"read": digest_of_premises(approved)},
        "premises_join": {"read": digest_of_premises(double), "kept": made["kept"]},
        "premises_apart": {"read": digest_of_premises(twice)},
    }


def foreign(_known: Things, there: Elsewhere) -> dict[str, Fields]:
    """A place in a commune that is not one's own."""
    place = {"place": there.unit.name, "unit": there.unit.pk}
    return {
        "premises_new": {"name": "Quán Ba", "kind": Kind.FOOD, **place},
        "owner_link": place,
        "premises_telephone": {"phone": "0207 3 835 115", **place},
    }
