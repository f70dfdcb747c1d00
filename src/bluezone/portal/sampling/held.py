"""What this room holds about one person's samples, for their own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_day, said_moment
from bluezone.portal.sampling.models import Due, Member, Order

TELLS = ("sampling.Member", "sampling.Order", "sampling.Due")
KEEPS_BACK: dict[str, str] = {}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells which samples of the person were taken and what came of each, which were ordered, and when the next one is
    wanted; of others in a pool, nothing."""
    members = Member.objects.filter(involvement__person__in=about.persons)
    yield from held(
        "Mẫu xét nghiệm",
        ("Mã vạch", "Loại", "Ngày lấy", "Nơi xét nghiệm", "Kết quả", "Các lần trả kết quả", "Báo cho biết lúc"),
        [
            _member(one)
            for one in members.select_related("sample").prefetch_related("sample__results").order_by("sample_id")
        ],
    )
    yield from held(
        "Chỉ định lấy mẫu",
        ("Lúc", "Vì sao", "Lý do", "Xong hoặc thôi lúc"),
        [
            (said_moment(one.ordered_at), one.get_why_display(), one.reason, said_moment(one.ended_at))
            for one in Order.objects.filter(involvement__person__in=about.persons).order_by("pk")
        ],
    )
    yield from held(
        "Lần lấy mẫu tới",
        ("Từ ngày", "Đến hết ngày"),
        [
            (said_day(one.wanted_on), said_day(one.wanted_until))
            for one in Due.objects.filter(involvement__person__in=about.persons).order_by("pk")
            if one.wanted_on is not None
        ],
    )


def _member(one: Member) -> tuple[str, ...]:
    sample = one.sample
    results = "; ".join(
        " ".join(filter(None, (found.get_value_display(), said_day(found.tested_on), _ct(found.ct), found.reason)))
        for found in sorted(sample.results.all(), key=lambda found: found.pk)
    )
    return (
        sample.barcode,
        sample.get_kind_display(),
        said_day(sample.taken_on),
        sample.laboratory,
        sample.get_value_display(),
        results,
        said_moment(one.told_at),
    )


def _ct(ct: object) -> str:
    return f"Ct {ct}".replace(".", ",") if ct is not None else ""
