"""Many who write into the audit in the same moment, one of whom brings what cannot be written; and a process full of
writers that is killed, at each of its statements and at moments of its own; and some who write beside somebody who
holds the row of one of them; prints what stands then.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE, or SQLite in a folder that is gone
afterwards): what is written together, or cut off, cannot be seen within a test's own transaction.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tests.support.amounts import AUDIT_KILLS
from tests.support.portal.begun_tables import begin_with_tables
from tests.support.portal.mergers_at_once import wait_for_whoever_waits

if TYPE_CHECKING:
    from bluezone.portal.identity.models import Staff
    from tests.support.portal.offices import Office

WRITERS, LINES_EACH = 8, 12
STATEMENTS = 3
"""Of a group, at the least: the end is read, lines are written, the end is moved or all is committed."""
_MOST_ANSWERS = 60
"""After how many answers a killed process has certainly been killed."""
_PATIENCE_S, _PAUSE_S = 60, 0.002


def main() -> None:
    """Writes together, with one that cannot be, and killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    from bluezone.portal.identity.roles import Role
    from tests.support.portal.offices import Office

    begin_with_tables()
    office = Office()
    actor = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    told = {"together": _together(actor), "killed": _killed(actor), "held": _beside_a_held_row(office)}
    json.dump(told | {"chain": _length_of_the_chain(), "lines": _count()}, sys.stdout)


def _together(actor: Staff) -> dict[str, Any]:
    """Everybody writes their lines one after the other, and each third line of the first of them is by nobody who
    works here."""
    from bluezone.portal.audit.models import Entry

    gone = type(actor)(pk=10_000_000, full_name="Người Không Có")
    before, answers = _count(), _Answers()

    def write(writer: int) -> None:
        for number in range(LINES_EACH):
            is_bad = writer == 0 and number % 3 == 0
            answers.take(_written(gone if is_bad else actor, f"{writer}:{number}"), is_bad)

    _by_all(write)
    keys = list(Entry.objects.filter(number__gt=before).order_by("number").values_list("subjects__key", flat=True))
    in_turn = all(
        [f"{writer}:{number}" for number in range(LINES_EACH) if f"{writer}:{number}" in keys]
        == [key for key in keys if key.startswith(f"{writer}:")]
        for writer in range(WRITERS)
    )
    return {"kept": len(keys), "refused": answers.refused, "wrongly": answers.wrongly, "in turn": in_turn}


class _Answers:
    def __init__(self) -> None:
        self.refused, self.wrongly = 0, 0
        self._line = threading.Lock()

    def take(self, is_written: bool, is_bad: bool) -> None:
        with self._line:
            self.refused += not is_written
            self.wrongly += is_written == is_bad


def _written(actor: Staff, key: str) -> bool:
    from django.db import IntegrityError

    from bluezone.portal.audit.services import record_read
    from tests.support.portal.offices import NOW

    try:
        record_read(actor=actor, act="cases.list", now=NOW, subjects=[("case", key)])
    except IntegrityError:
        return False
    return True


def _beside_a_held_row(office: Office) -> dict[str, Any]:
    """What becomes of a group when somebody holds the row of one of its actors, and then wants the end of the chain,
    which the group holds. SQLite knows one writer and no rows that are held."""
    from django.db import connection

    from bluezone.portal.identity.roles import Role

    if connection.vendor == "sqlite":
        return {}
    people = [office.staff(name, Role.HEALTH_OFFICER) for name in ("Nguyễn Thị An", "Trần Văn Ba", "Lê Thị Cam")]
    with ThreadPoolExecutor(len(people)) as readers:
        return {"wholly": _wholly(readers, people), "for a role": _for_a_role(readers, people)}


def _wholly(readers: ThreadPoolExecutor, people: list[Staff]) -> list[bool]:
    """The database ends the group, or whoever holds the row: the lines stand in either case."""
    from django.db import OperationalError, transaction

    from bluezone.portal.audit.services import record_write
    from bluezone.portal.identity.models import Staff
    from tests.support.portal.offices import NOW

    with suppress(OperationalError), transaction.atomic():
        Staff.objects.select_for_update().get(pk=people[1].pk)
        answers = _in_one_group(readers, people, "wholly")
        wait_for_whoever_waits()
        record_write(actor=people[0], act="cases.list", now=NOW, subjects=[])
    return [answer.result() for answer in answers]


