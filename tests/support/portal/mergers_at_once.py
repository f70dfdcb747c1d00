"""Two persons merged crosswise in the same moment, somebody taken over while they are merged, and a merge that is
killed at each of its statements; prints what stands then.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE, or SQLite in a folder that is gone
afterwards), because what happens at once, or is cut off, cannot be seen within a test's own transaction.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from typing import TYPE_CHECKING, Any

from tests.support.amounts import FULL
from tests.support.portal.begun_tables import begin_with_tables

if TYPE_CHECKING:
    from bluezone.portal.cases.models import Merge
    from bluezone.portal.identity.models import Staff

PAIRS = 10
STEP = 1 if FULL else 3
"""Statements from one kill to the next."""
_LOOKS, _PAUSE_S = 1_200, 0.05


def main() -> None:
    """Merges, crosswise and killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    begin_with_tables()
    json.dump(_played(), sys.stdout)


def _played() -> dict[str, Any]:
    from bluezone.portal.cases.models import Case, Merge, Person
    from bluezone.portal.identity.models import Grant
    from bluezone.portal.identity.roles import Role
    from tests.support.portal.offices import NOW, Office

    office = Office()
    people = [office.staff(name, Role.HEALTH_OFFICER) for name in ("Nguyễn Thị Lan", "Trần Văn Hùng")]
    Grant.objects.update(given_at=NOW - dt.timedelta(days=8))
    asks = [_asked_crosswise(office, people, at) for at in range(PAIRS)]
    answers = [_answered_at_once(pair) for pair in asks]
    crosswise = {
        "answers": sorted({tuple(sorted(pair)) for pair in answers}),
        "merged": Person.objects.exclude(merged_into=None).count(),
        "merges": Merge.objects.filter(at__isnull=False).count(),
        "of merged": Case.objects.exclude(person__merged_into=None).count(),
    }
    killed = _killed(office, people)
    return {"crosswise": crosswise, "killed": killed, "taken": _taken_while_others_merge(office, people)}


def _asked_crosswise(office: Any, people: list[Staff], at: int) -> list[tuple[Staff, Merge]]:
    """Of each of two, that the other one be kept, and who answers it."""
    from bluezone.portal.cases.models import Merge
    from tests.support.portal.offices import NOW

    phone = f"09123450{at:02}"
    one, other = (office.case(people[0], phone=phone).person for _ in range(2))
    told = {"asked_at": NOW}
    first = Merge.objects.create(kept=one, merged=other, asked_by=people[0], **told)
    second = Merge.objects.create(kept=other, merged=one, asked_by=people[1], **told)
    return [(people[1], first), (people[0], second)]


def _answered_at_once(asks: list[tuple[Staff, Merge]]) -> list[str]:
    together = Barrier(len(asks))

    def agree(ask: tuple[Staff, Merge]) -> str:
        from django.db import connection

        together.wait()
        try:
            return _agree(*ask)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asks)) as both:
        return list(both.map(agree, asks))


def _agree(actor: Staff, merge: Merge) -> str:
    from bluezone.portal.cases.merging import agree_to_merge, digest_of_merge
    from bluezone.portal.errors import RefusedError
    from tests.support.portal.offices import NOW

    try:
        agree_to_merge(actor=actor, merge=merge, read=digest_of_merge(merge), now=NOW)
    except RefusedError as refused:
        return str(refused)
    return "merged"


def _taken_while_others_merge(office: Any, people: list[Staff]) -> str:
    """What becomes of somebody who is taken over while a merge holds them and is about to ask for their outbreak."""
    from django.db import connection, transaction

    from bluezone.portal.cases.models import Person
    from bluezone.portal.cases.persons import note_person
    from bluezone.portal.tracing.apartness import digest_of_involvement
    from bluezone.portal.tracing.involving import default_outbreak, involve
    from bluezone.portal.tracing.levels import hold
    from bluezone.portal.tracing.transferring import digest_of_transfer, offer_person, take_person
    from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit

    told = {"full_name": "Nông Văn Bảo", "phone": "0987654321", "unit": the_unit(SON_DUONG), "now": NOW}
    place = involve(default_outbreak(), note_person(**told, entropy=office.chance.randbytes))
    read = digest_of_involvement(place)
    offer = offer_person(actor=people[0], involvement=place, unit=the_unit(TAN_TRAO), read=read, now=NOW)

    def take() -> None:
        try:
            take_person(actor=people[1], transfer=offer, read=digest_of_transfer(offer), now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=place.person_id)
            taken = other.submit(take)
            wait_for_whoever_waits()
            hold(place.outbreak)
        taken.result()
    offer.refresh_from_db()
    return offer.state


def wait_for_whoever_waits() -> None:
    """Goes on as soon as another session waits for this one; SQLite knows one writer and nobody who waits for two."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        for _ in range(_LOOKS):
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            time.sleep(_PAUSE_S)
    raise AssertionError("nobody waits")


def _killed(office: Any, people: list[Staff]) -> dict[str, Any]:
    """Kills the second person's process at its first statement, at another one behind it, and so on until it comes to
    its end."""
    from django.db import connection

    from bluezone.portal.cases.models import Merge

    actor, merge = _asked_crosswise(office, people, PAIRS)[0]
    before = _standing(merge)
    kills, torn = 0, []
    for at in count(1, STEP):
        connection.close()
        child = os.fork()
        if child == 0:
            _agree_and_die_at(at, actor, Merge.objects.select_related("kept", "merged").get(pk=merge.pk))
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            break
        kills += 1
        if _standing(merge) != before:
            torn.append(at)
    return {"kills": kills, "torn": torn, "done": _standing(merge) != before}


def _agree_and_die_at(statement: int, actor: Staff, merge: Merge) -> None:
    from django.db import connection

    left = iter(range(statement - 1))

    def die(execute: Any, *told: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*told)

    with connection.execute_wrapper(die):
        said = _agree(actor, merge)
    os._exit(0 if said == "merged" else 1)


def _standing(merge: Merge) -> list[Any]:
    from bluezone.portal.audit.models import Entry, Head
    from bluezone.portal.cases.models import Case, Double, Merge, Person

    return [
        list(Person.objects.order_by("pk").values_list("pk", "merged_into", "birth_year")),
        list(Case.objects.order_by("pk").values_list("pk", "person")),
        list(Merge.objects.filter(pk=merge.pk).values_list("at", "agreed_by")),
        [Entry.objects.count(), Head.objects.get().hash, Double.objects.count()],
    ]


if __name__ == "__main__":
    main()
