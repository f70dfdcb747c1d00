"""What doors hold about one person, for their own file (`frame/held.py`).

A row of a door is sealed and says not even to us whose it is. Of a row that two people's word opened, the mark of its
telephone number was kept as evidence: by that it is found again, and told without being opened anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from bluezone.portal.frame.held import About, Held, held, said_moment
from bluezone.portal.posts.models import ReleasedRow, RowRelease
from bluezone.portal.premises.models import WHOLES
from bluezone.portal.tracing.marking import mark_of_phone
from bluezone.portal.tracing.models import Evidence

TELLS = ("posts.RowRelease", "posts.ReleasedRow")
KEEPS_BACK = {
    "posts.SheetPhoto": "Ảnh chụp tờ sổ giấy: được niêm phong, cổng thông tin không biết trên đó có ai.",
    "posts.DoorRow": "Sổ vào cửa chưa được mở: từng dòng được niêm phong, cổng thông tin không biết dòng nào của ai.",
}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells the opened rows that have the person's number, and for which of their places rows were opened."""
    rows = _released_of(about).select_related(f"row__post__premises__{WHOLES}").order_by("pk")
    yield from held(
        "Dòng trong sổ vào cửa đã được mở",
        ("Địa điểm", "Cửa", "Giờ"),
        [(one.row.post.premises.full_name, one.row.post.name, said_moment(one.row.hour)) for one in rows],
    )
    opened = RowRelease.objects.filter(landmark__case__person__in=about.persons, agreed_at__isnull=False)
    yield from held(
        "Sổ vào cửa được mở vì nơi đã đến",
        ("Địa điểm", "Từ", "Đến", "Mở lúc"),
        [
            (one.premises.full_name, said_moment(one.begins), said_moment(one.ends), said_moment(one.agreed_at))
            for one in opened.select_related(f"premises__{WHOLES}").order_by("pk")
        ],
    )


def _released_of(about: About) -> QuerySet[ReleasedRow]:
    marks = [mark for phone in sorted(about.phones) if (mark := mark_of_phone(phone))]
    pieces = Evidence.objects.filter(origin="door", phone_mark__in=marks)
    return ReleasedRow.objects.annotate(key=Cast("pk", CharField())).filter(key__in=pieces.values("origin_key"))
