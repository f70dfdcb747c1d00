"""Officers who decide on the same case and the same exposure in the same moment, while others open cases and somebody
brings two lists into their outbreak; prints what became of each.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE, or SQLite in a folder that is gone
afterwards), because what officers do at once cannot be seen within a test's own transaction.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from tests.support.portal.begun_tables import begin_with_tables

if TYPE_CHECKING:
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.tracing.models import Exposure

OFFICERS = 4
"""For each of the things that they do."""
OPENED_EACH = 5
"""Cases, one after the other while the lists are brought in."""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    begin_with_tables()
    json.dump(_told(), sys.stdout)


def _told() -> dict[str, object]:
    from bluezone.portal.audit.models import Entry
    from bluezone.portal.cases.models import Case
    from bluezone.portal.cases.selectors import digest_of_case
    from bluezone.portal.cases.services import confirm_case
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.tracing.levels import check, counted
    from bluezone.portal.tracing.models import ListedPerson
    from bluezone.portal.tracing.services import add_evidence, digest_of_exposure, withdraw_exposure
    from tests.support.portal.killed_acts import import_outbreak
    from tests.support.portal.offices import NOW, Office
    from tests.support.portal.tracing import TOLD, TracingOffice

    office = Office()
    tracing = TracingOffice(office, people=OFFICERS + 4)
    case, exposure = Case.objects.get(pk=tracing.cases[0].pk), tracing.meet(0, 1)
    other, edited = tracing.meet(0, OFFICERS + 2), tracing.meet(0, OFFICERS + 3)
    read = digest_of_case(case), *(digest_of_exposure(one) for one in (exposure, other, edited))
    seconds = [office.staff(f"Trần Thứ {sign}", Role.SUPERVISOR) for sign in "ABCD"]

    def confirm(at: int) -> None:
        confirm_case(actor=seconds[at], case=case, read=read[0], now=NOW)

    def withdraw(at: int) -> None:
        withdraw_exposure(actor=seconds[at], exposure=exposure, reason="nhầm người", read=read[1], now=NOW)

    def tell(at: int) -> None:
        add_evidence(actor=seconds[at], exposure=other, evidence=TOLD, read=read[2], now=NOW)

    def edit(at: int) -> None:
        _edit(at, seconds[at], edited, read[3])

    def meet(at: int) -> None:
        tracing.meet(0, 2 + at)

    def open_some(at: int) -> None:
        for more in range(OPENED_EACH):
            office.case(tracing.officer, full_name=f"Người Mới {'ABCD'[at]}", phone=f"09870{at}{more:04d}")

    office.chance = random.Random(2)  # else the lists would draw the pseudonyms of those whose cases are opened
    lists = import_outbreak(office)

    def bring(_at: int) -> None:
        lists()

    acts = [
        (bring, 0),
        *((act, at) for at in range(OFFICERS) for act in (confirm, withdraw, tell, edit, meet, open_some)),
    ]
    written = Entry.objects.filter(act__in=_DECIDING, number__gt=Entry.objects.count())
    return {
        "outcomes": _at_once(acts),
        "written": sorted(written.values_list("act", flat=True)),
        "differences": check(tracing.outbreak).count,
        "levels": counted(tracing.outbreak),
        "pieces": other.evidence.count(),
        "opened": Case.objects.filter(person__full_name__startswith="Người Mới").count(),
        "listed": ListedPerson.objects.count(),
    }


_DECIDING = ("cases.confirm", "tracing.withdraw", "tracing.evidence", "tracing.withdraw_evidence")
"""The lines of the audit of what one of them does, and the others do not."""


def _edit(at: int, actor: Staff, exposure: Exposure, read: str) -> None:
    """Each another thing, of what all of them read: two say that it never was, one says more, one takes back."""
    from bluezone.portal.tracing.services import add_evidence, withdraw_evidence, withdraw_exposure
    from tests.support.portal.offices import NOW
    from tests.support.portal.tracing import TOLD

    if at == 2:
        add_evidence(actor=actor, exposure=exposure, evidence=TOLD, read=read, now=NOW)
    elif at == 3:
        piece = exposure.evidence.order_by("pk")[0]  # another piece may have come by now
        withdraw_evidence(actor=actor, evidence=piece, reason="nhầm người", read=read, now=NOW)
    else:
        withdraw_exposure(actor=actor, exposure=exposure, reason="nhầm người", read=read, now=NOW)


def _at_once(acts: list[tuple[Callable[[int], None], int]]) -> dict[str, list[str]]:
    """What each act came to: empty where it was done, else the sentence that its officer reads."""
    from django.db import connection

    from bluezone.portal.errors import RefusedError

    together = Barrier(len(acts))

    def run(one: tuple[Callable[[int], None], int]) -> tuple[str, str]:
        act, at = one
        together.wait()
        try:
            act(at)
        except RefusedError as refused:
            return act.__name__, str(refused)
        finally:
            connection.close()
        return act.__name__, ""

    outcomes: dict[str, list[str]] = {}
    with ThreadPoolExecutor(len(acts)) as officers:
        for name, said in officers.map(run, acts):
            outcomes.setdefault(name, []).append(said)
    return {name: sorted(said) for name, said in outcomes.items()}


if __name__ == "__main__":
    main()
