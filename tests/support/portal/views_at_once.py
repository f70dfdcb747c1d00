"""Every view that takes a form, sent the same by two people in the same moment: as its page fills it in, and with every
nasty value in all of its fields; prints what went wrong.

Run as a program with a database of its own on PostgreSQL (BLUEZONE_TEST_PORTAL_DATABASE), because what two do at once
cannot be seen within a test's own transaction. What a pair changed is taken back, but for lines of the audit: the next
begins in a copy of the database as it was made. That one of two is refused where both were taken is asked elsewhere, by
a test of each act.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from django.test import Client

    from bluezone.portal.identity.roles import Role
    from tests.support.portal.nasty import Fields
    from tests.support.portal.things import Things
    from tests.support.portal.views import View

_TWO = 2
_WAIT_S = 60
_REFUSED = 400
_BROKEN = 500


@dataclass
class Pair:
    """Two people of each role, before the same things."""

    things: Things
    clients: Mapping[Role, tuple[Client, Client]]


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()
    json.dump(_told(sys.argv[1:]), sys.stdout)


def _told(names: list[str]) -> dict[str, object]:
    """What became of the views of these names, or of all."""
    from tests.support.portal.begun_tables import begin_with_tables
    from tests.support.portal.views import every_view

    begin_with_tables()
    pair = _made()
    forms = _forms_of_pages(pair)
    views = [view for view in every_view() if view.takes_forms and view.name != "account_logout"]
    worlds = _Worlds(pair)
    sent, wrong, taken = 0, list[str](), set[str]()
    for view in [one for one in views if not names or one.name in names]:
        sys.stderr.write(f"{view.name}\n")
        for called, fields, file in _attempts(pair, view, forms):
            sent += _TWO
            answers, faults = _sent_twice(view, fields, file, worlds)
            wrong += [f"{view.name}: {called}: {fault}" for fault in faults]
            taken |= {view.name} if _is_taken(answers) else set()
    worlds.end()
    return {"views": len(views), "sent": sent, "wrong": wrong, "taken": sorted(taken)}


def _made() -> Pair:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from bluezone.portal.identity.roles import Role
    from tests.support.portal.offices import Office
    from tests.support.portal.things import one_of_each

    things, clients = one_of_each(Office()), {}
    for role in Role:
        people = [things.office.staff(f"Lý {role.value} {sign}", role) for sign in "AB"]
        for person in people:
            things.enter(person)
        one, other = (things.office.client(person) for person in people)
        clients[role] = (one, other)
    Session.objects.update(expire_date=timezone.now() + dt.timedelta(days=1))  # longer than all of it takes
    return Pair(things, clients)


def _clients(pair: Pair, view: View) -> tuple[Client, Client]:
    from bluezone.portal.identity.permissions import BY_ACT
    from bluezone.portal.identity.roles import Role

    role = Role.HEALTH_OFFICER if view.action is None else min(BY_ACT[view.action].roles)
    return pair.clients[role]


def _forms_of_pages(pair: Pair) -> dict[str, dict[str, bytes]]:
    """By address: what the pages themselves put into the form that leads there."""
    from tests.support.portal.nasty import forms_of
    from tests.support.portal.views import every_view

    found: dict[str, dict[str, bytes]] = {}
    for view in every_view():
        if view.is_shown and view.is_ours:
            where = pair.things.address(view)
            with _undone():
                answer = _clients(pair, view)[0].get(where)
                text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            is_shut = view.action is not None and answer.status_code in {403, 404}
            assert not is_shut, f"{view.name} does not open for one whom the table lets in"
            if answer.status_code == 200 and text and answer.headers["content-type"].startswith("text/html"):
                for action, fields in forms_of(where, text.decode()):
                    found.setdefault(action, {}).update(fields)
    return found


def _attempts(
    pair: Pair, view: View, forms: Mapping[str, dict[str, bytes]]
) -> Iterator[tuple[str, Fields, tuple[bytes, bytes] | None]]:
    """The form as its page fills it in, every nasty value in all of its fields, and every nasty file."""
    import pytest

    from tests.support.portal.nasty import FILES, VALUES, learned

    where = pair.things.address(view)
    with pytest.MonkeyPatch.context() as patch, _undone():
        fields = learned(_clients(pair, view)[0], where, forms.get(where, {}), patch)
    yield "as its page fills it in", fields, None
    if fields.texts:
        for called, value in VALUES.items():
            yield f"{called} everywhere", fields.all_with(value), None
    for called, file in FILES.items() if fields.files else ():
        yield called, fields, file


def _sent_twice(
    view: View, fields: Fields, file: tuple[bytes, bytes] | None, worlds: _Worlds
) -> tuple[list[int | str], list[str]]:
    """What both were answered, and what was wrong with it."""
    from django.db import connection

    from tests.support.portal.nasty import posted
    from tests.support.portal.writes import Writes

    pair = worlds.begun()
    where, ready, writes = pair.things.address(view), Barrier(_TWO), Writes()

    def send(client: Client) -> int | str:
        ready.wait(_WAIT_S)
        try:
            with connection.execute_wrapper(writes):
                return _status(posted(client, where, fields, file))
        except Exception as error:  # noqa: BLE001 - whatever comes is what we look for
            return f"{type(error).__name__}: {str(error)[:200]}"
        finally:
            _leave()

    with ThreadPoolExecutor(_TWO) as both:
        answers = list(both.map(send, _clients(pair, view)))
    faults = [f"answered {one}" for one in answers if isinstance(one, str) or one >= _BROKEN]
    changed = worlds.changed_by(writes.tables)
    if changed and not _is_taken(answers):
        faults.append(f"answered {answers} and kept something in {', '.join(changed)}")
    return answers, faults


def _is_taken(answers: Sequence[int | str]) -> bool:
    """Whether one of both was not refused."""
    return any(isinstance(one, int) and one < _REFUSED for one in answers)


def _status(answer: HttpResponseBase) -> int:
    if answer.streaming:
        for _chunk in answer.streaming_content:
            pass
    return answer.status_code


@contextmanager
def _undone() -> Iterator[None]:
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _leave() -> None:
    """Closes what this thread has open of the database."""
    from django.db import connections

    connections.close_all()


class _Worlds:
    """The database and who stands before it, begun anew from a copy wherever the last pair changed something."""

    def __init__(self, made: Pair) -> None:
        from django.db import connection

        self._made, self._settings = made, connection.settings_dict
        self._name = str(self._settings["NAME"])
        self._first = f"{self._name}_first"
        self._on_server(f"CREATE DATABASE {self._first} TEMPLATE {self._name}")
        self._rows = self._kept(_tables())
        self._present: Pair | None = None

    def begun(self) -> Pair:
        """As it was made, whatever became of it since."""
        from django.core.cache import caches

        if self._present is None:
            copied = f"CREATE DATABASE {self._name} TEMPLATE {self._first}"
            self._on_server(f"DROP DATABASE {self._name} WITH (FORCE)", copied)
            caches["default"].clear()
            self._present = copy.deepcopy(self._made)
        return self._present

    def end(self) -> None:
        """Lets go of the copy; the other one is its maker's."""
        self._on_server(f"DROP DATABASE {self._first}")

    def changed_by(self, written: Collection[str]) -> list[str]:
        """Which of the tables that were written to hold something else than at the beginning."""
        after = self._kept(sorted(written))
        changed = [name for name in after if after[name] != self._rows[name]]
        if changed:
            self._present = None
        return changed

    def _on_server(self, *statements: str) -> None:
        _leave()
        one = self._settings
        known = {"host": one["HOST"], "port": one["PORT"], "user": one["USER"], "password": one["PASSWORD"]}
        address = {name: value for name, value in known.items() if value}
        with psycopg.connect(**address, dbname="postgres", autocommit=True) as server:
            for statement in statements:
                server.execute(statement)

    @staticmethod
    def _kept(names: Collection[str]) -> dict[str, str]:
        """A digest of the rows of each of these tables."""
        from django.db import connection

        found = {}
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f'SELECT md5(string_agg(one::text, chr(10) ORDER BY one::text)) FROM "{name}" one')
                found[name] = str(cursor.fetchone()[0])
        return found


def _tables() -> list[str]:
    from django.apps import apps

    from tests.support.portal.writes import ALWAYS_KEPT

    names = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))
    return [name for name in names if not name.startswith(ALWAYS_KEPT)]


if __name__ == "__main__":
    main()
