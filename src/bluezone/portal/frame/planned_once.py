"""Questions that PostgreSQL plans once for each of its connections, and answers with other values from then on.

What waits for somebody is looked for in a dozen tables and mostly not there: to plan that takes the server 17 to 29
ms, and to answer it 2 (docs/performance.md). So such a question is prepared, and its plan kept whatever values come
(`plan_cache_mode` in the settings): only what differs from person to person is handed over beside it, and all else
stands in its words, where a plan can make use of it. SQLite keeps by itself what it was asked before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

_PLACE = re.compile(r"%[%s]")


def planned_once(line: Any) -> Any:
    """Opens a cursor for a question that is asked again and again in the same words. While Django logs what it asks, it
    asks as ever: its log knows no question with values beside it."""
    if line.vendor != "postgresql" or line.queries_logged:
        return line.cursor()

    from bluezone.portal.frame.planned_cursor import PlannedCursor  # noqa: PLC0415 - a portal on SQLite loads none of it

    line.ensure_connection()
    cursor: Any = PlannedCursor(line.connection)
    return line.make_cursor(cursor)


def with_constants(sql: str, values: Sequence[Any], own: Collection[int]) -> tuple[str, list[Any], tuple[int, ...]]:
    """Writes the values that are nobody's own into the words of a question for PostgreSQL; with the values that are
    left, and their places."""
    if connection.vendor != "postgresql":
        return sql, list(values), tuple(own)
    left = [values[at] for at in sorted(own)]
    places = iter(range(len(values)))
    with connection.cursor() as cursor:

        def said(place: re.Match[str]) -> str:
            if place[0] == "%%" or (at := next(places)) in own:
                return place[0]
            return str(cursor.mogrify("%s", [values[at]])).replace("%", "%%")

        return _PLACE.sub(said, sql), left, tuple(range(len(left)))