def _for_a_role(readers: ThreadPoolExecutor, people: list[Staff]) -> bool:
    """Whether lines are written while somebody gives one of their actors another role, before that has its own line."""
    from django.db import connection

    from bluezone.portal.identity.roles import Role
    from bluezone.portal.staff.services import give_role
    from tests.support.portal.offices import NOW

    answers: list[Future[bool]] = []
    meanwhile: set[Future[bool]] = set()

    def pause(execute: Any, sql: str, *told: Any) -> Any:
        if '"audit_head"' in sql and not answers:
            answers.extend(_in_one_group(readers, people, "for a role"))
            meanwhile.update(wait(answers, timeout=_PATIENCE_S).done)
        return execute(sql, *told)

    with connection.execute_wrapper(pause):
        give_role(actor=None, staff=people[1], role=Role.SUPERVISOR, unit=None, now=NOW)
    return all(answer.result() for answer in answers) and len(meanwhile) == len(people)


def _in_one_group(readers: ThreadPoolExecutor, people: list[Staff], key: str) -> list[Future[bool]]:
    """A line of each of these, which wait for each other and are written together."""
    from bluezone.portal.audit.services import _TOGETHER

    def write(actor: Staff) -> bool:
        from django.db import OperationalError, connection

        try:
            return _written(actor, key)
        except OperationalError:
            return False
        finally:
            connection.close()

    answers: list[Future[bool]] = []
    with _TOGETHER._turn:
        for actor in people:
            answers.append(readers.submit(write, actor))
            while len(_TOGETHER._waiting) < len(answers):
                time.sleep(_PAUSE_S)
    return answers


def _killed(actor: Staff) -> dict[str, Any]:
    """Kills a process at a statement of its writers, each time a later one, and says which of the lines that it
    answered are not there."""
    from django.db import connection

    lost, acknowledged, kills = [], 0, 0
    moments = random.Random(3)
    for at in range(AUDIT_KILLS):
        statement = at + 1 if at < STATEMENTS else moments.randrange(STATEMENTS, 40)
        connection.close()
        answers, status = _answers_until_killed(at, statement, actor)
        kills += os.WIFSIGNALED(status)
        acknowledged += len(answers)
        lost += [key for key in answers if key not in _keys_of(at)]
        _length_of_the_chain()
    return {"lost": lost, "kills": kills, "acknowledged": acknowledged}


def _answers_until_killed(at: int, statement: int, actor: Staff) -> tuple[list[str], int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_and_die_at(at, statement, actor, writing)
    os.close(writing)
    with os.fdopen(reading) as said:
        answers = said.read().split()
    return answers, os.waitpid(child, 0)[1]


def _write_and_die_at(at: int, statement: int, actor: Staff, answers: int) -> None:
    """Says each line on the pipe that was answered."""
    left, line = iter(range(statement - 1)), threading.Lock()

    def die(execute: Any, *told: Any) -> Any:
        with line:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(*told)

    def write(writer: int) -> None:
        from django.db import connection

        with connection.execute_wrapper(die):
            for number in range(_MOST_ANSWERS):
                key = f"{at}/{writer}/{number}"
                if _written(actor, key):
                    os.write(answers, f"{key}\n".encode())

    _by_all(write)
    os._exit(0)


def _by_all(write: Callable[[int], None]) -> None:
    together = threading.Barrier(WRITERS)

    def begin(writer: int) -> None:
        from django.db import connection

        together.wait()
        try:
            write(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(begin, range(WRITERS)))


def _keys_of(at: int) -> set[str]:
    from bluezone.portal.audit.models import Subject

    return set(Subject.objects.filter(kind="case", key__startswith=f"{at}/").values_list("key", flat=True))


def _length_of_the_chain() -> int:
    """Raises where a line is bent or missing."""
    from bluezone.portal.audit.selectors import verify_chain

    return verify_chain().length


def _count() -> int:
    from bluezone.portal.audit.models import Entry

    return Entry.objects.count()


if __name__ == "__main__":
    main()
