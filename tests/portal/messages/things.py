"""The case to whose person a message goes, for whoever walks every page."""

from __future__ import annotations

from tests.support.portal.things import Things


def things(known: Things) -> dict[str, object]:
    return {"number": known.of("cases")["number"]}
