"""Acts of tracing, each killed (SIGKILL) at statements spread over it, and once before it commits; prints what stood
then.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE, or SQLite in a folder that is gone
afterwards): what is cut off cannot be seen within a test's own transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from tests.support.amounts import TRACING_KILLS
from tests.support.portal.begun_tables import begin_with_tables

Act = Callable[[], object]
OLD = "02536-000000"
"""A town that the reform of 2025 took away."""


def main() -> None:
    """Plays every act."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    from bluezone.portal.tracing.involving import default_outbreak
    from tests.support.portal.offices import Office

    begin_with_tables()
    default_outbreak()
    office = Office()
    beginnings = (carry_over, cascade, merge, import_outbreak)
    json.dump({begin.__name__: _killed(begin(office)) for begin in beginnings}, sys.stdout)


def import_outbreak(_office: Any) -> Act:
    """Two lists of a recorded office, brought in."""
    from bluezone.lists.outbreak.named_headers import shipped_mapping
    from bluezone.lists.outbreak.two_lists import read_two_lists
    from bluezone.portal.tracing.bringing import bring_outbreak, places_at
    from bluezone.portal.tracing.involving import default_outbreak
    from bluezone.portal.tracing.standing_in import lists_themselves
    from tests.support.portal.offices import NOW, SON_DUONG, the_unit
    from tests.support.trace.office import office_rows

    lists = read_two_lists(*office_rows(15, dt.date(2021, 6, 7)), shipped_mapping("general"), NOW.date())
    actor, outbreak, places = lists_themselves(), default_outbreak(), places_at(the_unit(SON_DUONG), NOW.date())

    def bring() -> None:
        drawn = random.Random(1).randbytes
        bring_outbreak(actor=actor, outbreak=outbreak, lists=lists, places=places, now=NOW, entropy=drawn)

    return bring


def cascade(office: Any) -> Act:
    """An F1 who met others, confirmed by a second person: everybody behind moves."""
    from tests.support.portal.tracing import TracingOffice

    tracing = TracingOffice(office, people=6)
    tracing.confirm(0)
    for source, target in ((0, 1), (1, 2), (2, 3), (1, 4), (4, 5)):
        tracing.meet(source, target)
    assert [0, 1, 2, 3, 2, 3] == tracing.levels()
    return lambda: tracing.confirm(1)


def merge(office: Any) -> Act:
    """Two persons with cases and meetings, said to be one by a second person."""
    from bluezone.portal.cases.merging import agree_to_merge, digest_of_merge
    from bluezone.portal.cases.models import Merge
    from bluezone.portal.identity.models import Grant, Staff
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.tracing.involving import default_outbreak, involve
    from bluezone.portal.tracing.meetings import Meeting
    from bluezone.portal.tracing.services import record_exposure
    from tests.support.portal.offices import NOW
    from tests.support.portal.tracing import TOLD

    asker = Staff.objects.get(full_name="Lê Truy Vết")
    second = office.staff("Trần Văn Hùng", Role.HEALTH_OFFICER)
    Grant.objects.update(given_at=NOW - dt.timedelta(days=8))
    one, other, met = (office.case(asker, full_name=f"Vũ Thị {name}").person for name in ("Gộp", "Góp", "Gặp"))
    for source in (one, other):
        ends = {"source": involve(default_outbreak(), source), "target": involve(default_outbreak(), met)}
        record_exposure(actor=asker, **ends, meeting=Meeting(), evidence=[TOLD], now=NOW)
    asked = Merge.objects.create(kept=one, merged=other, asked_by=asker, asked_at=NOW)

    def agree() -> None:
        ask = Merge.objects.select_related("kept", "merged").get(pk=asked.pk)
        agree_to_merge(actor=second, merge=ask, read=digest_of_merge(ask), now=NOW)

    return agree


def carry_over(office: Any) -> Act:
    """A town at work that goes on in the commune that took it in."""
    from bluezone.portal.identity.roles import Role
    from bluezone.portal.operations import carrying_over
    from bluezone.portal.tracing.involving import default_outbreak, involve
    from bluezone.portal.tracing.meetings import Meeting
    from bluezone.portal.tracing.services import record_exposure
    from bluezone.portal.world import VIET_NAM
    from tests.support.portal.offices import the_unit
    from tests.support.portal.tracing import TOLD

    before = dt.datetime(2025, 6, 20, 9, 0, tzinfo=VIET_NAM)
    officer = office.staff("Nguyễn Thị Trước", Role.HEALTH_OFFICER, OLD)
    told = {"unit": the_unit(OLD), "onset": before.date(), "now": before}
    ends = [
        involve(default_outbreak(), office.case(officer, **told, full_name=name).person) for name in ("Lò A", "Lò B")
    ]
    record_exposure(actor=officer, source=ends[0], target=ends[1], meeting=Meeting(), evidence=[TOLD], now=before)
    return lambda: carrying_over.carry_over(now=before + dt.timedelta(days=12))


def _killed(act: Act) -> dict[str, Any]:
    """Kills a child that does the act at so many of its steps, then lets one come to its end."""
    from bluezone.portal.tracing.involving import default_outbreak
    from bluezone.portal.tracing.levels import check

    steps, before, kills = _steps_of(act), _fingerprint(), 0
    torn: list[str] = []
    for at in sorted({1 + round(part * (steps - 1) / max(1, TRACING_KILLS - 1)) for part in range(TRACING_KILLS)}):
        if _end_of_child(partial(_die_at, at, act)) != -signal.SIGKILL:
            torn.append(f"step {at} was not reached")
            continue
        kills += 1
        if _fingerprint() != before:
            torn.append(f"step {at} left something")
    left = _end_of_child(act)
    is_done = left == 0 and _fingerprint() != before
    return {"kills": kills, "torn": torn, "done": is_done, "differences": check(default_outbreak()).count}


def _steps_of(act: Act) -> int:
    """Counts the statements of the act, in a transaction that is taken back; and its commit."""
    from django.db import connection, transaction

    steps = count(1)

    def note(execute: Any, *told: Any) -> Any:
        next(steps)
        return execute(*told)

    with transaction.atomic(), connection.execute_wrapper(note):
        act()
        transaction.set_rollback(True)
    return next(steps)


def _die_at(step: int, act: Act) -> None:
    from unittest import mock

    from django.db import connection

    left = iter(range(step - 1))

    def die(execute: Any, *told: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*told)

    def die_uncommitted() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with connection.execute_wrapper(die), mock.patch.object(connection, "_commit", die_uncommitted):
        act()


def _end_of_child(act: Act) -> int:
    """Does the act in a child of this process, with a line to the database of its own; how it ended."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:  # noqa: BLE001 - a child never goes on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _fingerprint() -> str:
    """Names all that stands in every table but the country's own."""
    from django.apps import apps

    from bluezone.portal.places.models import Level, Unit

    digest = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        if model._meta.app_label == "places" and model is not Unit:
            continue
        rows = model._default_manager.order_by("pk")
        rows = rows.filter(level=Level.HAMLET) if model is Unit else rows
        for row in rows.values_list():
            digest.update(repr(row).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
