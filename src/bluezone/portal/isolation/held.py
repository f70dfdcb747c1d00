"""What quarantine holds about one person, with the papers that name them, for their own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_day, said_moment
from bluezone.portal.isolation.models import Decision, Delivery, Need, Stay

TELLS = ("isolation.Stay", "isolation.Decision", "isolation.Delivery", "isolation.Need")
KEEPS_BACK = {
    "isolation.Delivery.words": "Tên người chứng kiến khi giao quyết định.",
    "isolation.Need.carried_by": "Tên người mang đồ tiếp tế đến.",
}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells where the person stayed apart, by which decisions and papers, and how these were delivered."""
    stays = Stay.objects.filter(involvement__person__in=about.persons).select_related("centre").order_by("pk")
    yield from held(
        "Cách ly",
        ("Nơi", "Từ ngày", "Đến hết ngày", "Tình trạng", "Kết thúc"),
        [_stay(one) for one in stays],
    )
    decisions = Decision.objects.filter(stay__in=stays).select_related("paper").order_by("pk")
    yield from held(
        "Quyết định về cách ly",
        ("Việc", "Từ ngày", "Đến hết ngày", "Căn cứ", "Tình trạng", "Văn bản", "Lý do bỏ"),
        [_decision(one) for one in decisions],
    )
    yield from held(
        "Giao quyết định",
        ("Lúc", "Kết quả", "Cách giao"),
        [
            (said_moment(one.at), one.get_outcome_display(), one.get_way_display())
            for one in Delivery.objects.filter(decision__in=decisions).order_by("pk")
        ],
    )
    yield from held(
        "Tiếp tế khi cách ly",
        ("Ghi lúc", "Cần gì", "Cụ thể", "Kết quả"),
        [
            (said_moment(one.asked_at), one.get_what_display(), one.words, one.get_outcome_display())
            for one in Need.objects.filter(stay__in=stays).order_by("pk")
        ],
    )


def _stay(one: Stay) -> tuple[str, ...]:
    where = one.centre.name if one.centre is not None else one.get_kind_display()
    return (where, said_day(one.first_day), said_day(one.last_day), one.get_state_display(), said_day(one.ended_on))


def _decision(one: Decision) -> tuple[str, ...]:
    days = said_day(one.first_day), said_day(one.last_day)
    return (one.get_what_display(), *days, one.ground, one.get_standing_display(), _paper(one), one.reason)


def _paper(one: Decision) -> str:
    if one.paper is None:
        return ""
    return " ngày ".join(part for part in (one.paper.code, said_day(one.paper.dated_on)) if part) or "dự thảo"
