"""A day on which something of everything happens, in a portal that has the demonstration's office in it.

`python -m scripts.freezing.day DATA` works it in this tree's own portal: so that a table in which nothing of this day
lands is seen before the release is frozen (tests/contract/test_portal_previous_release.py).
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.portal.offices import Office


def work(office: Office) -> dict[str, str]:
    """Lets every room's people act; what was told to them on the way."""
    from scripts.freezing import (
        cases,
        contact_codes,
        followup,
        home,
        interview,
        isolation,
        lists,
        messages,
        operations,
        papers,
        posts,
        premises,
        reminders,
        sampling,
        situation,
        staff,
        tracing,
    )

    told: dict[str, str] = {}
    for room in (
        cases,
        staff,
        messages,
        lists,
        papers,
        home,
        operations,
        tracing,
        contact_codes,
        followup,
        isolation,
        sampling,
        situation,
        premises,
        reminders,
        posts,
        interview,
    ):
        told |= room.work(office)
    return told


def main(data: Path) -> None:
    """Works the day in this folder's portal."""
    from bluezone.joining.portal.opening import Place, open_portal

    open_portal(Place(data))

    from bluezone.portal.operations.preparing import prepare_files
    from tests.support.portal.offices import Office

    prepare_files()
    work(Office(chance=random.Random(2)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
