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

from tests.support.portal.begun_tables import begin_with_tables

OFFICERS = 4
"""For each of the four things that they do."""
OPENED_EACH = 5
"""Cases, one after the other while the lists are brought in."""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    begin_with_tables()
    json.dump(_told(), sys.stdout)


def _told() -> dict[str, object]:
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
    tracing = TracingOffice(office, people=OFFICERS + 3)
    case, exposure = Case.objects.get(pk=tracing.cases[0].pk), tracing.meet(0, 1)
    other = tracing.meet(0, OFFICERS + 2)
    read = digest_of_case(case), digest_of_exposure(exposure), digest_of_exposure(other)
    seconds = [office.staff(f"Trần Thứ {sign}", Role.SUPERVISOR) for sign in "ABCD"]

    def confirm(at: int) -> None:
        confirm_case(actor=seconds[at], case=case, read=read[0], now=NOW)

    def withdraw(at: int) -> None:
        withdraw_exposure(actor=seconds[at], exposure=exposure, reason="nhầm người", read=read[1], now=NOW)

    def tell(at: int) -> None:
        add_evidence(actor=seconds[at], exposure=other, evidence=TOLD, read=read[2], now=NOW)

    def meet(at: int) -> None:
        tracing.meet(0, 2 + at)

    def open_some(at: int) -> None:
        for more in range(OPENED_EACH):
            office.case(tracing.officer, full_name=f"Người Mới {'ABCD'[at]}", phone=f"09870{at}{more:04d}")

    office.chance = random.Random(2)  # else the lists would draw the pseudonyms of those whose cases are opened
    lists = import_outbreak(office)

    def bring(_at: int) -> None:
        lists()

    acts = [(bring, 0), *((act, at) for at in range(OFFICERS) for act in (confirm, withdraw, tell, meet, open_some))]
    return {
        "outcomes": _at_once(acts),
        "differences": check(tracing.outbreak).count,
        "levels": counted(tracing.outbreak),
        "pieces": other.evidence.count(),
        "opened": Case.objects.filter(person__full_name__startswith="Người Mới").count(),
        "listed": ListedPerson.objects.count(),
    }


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
