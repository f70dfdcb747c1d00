"""Run with a data directory, in a process of its own: an office that has approved one announcement."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    from bluezone.joining.portal.opening import Place, open_portal

    open_portal(Place(Path(sys.argv[1])))

    from bluezone.portal.announcements.services.approving import approve_announcement, draft_announcement
    from bluezone.portal.places.models import Unit
    from bluezone.portal.staff.services import make_staff
    from tests.support.portal.announcements import FACTS
    from tests.support.rollout.reporting import SENT

    writer, approver = (
        make_staff(username=name, full_name=name.title(), password="một câu dài", must_change=False)
        for name in ("writer", "approver")
    )
    row = draft_announcement(actor=writer, unit=Unit.objects.get(key="02536-202507"), facts=FACTS, now=SENT)
    approve_announcement(actor=approver, row=row, read=row.digest, now=SENT)


if __name__ == "__main__":
    main()
