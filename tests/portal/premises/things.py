"""An approved lodging of Tân Trào, and one that waits, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.premises.models import Kind, Premises
from bluezone.portal.premises.services import Facts, digest_of_premises
from tests.support.portal.offices import SON_DUONG
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.premises import doors_of
from tests.support.portal.things import Things


def things(known: Things) -> dict[str, object]:
    doors = doors_of(known.office, unit=SON_DUONG)
    waiting = doors.registered(Facts("Chợ Sơn Dương", Kind.MARKET), unit=SON_DUONG)
    return {"key": doors.approved(unit=SON_DUONG).pk, "premises_approve.key": waiting.pk}


def forms(known: Things) -> dict[str, Fields]:
    """A new place where somebody works, and what they may decide there."""
    made = known.of("premises")
    approved, waiting = (Premises.objects.get(pk=made[name]) for name in ("key", "premises_approve.key"))
    unit = approved.unit
    return {
        "premises_new": {"name": "Quán Hai", "kind": Kind.FOOD, "place": unit.name, "unit": unit.pk},
        "premises_approve": {"read": digest_of_premises(waiting)},
        "premises_renew": {"read": digest_of_premises(approved)},
        "premises_close": {"read": digest_of_premises(approved)},
    }


def foreign(_known: Things, there: Elsewhere) -> dict[str, Fields]:
    """A place in a commune that is not one's own."""
    return {"premises_new": {"name": "Quán Ba", "kind": Kind.FOOD, "place": there.unit.name, "unit": there.unit.pk}}
