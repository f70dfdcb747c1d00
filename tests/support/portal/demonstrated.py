"""An office into which a demonstration's outbreak was put, as `bluezone portal demo-data --people` does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.portal.demo.outbreak import show_outbreak
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind as Body
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.places.models import Unit
from bluezone.portal.places.selectors import unit_with_code
from bluezone.portal.tracing.bringing import Brought
from tests.support.portal.offices import NOW, Office

_PROVINCE, _COMMUNE = "08", "02536"
"""Sơn Dương was a town until 2025 and is a commune since."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An office with a demonstration's outbreak in it."""

    office: Office
    staff: dict[str, Staff]
    brought: Brought


def an_outbreak(people: int, now: dt.datetime = NOW) -> Shown:
    """Shows one to an office as the demonstration has it, in the units of that day."""
    office, here, province = Office(), _unit(_COMMUNE, now), _unit(_PROVINCE, now)
    office.clock[0] = now
    staff = {
        "lan": office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER, here.key),
        "hung": office.staff("Trần Hùng", Role.SUPERVISOR, province.key),
        "huyen": office.staff("Lý Thị Huyền", Role.REGISTRY_CLERK, here.key),
        "khanh": office.staff("Nguyễn Văn Khánh", Role.LEADER, here.key),
    }
    committee = create_organisation(actor=None, name="UBND xã Sơn Dương", kind=Body.COMMITTEE, unit=here, now=now)
    return Shown(office, staff, show_outbreak(people, office.world, staff, here, committee))


def _unit(code: str, now: dt.datetime) -> Unit:
    found = unit_with_code(code, day=now.date())
    assert found is not None
    return found
