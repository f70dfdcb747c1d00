"""A market is called otherwise while another code of one of its stalls is asked for; prints what the stall's code says.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE, or SQLite in a folder that is gone
afterwards), because who waits for whom cannot be seen within a test's own transaction.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.support.portal.begun_tables import begin_with_tables
from tests.support.portal.mergers_at_once import wait_for_whoever_waits


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    begin_with_tables()
    json.dump(_told(), sys.stdout)


def _told() -> dict[str, object]:
    from django.db import connection, transaction

    from bluezone.portal.errors import ChangedError
    from bluezone.portal.premises.models import Kind, Premises
    from bluezone.portal.premises.selectors import code_in_force
    from bluezone.portal.premises.services import Facts
    from bluezone.protocol.venue import venue_on_poster
    from tests.support.portal.offices import Office
    from tests.support.portal.premises import doors_of

    doors = doors_of(Office())
    market = doors.approved(Facts("Chợ Tân Trào", Kind.MARKET))
    stall = doors.approved(Facts("Sạp 12", Kind.FOOD, within=market))
    doors.called(market, Facts("Chợ Trung tâm", Kind.MARKET))

    def renew() -> str:
        try:
            doors.renew(Premises.objects.get(pk=stall.pk))
        except ChangedError:
            return "read anew"
        finally:
            connection.close()
        return "signed"

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            doors.agree(market)
            renewed = other.submit(renew)
            wait_for_whoever_waits()
        answer = renewed.result()
    code = code_in_force(stall)
    assert code is not None
    return {"answer": answer, "says": venue_on_poster(code.text).name, "outdated": code.is_outdated}


if __name__ == "__main__":
    main()
