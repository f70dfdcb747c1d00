"""What a case told when they were asked, for their own file (`frame/held.py`); places and contacts are tracing's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_moment
from bluezone.portal.interview.models import Part
from bluezone.portal.interview.selectors import lines_of

TELLS = ("interview.Part",)
KEEPS_BACK: dict[str, str] = {}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells each part of each interview, as it was sent."""
    parts = Part.objects.filter(case__person__in=about.persons).select_related("case").order_by("pk")
    yield from held(
        "Phỏng vấn",
        ("Ca", "Phần", "Lúc", "Nội dung"),
        [(one.case.number, one.get_step_display(), said_moment(one.at), _facts(one)) for one in parts],
    )


def _facts(part: Part) -> str:
    told = [f"{label}: {words}" for label, words in lines_of(part.facts)]
    return "; ".join(told) or (f"{part.made} mục được ghi" if part.made else "")
