"""Announcements for a demonstration: one that is said, one that waits for approval, and two slots on a loudspeaker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bluezone.portal.announcements.services.approving import approve_announcement, draft_announcement
from bluezone.portal.announcements.services.broadcasting import log_broadcast, plan_broadcast
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.rollout.announcing.facts import Facts, Told

_CONTACT = Told("Cần giúp: gọi trạm y tế 0207 000 000", "For help call 0207 000 000")
_ISSUER = Told("Ủy ban nhân dân xã Sơn Dương", "People's Committee of Sơn Dương commune")
_INSTALL = Facts(
    headline=Told("Cài Bluezone, bảo vệ cả nhà", "Install Bluezone, protect your family"),
    facts=(
        Told(
            "Bluezone ghi nhận tiếp xúc gần giữa các điện thoại có bật Bluetooth",
            "Bluezone notes close contacts between phones that have Bluetooth on",
        ),
        Told(
            "Ai từng ở gần người nhiễm bệnh sẽ được máy của mình báo, không ai khác biết",
            "Whoever was near an infected person is told by their own phone, and nobody else learns of it",
        ),
    ),
    action=Told("Hãy cài và luôn bật Bluetooth", "Install it and keep Bluetooth on"),
    contact=_CONTACT,
    issuer=_ISSUER,
)
_MARKET = Facts(
    headline=Told("Chợ phiên: xin bật Bluetooth"),
    facts=(Told("Thanh niên tình nguyện giúp cài đặt tại cổng chợ từ 6 giờ"),),
    action=Told("Mang theo điện thoại khi đi chợ"),
    contact=Told(_CONTACT.vi),
    issuer=Told(_ISSUER.vi),
)
"""In Vietnamese alone, as most communes write."""


def show_announcements(people: Mapping[str, Staff], commune: Unit, now: dt.datetime) -> None:
    """Makes announcements: written by the reporters of the commune, approved by its leader."""
    said = draft_announcement(actor=people["tu"], unit=commune, facts=_INSTALL, now=now - dt.timedelta(days=3))
    approve_announcement(actor=people["khanh"], row=said, read=said.digest, now=now - dt.timedelta(days=2))
    said.refresh_from_db()
    draft_announcement(actor=people["thao"], unit=commune, facts=_MARKET, now=now)
    yesterday, five = now.date() - dt.timedelta(days=1), dt.time(17)
    for day in (yesterday, now.date() + dt.timedelta(days=1)):
        slot = plan_broadcast(actor=people["thao"], announcement=said, unit=commune, day=day, slot=five, now=now)
        if day == yesterday:
            log_broadcast(actor=people["thao"], row=slot, minutes=2, now=now)
