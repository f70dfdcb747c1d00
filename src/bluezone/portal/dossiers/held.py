"""That somebody asked for their own file before, and who read their record, for that file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from bluezone.portal.audit.models import Act, Entry
from bluezone.portal.audit.selectors import entries_about
from bluezone.portal.audit.words import known_actions
from bluezone.portal.dossiers.models import Dossier
from bluezone.portal.frame.held import About, Held, held, said_day, said_moment
from bluezone.portal.world import VIET_NAM

TELLS = ("dossiers.Dossier", "audit.Entry", "audit.Subject")
KEEPS_BACK = {
    "accounts.Staff": "Dữ liệu của người đó với tư cách cán bộ sử dụng cổng thông tin: không thuộc hồ sơ này."
}
MOST_LINES = 2_000
"""Of the newest days; nobody reads more of them on paper."""


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells the asks of before, and day by day who looked and who changed."""
    asked = Dossier.objects.filter(person__in=about.persons).order_by("pk")
    yield from held(
        "Yêu cầu cung cấp hồ sơ",
        ("Yêu cầu lúc", "Xác minh bằng", "Giao lúc"),
        [(said_moment(one.asked_at), one.get_proof_display(), said_moment(one.handed_at)) for one in asked],
    )
    lines = _lines(about)
    title = (
        f"Ai đã xem và sửa dữ liệu ({MOST_LINES:d} dòng mới nhất)"
        if len(lines) > MOST_LINES
        else ("Ai đã xem và sửa dữ liệu")
    )
    yield from held(title, ("Ngày", "Ai", "Việc", "Xem hay sửa", "Số lần"), lines[:MOST_LINES])


def _lines(about: About) -> list[tuple[str, ...]]:
    """Every line of the audit about the person or their cases, counted by the day; the newest day first."""
    counts, words, numbers = Counter[tuple[dt.date, str, str, str]](), known_actions(), set[int]()
    for person in sorted(about.persons):
        rows = entries_about(Entry.objects.all(), "person", str(person))
        for number, at, who, act, kind in rows.values_list("number", "at", "actor_name", "act", "kind").distinct():
            if number not in numbers:
                numbers.add(number)
                counts[at.astimezone(VIET_NAM).date(), who, str(words[act]), kind] += 1
    ordered = sorted(counts.items(), key=lambda line: (-line[0][0].toordinal(), line[0][1:]))
    return [
        (said_day(day), who, what, "sửa" if kind == Act.WRITE else "xem", str(count))
        for (day, who, what, kind), count in ordered
    ]
