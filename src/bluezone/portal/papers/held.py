"""What papers of offices are to somebody's own file (`frame/held.py`): found by their numbers, and by nobody's name.

A decision on quarantine is told by the room that wrote it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held

TELLS: tuple[str, ...] = ()
_BY_NUMBER = (
    "Văn bản khác của cơ quan có thể nêu tên: văn bản được tra theo số, không theo tên người; các quyết định cách ly có"
    " trong hồ sơ này."
)
KEEPS_BACK = {
    "papers.OutgoingPaper": _BY_NUMBER,
    "papers.PaperFile": _BY_NUMBER,
    "papers.IncomingPaper": _BY_NUMBER,
}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells nothing: see KEEPS_BACK."""
    yield from ()
