"""The commune whose hamlets are settled, for whoever walks every page."""

from __future__ import annotations

from tests.support.portal.offices import SON_DUONG
from tests.support.portal.things import Things


def things(_known: Things) -> dict[str, object]:
    return {"key": SON_DUONG}
