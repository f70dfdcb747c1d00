"""A guide, for whoever walks every page."""

from __future__ import annotations

from tests.support.portal.things import Things


def things(_known: Things) -> dict[str, object]:
    return {"key": "door-keeper"}
