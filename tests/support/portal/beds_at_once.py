"""Officers who want the last bed of a place in the same moment, again and again; prints how many got it.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE, or SQLite in a folder that is gone
afterwards), because what officers do at once cannot be seen within a test's own transaction.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.support.portal.begun_tables import begin_with_tables

ROUNDS = 6
PEOPLE = (1, 2, 3)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    begin_with_tables()
    json.dump(_told(), sys.stdout)


def _told() -> list[list[str]]:
    from bluezone.portal.isolation.models import Stay
    from tests.support.portal.isolation import IsolationOffice
    from tests.support.portal.offices import Office

    office, told = IsolationOffice(Office()), []
    office.set_beds(1)
    for _ in range(ROUNDS):
        told.append(_at_once(office.propose))
        for stay in Stay.objects.filter(state="proposed"):
            office.put_aside(stay.decisions.get())
    return told


def _at_once(propose: Callable[[int], object]) -> list[str]:
    """What each proposal came to: empty where it was made, else the sentence that its officer reads."""
    from django.db import connection

    from bluezone.portal.errors import RefusedError

    together = Barrier(len(PEOPLE))

    def run(at: int) -> str:
        together.wait()
        try:
            propose(at)
        except RefusedError as refused:
            return str(refused)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(PEOPLE)) as officers:
        return sorted(officers.map(run, PEOPLE))


if __name__ == "__main__":
    main()
