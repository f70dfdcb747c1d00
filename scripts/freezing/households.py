"""The first case lives with one person, at an address that an officer entered."""

from __future__ import annotations

from bluezone.portal.cases.models import Case
from bluezone.portal.households.services import Typed, add_members, digest_of_household, make_household
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.involving import involve, outbreak_at
from scripts.freezing.cases import CASE
from tests.support.portal.offices import NOW, Office


def work(office: Office) -> dict[str, str]:
    """What an officer enters of a family."""
    lan, case = Staff.objects.get(username="lan"), Case.objects.get(number=CASE)
    node = involve(outbreak_at(case.path, NOW.date()), case.person)
    home = make_household(actor=lan, involvement=node, address="Số 7, thôn Cây Xoan", now=NOW)
    add_members(
        actor=lan,
        household=home,
        people=[Typed("Ma Thị Chung")],
        read=digest_of_household(home),
        now=NOW,
        entropy=office.chance.randbytes,
    )
    return {}
