"""A field team of the Sơn Dương directive: an office with a seat, a link, entries and photos as a phone sends them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib.resources import files

import msgspec

from bluezone.portal.directives.models import DirectiveRecord, Participant
from bluezone.portal.directives.services.registering import give_membership, register_directive
from bluezone.portal.field.models import Link, TeamDay
from bluezone.portal.field.services.links import issue_link, token_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.world import VIET_NAM
from tests.support.portal.offices import Office
from tests.support.rollout.directives import SHIPPED_TEXT

LIST = files("bluezone.rollout").joinpath("data").joinpath("son-duong-2020-organisations.csv").read_bytes()
DAY = dt.date(2020, 8, 15)
NOON = dt.datetime(2020, 8, 15, 12, 0, tzinfo=VIET_NAM)
COMMUNE, NEIGHBOUR, YOUTH = "ubnd-trung-yen", "ubnd-tan-trao", "youth-union"
COUNTS = {"helped": (1, 0, 0, 0), "installed": (1, 1, 0, 0), "no_smartphone": (0, 0, 1, 0), "refused": (0, 0, 0, 1)}


@dataclass
class FieldOffice:
    """The commune's reporter, the directive, and the link of team D07."""

    office: Office
    record: DirectiveRecord
    reporter: Staff
    link: Link

    @property
    def token(self) -> str:
        return token_of(self.link)

    @property
    def day(self) -> TeamDay:
        return TeamDay.objects.get(pk=self.link.team_day_id)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


def participant(key: str) -> Participant:
    return Participant.objects.select_related("directive").get(key=key)


def seated(office: Office, name: str, key: str, role: Role = Role.REPORTER) -> Staff:
    """Somebody who works for this participant."""
    person = office.staff(name, role)
    give_membership(actor=None, participant=participant(key), staff=person, now=NOON)
    return person


def a_field_office(office: Office) -> FieldOffice:
    """On the noon of 15/8/2020."""
    office.clock[0] = NOON
    record = register_directive(
        actor=None,
        source=SHIPPED_TEXT.encode(),
        name="son-duong-2020.toml",
        organisations=LIST,
        organisations_name="organisations.csv",
        now=dt.datetime(2020, 8, 12, 8, 0, tzinfo=VIET_NAM),
    )
    reporter = seated(office, "Ma Thị Đếm", COMMUNE)
    link = issue_link(actor=reporter, participant=participant(COMMUNE), team="D07", day=DAY, now=NOON, is_doubted=False)
    return FieldOffice(office, record, reporter, link)


def identity(number: int) -> str:
    return f"{number:032x}"


def entries(*kinds: str, first: int = 1) -> bytes:
    """The JSON of a page, one entry a tap."""
    names = ("helped", "installed", "no_smartphone", "refused")
    lines = [
        {"id": identity(first + at), **dict(zip(names, COUNTS[kind], strict=True))} for at, kind in enumerate(kinds)
    ]
    return msgspec.json.encode(lines)
