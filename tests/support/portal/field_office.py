"""Run with a data directory in a process of its own: registers the directive, seats a reporter, makes, revokes links.

Prints {team: token} as JSON. A portal has one set of settings a process, and the tests' own process has others.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.portal.identity.models import Staff


def main() -> None:
    data, clock, act, *teams = sys.argv[1:]
    from bluezone.joining.portal.opening import Place, open_portal, world_from

    now = world_from(open_portal(Place(Path(data), clock=Path(clock)))).now()

    from bluezone.portal.field.models import Link
    from bluezone.portal.field.services.links import issue_link, revoke_link, token_of
    from bluezone.portal.identity.models import Staff
    from tests.support.portal.fielding import COMMUNE, participant

    if act == "revoke":
        for link in Link.objects.filter(team_day__team__in=teams, revoked_at=None):
            revoke_link(actor=link.made_by, link=link, now=now)
        return
    person = Staff.objects.filter(username="dem").first() or _begun(now)
    office = participant(COMMUNE)
    facts = {"actor": person, "participant": office, "day": now.date(), "now": now, "is_doubted": False}
    made = {team: issue_link(team=team, **facts) for team in teams}
    sys.stdout.write(json.dumps({team: token_of(link) for team, link in made.items()}))


def _begun(now: dt.datetime) -> Staff:
    """The directive is registered, and its first commune has a reporter."""
    from bluezone.portal.directives.services.registering import give_membership, register_directive
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.places.models import Unit
    from bluezone.portal.staff.services import give_role, make_staff
    from tests.support.portal.fielding import COMMUNE, LIST, SHIPPED_TEXT, participant

    register_directive(
        actor=None,
        source=SHIPPED_TEXT.encode(),
        name="son-duong-2020.toml",
        organisations=LIST,
        organisations_name="organisations.csv",
        now=now,
    )
    person = make_staff(username="dem", full_name="Ma Thị Đếm", password="một câu dài", must_change=False)
    give_role(actor=None, staff=person, role=Role.REPORTER, unit=Unit.objects.get(key="02536-202507"), now=now)
    give_membership(actor=None, participant=participant(COMMUNE), staff=person, now=now)
    return person


if __name__ == "__main__":
    main()
