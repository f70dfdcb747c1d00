"""Two act in one moment on a place, and on what refers to its commune; prints what each was told.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE): who waits for whom cannot be seen within a
test's own transaction.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from tests.support.portal.begun_tables import begin_with_tables
from tests.support.portal.mergers_at_once import wait_for_whoever_waits

if TYPE_CHECKING:
    from bluezone.portal.premises.models import Premises
    from tests.support.portal.premises import Doors

_PATIENCE_S = 60


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    from tests.support.portal.offices import Office
    from tests.support.portal.premises import doors_of

    begin_with_tables()
    doors = doors_of(Office())
    with ThreadPoolExecutor(1) as other:
        told = {"a case": _case_beside_a_code(doors, other), "closed": _closed_beside_an_approval(doors, other)}
    json.dump(told, sys.stdout)


def _case_beside_a_code(doors: Doors, other: ThreadPoolExecutor) -> bool:
    """Whether a case of the commune is opened while a code of one of its places is being signed."""
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.premises.models import Kind
    from bluezone.portal.premises.services import Facts
    from tests.support.portal.offices import TAN_TRAO

    opener = doors.office.staff("Lê Mở Ca", Role.HEALTH_OFFICER, TAN_TRAO)
    market = doors.approved(Facts("Chợ Tân Trào", Kind.MARKET))
    done: set[Future[str]] = set()

    def open_a_case() -> None:
        opened = other.submit(_told_of, lambda: doors.office.case(opener))
        done.update(wait([opened], timeout=_PATIENCE_S).done)

    _paused(1, '"audit_head"', open_a_case, lambda: doors.renew(market))
    return [one.result() for one in done] == ["done"]


def _closed_beside_an_approval(doors: Doors, other: ThreadPoolExecutor) -> list[str]:
    """A kept entry, whose other one was entered before it, is closed while it is being approved with that one."""
    from bluezone.portal.premises.models import Kind
    from bluezone.portal.premises.services import Facts

    before, kept = (doors.approved(Facts(name, Kind.MARKET)) for name in ("Chợ xã", "Chợ Trung tâm"))
    doors.joined(before, kept)
    doors.reopened(doors.closed(kept))
    closing: list[Future[str]] = []

    def close() -> None:
        closing.append(other.submit(_told_of, lambda: doors.closed(_anew(kept))))
        wait_for_whoever_waits()

    approved = _told_of(lambda: _paused(2, ' FROM "premises_premises"', close, lambda: doors.approve(_anew(kept))))
    return [approved, closing[0].result()]


def _paused(at: int, statement: str, meanwhile: Callable[[], object], act: Callable[[], object]) -> None:
    """Does something before the statement of this number that locks rows of a table."""
    from django.db import connection

    seen = 0

    def pause(execute: Any, sql: str, *told: Any) -> Any:
        nonlocal seen
        if statement in sql and " FOR " in sql:
            seen += 1
            if seen == at:
                meanwhile()
        return execute(sql, *told)

    with connection.execute_wrapper(pause):
        act()


def _told_of(act: Callable[[], object]) -> str:
    from django.db import OperationalError, connection

    from bluezone.portal.errors import ChangedError

    try:
        act()
    except ChangedError:
        return "read anew"
    except OperationalError:
        return "gave way"
    finally:
        connection.close()
    return "done"


def _anew(premises: Premises) -> Premises:
    return type(premises).objects.get(pk=premises.pk)


if __name__ == "__main__":
    main()
