"""A unit, for whoever walks every page."""

from __future__ import annotations

from tests.support.portal.offices import SON_DUONG
from tests.support.portal.things import Things

OPEN_OUTSIDE = {"place": "the country's units are nobody's secret"}


def things(_known: Things) -> dict[str, object]:
    return {"key": SON_DUONG}
