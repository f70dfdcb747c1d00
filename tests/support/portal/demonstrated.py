"""An office into which a demonstration's outbreak was put, as `bluezone portal demo-data --people` does."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.portal.demo.outbreak import show_outbreak
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind as Body
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.tracing.bringing import Brought
from tests.support.portal.offices import NOW, SON_DUONG, TUYEN_QUANG, Office, the_unit


@dataclass(frozen=True, slots=True)
class Shown:
    """An office with a demonstration's outbreak in it."""

    office: Office
    staff: dict[str, Staff]
    brought: Brought


def an_outbreak(people: int) -> Shown:
    """Shows one to an office as the demonstration has it."""
    office = Office()
    staff = {
        "lan": office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER),
        "hung": office.staff("Trần Hùng", Role.SUPERVISOR, TUYEN_QUANG),
        "huyen": office.staff("Lý Thị Huyền", Role.REGISTRY_CLERK),
        "khanh": office.staff("Nguyễn Văn Khánh", Role.LEADER),
    }
    here = the_unit(SON_DUONG)
    committee = create_organisation(actor=None, name="UBND xã Sơn Dương", kind=Body.COMMITTEE, unit=here, now=NOW)
    return Shown(office, staff, show_outbreak(people, office.world, staff, here, committee))
