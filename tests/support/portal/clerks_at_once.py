"""Many clerks who sign papers of one office in the same moment, at the turn of the year; prints the numbers they got.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE, or SQLite in a folder that is gone
afterwards), because what clerks do at once cannot be seen within a test's own transaction.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.support.amounts import CLERKS_AT_ONCE
from tests.support.portal.begun_tables import begin_with_tables

EVE = dt.datetime(2020, 12, 31, 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=7)))
NEW_YEAR = EVE + dt.timedelta(seconds=1)


def main() -> None:
    """Half of them sign before midnight and half after it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    begin_with_tables()
    json.dump(sorted(_numbers()), sys.stdout)


def _numbers() -> list[tuple[int, int, str]]:
    from tests.support.documents.certificates import person
    from tests.support.portal.offices import Office
    from tests.support.portal.paper_offices import PaperOffice

    papers = PaperOffice.at(Office(), EVE)
    waiting = [papers.submitted() for _ in range(CLERKS_AT_ONCE)]
    credentials = [person() for _ in range(CLERKS_AT_ONCE)]
    together = Barrier(CLERKS_AT_ONCE)

    def sign(at: int) -> tuple[int, int, str]:
        from django.db import connection

        together.wait()
        try:
            signed = papers.signed(waiting[at], credential=credentials[at], now=EVE if at % 2 else NEW_YEAR)
        finally:
            connection.close()
        return signed.year or 0, signed.number or 0, signed.state

    with ThreadPoolExecutor(CLERKS_AT_ONCE) as clerks:
        return list(clerks.map(sign, range(CLERKS_AT_ONCE)))


if __name__ == "__main__":
    main()
