"""The công văn đôn đốc: who has not reported, on what they were asked, and until when they must now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.consolidation.deadlines import Extension, due_of
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.narrative.blocks import Narrative, Table, Text


def chasing_letter(
    directive: Directive,
    late: Sequence[ExpectedReport],
    extensions: Sequence[Extension] = (),
    *,
    now: dt.datetime,
    new_due: dt.datetime,
) -> Narrative | None:
    """Writes the letter to all that are late, each with the deadline it was given last; None where nobody is late."""
    if not late:
        return None
    letter = directive.letter
    rows = tuple(
        (str(number), expected.organisation.name, _places(expected), f"{due_of(expected, extensions):%H:%M %d/%m/%Y}")
        for number, expected in enumerate(late, 1)
    )
    return Narrative(
        f"V/v đôn đốc báo cáo kết quả: {letter.subject}",
        (
            Text(
                f"{letter.issuer} đã yêu cầu báo cáo kết quả trước {directive.reporting.due:%H:%M ngày %d/%m/%Y}. "
                f"Đến {now:%H:%M ngày %d/%m/%Y}, các đơn vị sau chưa báo cáo:"
            ),
            Table("Danh sách đơn vị chưa báo cáo", ("TT", "Đơn vị", "Mục phải báo cáo", "Hạn báo cáo"), rows),
            Text(f"Yêu cầu các đơn vị có tên trên báo cáo trước {new_due:%H:%M ngày %d/%m/%Y}./."),
        ),
    )


def _places(expected: ExpectedReport) -> str:
    """The places of the letter, in its order, each once; the closing clause is what the report itself is."""
    places = dict.fromkeys(assignment.place for assignment in expected.assignments)
    return ", ".join(place for place in places if place != "closing") or "Kết luận"
