"""What tracing holds about one person, for their own file (`frame/held.py`). Other people stand here by pseudonyms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from bluezone.portal.frame.held import About, Held, held, said_day, said_moment, said_truth
from bluezone.portal.tracing.marking import mark_of_phone
from bluezone.portal.tracing.models import (
    Evidence,
    Exposure,
    Involvement,
    Landmark,
    ListedPerson,
    Presence,
    Transfer,
)

TELLS = (
    "tracing.Involvement",
    "tracing.ListedPerson",
    "tracing.Exposure",
    "tracing.Evidence",
    "tracing.Landmark",
    "tracing.Presence",
    "tracing.Transfer",
)
KEEPS_BACK = {
    "tracing.Evidence.says": "Lời của từng nguồn tin về các lần tiếp xúc: lời đó có thể nêu người khác.",
    "tracing.Landmark.corrections": "Nội dung các mốc dịch tễ trước khi sửa.",
}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells the person's places in outbreaks, whom they met and what speaks for it, and where they have been."""
    involved = Involvement.objects.filter(person__in=about.persons).select_related("outbreak", "unit").order_by("pk")
    yield from held(
        "Trong các đợt dịch",
        ("Đợt dịch", "Nơi ở", "Mức", "Cách ly từ", "Tiêm đủ liều"),
        [_involvement(one) for one in involved],
    )
    yield from held(
        "Có tên trong danh sách của nơi khác",
        ("Đợt dịch",),
        [
            (one.outbreak.name,)
            for one in ListedPerson.objects.filter(involvement__in=involved).select_related("outbreak").order_by("pk")
        ],
    )
    yield from _meetings(about)
    yield from _places(about)
    yield from held(
        "Chuyển theo dõi giữa các đơn vị",
        ("Từ", "Đến", "Lúc", "Kết quả", "Lý do"),
        [
            (one.origin.name, one.unit.name, said_moment(one.offered_at), one.get_state_display(), one.reason)
            for one in Transfer.objects.filter(involvement__in=involved).select_related("origin", "unit").order_by("pk")
        ],
    )


def _involvement(one: Involvement) -> tuple[str, ...]:
    level = "" if one.level is None else f"F{one.level}"
    return (one.outbreak.name, one.unit.name, level, said_day(one.set_apart_on), said_truth(one.vaccinated))


def _meetings(about: About) -> Iterator[Held]:
    ends = Q(source__person__in=about.persons) | Q(target__person__in=about.persons)
    met = Exposure.objects.filter(ends).select_related("source__person", "target__person", "landmark")
    exposures = met.order_by("pk")
    yield from held(
        "Các lần tiếp xúc",
        ("Số", "Với", "Chiều", "Từ ngày", "Đến ngày", "Nơi", "Loại", "Ghi lúc", "Thôi tính vì"),
        [_meeting(one, about) for one in exposures],
    )
    about_them = Q(exposure__in=Exposure.objects.filter(ends))
    if marks := [mark for phone in sorted(about.phones) if (mark := mark_of_phone(phone))]:
        about_them |= Q(phone_mark__in=marks)
    pieces = Evidence.objects.filter(about_them).select_related("exposure").order_by("pk")
    yield from held(
        "Nguồn tin về các lần tiếp xúc",
        ("Tiếp xúc", "Nguồn", "Từ ngày", "Đến ngày", "Ghi lúc", "Thôi tính vì"),
        [_piece(one) for one in pieces],
    )


def _meeting(one: Exposure, about: About) -> tuple[str, ...]:
    is_source = one.source.person_id in about.persons
    other = one.target.person if is_source else one.source.person
    way = "có thể lây cho người đó" if is_source else "có thể bị lây từ người đó"
    # A landmark is a place of the case, who may be the other: where it was is told, as both were there.
    place = one.landmark.place if one.landmark is not None else one.place
    days = said_day(one.first_day), said_day(one.last_day)
    kind = one.get_kind_display()
    return (one.number, other.pseudonym, way, *days, place, kind, said_moment(one.entered_at), one.reason)


def _piece(one: Evidence) -> tuple[str, ...]:
    number = one.exposure.number if one.exposure is not None else ""
    days = said_day(one.day_from), said_day(one.day_to)
    return (number, one.get_origin_display(), *days, said_moment(one.entered_at), one.reason)


def _places(about: About) -> Iterator[Held]:
    been = Landmark.objects.filter(case__person__in=about.persons).select_related("unit").order_by("begins", "pk")
    yield from held(
        "Nơi đã đến (mốc dịch tễ)",
        ("Nơi", "Xã, phường", "Từ", "Đến", "Việc", "Thôi tính vì"),
        [
            (one.place, one.unit.name, said_moment(one.begins), said_moment(one.ends), one.what, one.reason)
            for one in been
        ],
    )
    there = Presence.objects.filter(involvement__person__in=about.persons).select_related("landmark__unit")
    yield from held(
        "Có mặt ở nơi một ca bệnh đã đến",
        ("Nơi", "Xã, phường", "Từ", "Đến", "Nguồn"),
        [_presence(one) for one in there.order_by("pk")],
    )


def _presence(one: Presence) -> tuple[str, ...]:
    place = one.landmark
    origin = str(Evidence.Origin(one.origin).label)
    return (place.place, place.unit.name, said_moment(place.begins), said_moment(place.ends), origin)
