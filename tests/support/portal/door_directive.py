"""Run with a data directory in a process of its own: registers a directive of today's commune, and seats its collector.

The shipped one is of a district that is no more. A portal has one set of settings a process, and the tests' own process
has others.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

KEY, COLLECTOR = "son-duong-2026", "nga"
OFFICES = """id,name,kind,unit,reports_to
district-committee,Ủy ban nhân dân xã Sơn Dương,committee,02536,
culture-office,Phòng Văn hóa - Xã hội xã Sơn Dương,culture-office,02536,district-committee
"""
_ANEW = (
    ('id = "son-duong-2020"', f'id = "{KEY}"'),
    ('unit = "076"', 'unit = "02536"'),
    ("date = 2020-08-10\nplace", "date = 2026-11-20\nplace"),
    ("due = 2020-08-26T00:00:00+07:00", "due = 2026-12-20T00:00:00+07:00"),
)


def main() -> None:
    data = sys.argv[1]
    from bluezone.joining.portal.opening import Place, open_portal

    open_portal(Place(Path(data)))

    from bluezone.portal.directives.services.registering import give_membership, register_directive
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.staff.services import give_role
    from bluezone.portal.world import VIET_NAM
    from tests.support.rollout.directives import SHIPPED_TEXT

    source = SHIPPED_TEXT
    for before, after in _ANEW:
        assert before in source
        source = source.replace(before, after, 1)
    now = dt.datetime(2026, 11, 21, 8, 0, tzinfo=VIET_NAM)
    record = register_directive(
        actor=None,
        source=source.encode(),
        name=f"{KEY}.toml",
        organisations=OFFICES.encode(),
        organisations_name="organisations.csv",
        now=now,
    )
    office = record.participants.get(key="culture-office")
    collector = Staff.objects.get(username=COLLECTOR)
    assert office.unit is not None
    give_role(actor=None, staff=collector, role=Role.CONSOLIDATOR, unit=office.unit, now=now)
    give_membership(actor=None, participant=office, staff=collector, now=now)


if __name__ == "__main__":
    main()
