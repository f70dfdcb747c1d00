"""What owners told of their places, for somebody's own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_moment
from bluezone.portal.premises.models import WHOLES, CommunePhone, Premises, ToldPlace

TELLS = ("premises.ToldPlace", "premises.Premises", "premises.CommunePhone")
KEEPS_BACK: dict[str, str] = {}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells the places at which the person's number stands, or is to stand."""
    told = ToldPlace.objects.filter(phone__in=about.phones).exclude(phone="").order_by("pk")
    yield from held(
        "Địa điểm do chủ tự khai",
        ("Địa điểm", "Địa chỉ", "Người phụ trách", "Điện thoại", "Khai lúc"),
        [(one.name, one.address, about.called(one.responsible), one.phone, said_moment(one.told_at)) for one in told],
    )
    places = Premises.objects.filter(phone__in=about.phones).exclude(phone="").select_related(WHOLES).order_by("pk")
    yield from held(
        "Địa điểm có số điện thoại này",
        ("Địa điểm", "Địa chỉ", "Điện thoại", "Ghi lúc"),
        [(one.full_name, one.address, one.phone, said_moment(one.registered_at)) for one in places],
    )
    waiting = Premises.objects.filter(new_facts__phone__in=sorted(about.phones - {""})).select_related(WHOLES)
    yield from held(
        "Địa điểm được đề nghị ghi số điện thoại này, chờ đồng nghiệp đồng ý",
        ("Địa điểm", "Đề nghị lúc"),
        [(one.full_name, said_moment(one.changed_at)) for one in waiting.order_by("pk")],
    )
    offices = (
        CommunePhone.objects.filter(phone__in=about.phones).exclude(phone="").select_related("unit").order_by("pk")
    )
    yield from held(
        "Số điện thoại này trên áp phích của xã",
        ("Xã", "Ghi lúc"),
        [(one.unit.name, said_moment(one.said_at)) for one in offices],
    )
