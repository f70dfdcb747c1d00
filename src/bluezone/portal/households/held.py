"""What households hold about one person, for their own file (`frame/held.py`); who else lives there is about others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_moment
from bluezone.portal.households.models import Member

TELLS = ("households.Household", "households.Member")
KEEPS_BACK: dict[str, str] = {}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells at which address the person is entered."""
    rows = Member.objects.filter(involvement__person__in=about.persons).select_related("household__unit").order_by("pk")
    yield from held(
        "Hộ gia đình",
        ("Địa chỉ", "Nơi", "Ghi lúc"),
        [(one.household.address, one.household.unit.name, said_moment(one.joined_at)) for one in rows],
    )
