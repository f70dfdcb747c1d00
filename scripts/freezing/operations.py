"""What the portal did by itself on this day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.portal.offices import Office


def work(office: Office) -> dict[str, str]:
    """Lets the portal's clock run what is due."""
    from bluezone.portal.operations.clock import run_due

    run_due(office.world, "day")
    return {}
