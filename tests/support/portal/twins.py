"""Every form of a served portal, sent twice at the same moment: found as people find it, filled in as they would, and
with what nobody types by mistake."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import quote_from_bytes

import httpx
import psycopg

from tests.support.portal.nasty import VALUES, forms_of
from tests.support.portal.served_portal import ServedPortal
from tests.support.portal.staff_pages import Visitor
from tests.support.portal.views import our_views
from tests.support.portal.walk import name_of, screens_of

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LEADS_OUT = {"language"}
_WAIT_S = 60


class Reader(Visitor):
    """A visitor who keeps the pages that they read."""

    def __init__(self, portal: ServedPortal) -> None:
        super().__init__(portal)
        self.pages: dict[str, str] = {}

    def gets(self, path: str) -> httpx.Response:
        answer = super().gets(path)
        if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
            self.pages[answer.url.path] = answer.text
        return answer

    def carried(self) -> httpx.Client:
        """A connection of its own in the same session."""
        return httpx.Client(base_url=self._portal.origin, cookies=self._http.cookies, timeout=_WAIT_S)


@dataclass
class FoundForm:
    """A form that some people have before them."""

    view: str
    where: str
    fields: Mapping[str, bytes]
    people: list[str] = field(default_factory=list)
    called: str = ""
    """What stands in its fields, where nobody would type it."""

    def __str__(self) -> str:
        filled = f" with {self.called}" if self.called else ""
        return f"{self.view} at {self.where} by {', '.join(self.people[:2])}{filled}"


def forms_before(readers: Mapping[str, Reader], examples: int) -> list[FoundForm]:
    """So many of each view; whoever else has the same one before them is known."""
    found: dict[tuple[str, tuple[str, ...]], FoundForm] = {}
    ours = {view.name for view in our_views() if view.takes_forms} - _LEADS_OUT
    for name, reader in readers.items():
        screens_of(name, reader)
        for here, text in reader.pages.items():
            for where, fields in forms_of(here, text):
                if name_of(where) in ours:
                    key = (where, tuple(sorted(fields)))
                    found.setdefault(key, FoundForm(name_of(where), where, fields)).people.append(name)
    counted: Counter[tuple[str, tuple[str, ...]]] = Counter()
    chosen = []
    for (_where, names), form in sorted(found.items(), key=lambda one: -len(one[1].people)):
        counted[form.view, names] += 1
        if counted[form.view, names] <= examples:
            chosen.append(form)
    return sorted(chosen, key=lambda form: [view.name for view in our_views()].index(form.view))


def nastily_filled(forms: Sequence[FoundForm], values: int) -> Iterator[FoundForm]:
    """So many nasty values to each form that has a field, in all of its fields at once, every other time in all but
    what says which page was read; other values to the next form."""
    every = list(VALUES.items())
    for at, form in enumerate(one for one in forms if one.fields):
        for step in range(values):
            called, value = every[(at + step * len(every) // values) % len(every)]
            read = {"read": form.fields["read"]} if step % 2 and "read" in form.fields else {}
            yield replace(form, fields=dict.fromkeys(form.fields, value) | read, called=called)


def sent_twice(form: FoundForm, readers: Mapping[str, Reader]) -> list[httpx.Response]:
    """By two people who have it before them, else by one in two windows; both leave in the same moment."""
    names = (form.people * 2)[:2] if len(set(form.people)) == 1 else list(dict.fromkeys(form.people))[:2]
    ready = threading.Barrier(2)

    def send(name: str) -> httpx.Response:
        reader = readers[name]
        token = next(filter(None, (_TOKEN.search(text) for text in reader.pages.values())))[1]
        body = _body({**form.fields, "csrfmiddlewaretoken": token.encode()})
        with reader.carried() as client:
            client.get("/language")  # the connection stands before the race
            ready.wait(_WAIT_S)
            return client.post(form.where, content=body, headers=_AS_A_FORM)

    with ThreadPoolExecutor(2) as both:
        return list(both.map(send, names))


_AS_A_FORM = {"content-type": "application/x-www-form-urlencoded"}
_OF_REQUESTS = ("audit_", "axes_", "django_", "account_", "sqlite_")
"""Tables that know of requests themselves, and the database's own."""


def _body(fields: Mapping[str, bytes]) -> bytes:
    """The bytes as they are: a client that encodes text would refuse half of them."""
    return b"&".join(
        f"{quote_from_bytes(k.encode(), '')}={quote_from_bytes(v, '')}".encode() for k, v in fields.items()
    )


class Ledger:
    """The audit's lines of a portal and what lies in its tables, read behind its back."""

    def __init__(self, portal: ServedPortal, database: str = "") -> None:
        self._portal, self._database = portal, database

    @contextmanager
    def _asking(self) -> Iterator[object]:
        if self._database:
            with psycopg.connect(self._database, autocommit=True) as connection:
                yield connection
        else:
            with closing(sqlite3.connect(self._portal.data / "portal.db", timeout=_WAIT_S)) as connection:
                yield connection

    def kept(self) -> dict[str, str]:
        """A digest of the rows of every table, but for those that know of requests."""
        with self._asking() as connection:
            names = [row[0] for row in connection.execute(_TABLES_THERE if self._database else _TABLES_HERE).fetchall()]
            return {name: _digest(connection, name) for name in sorted(names) if not name.startswith(_OF_REQUESTS)}

    def last(self) -> int:
        with self._asking() as connection:
            return connection.execute("SELECT COALESCE(MAX(number), 0) FROM audit_entry").fetchone()[0]

    def written_after(self, number: int) -> Counter[tuple[str, tuple[str, ...]]]:
        """How often something was done to the same things since this line."""
        with self._asking() as connection:
            rows = connection.execute(
                "SELECT e.number, e.act, s.kind, s.key FROM audit_entry e LEFT JOIN audit_subject s"
                f" ON s.entry_id = e.number WHERE e.kind = 'write' AND e.number > {int(number)}"
            ).fetchall()
        lines: dict[tuple[int, str], list[str]] = {}
        for line, act, kind, key in rows:
            lines.setdefault((line, act), []).append(f"{kind} {key}")
        return Counter((act, tuple(sorted(about))) for (_line, act), about in lines.items())


_TABLES_HERE = "SELECT name FROM sqlite_master WHERE type = 'table'"
_TABLES_THERE = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def _digest(connection: sqlite3.Connection | psycopg.Connection, table: str) -> str:
    rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"').fetchall()))
    return f"{len(rows)} rows {hashlib.sha256(repr(rows).encode()).hexdigest()}"
