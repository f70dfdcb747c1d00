"""A person's word for the clock, left where the services of a data directory find it."""

from __future__ import annotations

from pathlib import Path

from bluezone.joining.clock_notes import FolderNotes
from bluezone.joining.clocks import Clock, system_clock
from bluezone.joining.doctor.exchange import is_exchange
from bluezone.joining.doctor.portal import is_portal
from bluezone.joining.exchange.noted_clock import noted_clock
from bluezone.joining.folders import require_own
from bluezone.joining.refusal import RefusedError


def vouch_for_clock(data: Path) -> dict[str, int]:
    """Gives a person's word to the exchange, the portal or both that live in the folder: that the time is right by
    which each lives now, and which is told. Raises RefusedError where neither lives, and for another account than the
    folder's own."""
    clocks: dict[str, Clock] = {}
    if is_exchange(data):
        clocks["exchange"] = noted_clock(data)
    if is_portal(data):
        clocks["portal"] = system_clock
    if not clocks:
        raise RefusedError(f"neither a portal nor an exchange lives in {data}")
    require_own(data)
    given = {service: clock() // 1000 for service, clock in clocks.items()}
    for service, now_s in given.items():
        FolderNotes(data, service).give_word(now_s)
    return given
