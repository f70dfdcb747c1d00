"""What the portal did by itself on this day, and what was carried over from a unit that is no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.portal.offices import Office


def work(office: Office) -> dict[str, str]:
    """Lets the portal's clock run what is due, and carries a rule of an old commune over."""
    from bluezone.portal.cases.models import DeskRule
    from bluezone.portal.operations.carrying_over import carry_over
    from bluezone.portal.operations.clock import run_due
    from bluezone.portal.places.models import Unit

    run_due(office.world, "day")
    former = Unit.objects.get(key="02545-000000")
    DeskRule.objects.create(path=former.path, valid_from=office.world.today(), needs_second_person=True)
    carry_over(now=office.world.now())
    return {}
