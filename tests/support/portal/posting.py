"""Forms as people send them, to see whether anybody gets anything done with the things of others.

An app says in tests/portal/<app>/things.py, by the names of its views:

    def forms(known: Things) -> dict[str, Fields]
        What somebody sends who is at home where the things are, so that the form is taken.
    def foreign(known: Things, there: Elsewhere) -> dict[str, Fields]
        The same with the id of something of others in a field: of a neighbour, of a stranger.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from bluezone.portal.cases.models import Case
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.urls import APPS
from tests.support.portal.offices import NOW, TAN_TRAO, the_unit
from tests.support.portal.things import Things, module_of
from tests.support.portal.views import View

Fields = Mapping[str, object]
_WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
_NOBODYS = re.compile(r"audit_|django_session$")
"""Lines of the audit and sessions: every request may leave those."""


@dataclass(frozen=True)
class Elsewhere:
    """What others have, in a unit where the one who posts has no role."""

    name: str
    unit: Unit
    organisation: Organisation
    colleague: Staff
    case: Case


def elsewhere(known: Things) -> list[Elsewhere]:
    """A neighbour of the same province, and a stranger of another one."""
    return [_made(known, "sibling", the_unit(TAN_TRAO)), _made(known, "stranger", a_strange_commune())]


def a_strange_commune() -> Unit:
    """Of a province that no other test's table has."""
    facts: dict[str, Any] = {"sort_key": "", "search_text": " ben kia |"}
    province, _ = Unit.objects.get_or_create(
        key="99-202507",
        defaults={"code": "99", "level": Level.PROVINCE, "name": "Tỉnh Lạ", "path": "99-202507/", **facts},
    )
    commune, _ = Unit.objects.get_or_create(
        key="99001-202507",
        defaults={
            "code": "99001", "level": Level.COMMUNE, "name": "Xã Bên Kia", "parent": province,
            "path": "99-202507/99001-202507/", **facts,
        },
    )  # fmt: skip
    return commune


def _made(known: Things, name: str, unit: Unit) -> Elsewhere:
    office = known.office
    colleague = office.staff(f"Ngô Đồng Nghiệp {name}", Role.HEALTH_OFFICER, unit.key)
    return Elsewhere(
        name,
        unit,
        create_organisation(actor=None, name=f"Trường {name}", kind=Kind.SCHOOL, unit=unit, now=NOW),
        colleague,
        office.case(colleague, full_name=f"Phùng Bệnh Nhân {name}", unit=unit, phone="0999 888 777"),
    )


def all_forms(known: Things) -> dict[str, Fields]:
    return {view: fields for app in APPS for view, fields in _asked(app, "forms")(known).items()}


def all_foreign(known: Things, there: Elsewhere) -> dict[str, Fields]:
    return {view: fields for app in APPS for view, fields in _asked(app, "foreign")(known, there).items()}


def _asked(app: str, name: str) -> Callable[..., dict[str, Fields]]:
    return getattr(module_of(app), name, lambda *_args: {})


@dataclass(frozen=True)
class Posted:
    """What came of one form."""

    answer: HttpResponse
    written: Sequence[str]
    """The tables that it changed, for good."""

    @property
    def is_taken(self) -> bool:
        return self.answer.status_code < 400 and bool(self.written)


def posted(client: Client, view: View, known: Things, fields: Fields) -> Posted:
    """Sends a form about the things of the view's app; what it changed is undone after it."""
    where = known.address(view)
    with transaction.atomic():
        with _watched() as written:
            answer = client.post(where, {name: _fresh(value) for name, value in fields.items()})
        transaction.set_rollback(True)
    return Posted(answer, written)


def _fresh(value: object) -> object:
    """A file is read once, so each form gets one of its own."""
    if isinstance(value, SimpleUploadedFile):
        value.seek(0)
        return SimpleUploadedFile(value.name or "file", value.read(), value.content_type or "")
    return value


@contextmanager
def _watched() -> Iterator[list[str]]:
    written: list[str] = []

    def look(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if (found := _WRITES.match(sql)) is not None and not _NOBODYS.match(found[1]):
            written.append(found[1])
        return execute(sql, *more)

    with connection.execute_wrapper(look):
        yield written
