"""An office that registers places, and an exchange whose key list names the portal's key for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.premises.changing import agree_to_change, propose_change
from bluezone.portal.premises.codes import venue_key
from bluezone.portal.premises.joining import join_premises, take_apart
from bluezone.portal.premises.models import Kind, PlaceCode, Premises
from bluezone.portal.premises.services import (
    Facts,
    approve_premises,
    close_premises,
    digest_of_premises,
    register_premises,
    renew_code,
    reopen_premises,
)
from bluezone.protocol.signature import KeyList, ListedKey
from bluezone.protocol.signature import Kind as KeyKind
from tests.support.portal.announcing import PlayedPublished
from tests.support.portal.offices import NOW, TAN_TRAO, Office, the_unit

INN = Facts("Nhà nghỉ Hoa Mai", Kind.HOTEL, "Thôn Tân Lập", "0207 3 830 123")


@dataclass
class Doors:
    """Who registers and who approves; places are made by them."""

    office: Office
    clerk: Staff
    officer: Staff
    published: PlayedPublished

    def registered(
        self, facts: Facts = INN, *, unit: str = TAN_TRAO, at: dt.datetime = NOW, by: Staff | None = None
    ) -> Premises:
        return register_premises(actor=by or self.clerk, facts=facts, unit=the_unit(unit), now=at)

    def approve(self, premises: Premises, *, by: Staff | None = None, at: dt.datetime = NOW) -> PlaceCode:
        return approve_premises(
            actor=by or self.officer,
            premises=premises,
            read=digest_of_premises(premises),
            published=self.published,
            entropy=self.office.chance.randbytes,
            now=at,
        )

    def renew(self, premises: Premises, *, at: dt.datetime = NOW) -> PlaceCode:
        return renew_code(
            actor=self.officer,
            premises=premises,
            read=digest_of_premises(premises),
            published=self.published,
            entropy=self.office.chance.randbytes,
            now=at,
        )

    def approved(self, facts: Facts = INN, *, unit: str = TAN_TRAO, at: dt.datetime = NOW) -> Premises:
        premises = self.registered(facts, unit=unit, at=at)
        self.approve(premises, at=at)
        premises.refresh_from_db()
        return premises

    def called(self, premises: Premises, facts: Facts, *, by: Staff | None = None) -> Premises:
        read = digest_of_premises(premises)
        propose_change(actor=by or self.clerk, premises=premises, facts=facts, read=read, now=NOW)
        premises.refresh_from_db()
        return premises

    def agree(self, premises: Premises, *, by: Staff | None = None, at: dt.datetime = NOW) -> PlaceCode:
        code = agree_to_change(
            actor=by or self.officer,
            premises=premises,
            read=digest_of_premises(premises),
            published=self.published,
            entropy=self.office.chance.randbytes,
            now=at,
        )
        premises.refresh_from_db()
        return code

    def closed(self, premises: Premises, *, at: dt.datetime = NOW) -> Premises:
        close_premises(actor=self.officer, premises=premises, read=digest_of_premises(premises), now=at)
        premises.refresh_from_db()
        return premises

    def reopened(self, premises: Premises, *, at: dt.datetime = NOW) -> Premises:
        reopen_premises(actor=self.clerk, premises=premises, read=digest_of_premises(premises), now=at)
        premises.refresh_from_db()
        return premises

    def joined(self, premises: Premises, kept: Premises) -> Premises:
        read = digest_of_premises(premises)
        join_premises(actor=self.officer, premises=premises, kept=kept, read=read, now=NOW)
        premises.refresh_from_db()
        return premises

    def parted(self, premises: Premises) -> None:
        take_apart(actor=self.officer, premises=premises, read=digest_of_premises(premises), now=NOW)
        premises.refresh_from_db()


def doors_of(office: Office, *, unit: str = TAN_TRAO) -> Doors:
    """Hires a clerk and an officer of this unit, and has the exchange know the portal's key."""
    office.published = published = PlayedPublished()
    clerk = office.staff("Lê Thị Đăng Ký", Role.REGISTRY_CLERK, unit)
    officer = office.staff("Trần Văn Duyệt", Role.HEALTH_OFFICER, unit)
    return Doors(office, clerk, officer, published)


def keys_of_the_portal() -> KeyList:
    """The key list that phones hold, with the portal's key for places alone."""
    listed = ListedKey(KeyKind.VENUE, venue_key().verifying_key.value, 0, 1 << 40)
    return KeyList(sequence=1, issued_s=0, keys=(listed,), required_signatures={}, report_key=b"")


def kept_by(organisation: Organisation) -> Facts:
    return Facts(organisation.name, Kind.SCHOOL, organisation=organisation)
