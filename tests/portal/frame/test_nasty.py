"""Every view that takes a form × the nastiest strings, and every address × the nastiest things to name: no error of
the server, and nothing kept of what was refused."""

from __future__ import annotations

import copy
import gc
import hashlib
import re
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, reverse

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages import views as messages
from tests.portal.messages.things import RECEIPT_SECRET
from tests.support import turns
from tests.support.amounts import AMOUNTS, FULL, NASTY_ADDRESSES, NASTY_POSTS, is_over
from tests.support.portal.asking import ASKED_WHOLE
from tests.support.portal.figures import count_once_a_person
from tests.support.portal.nasty import FILES, IN_ADDRESSES, NO_FIELD, VALUES, Fields, forms_of, learned, posted
from tests.support.portal.offices import NOW
from tests.support.portal.raw import all_raw
from tests.support.portal.things import Things
from tests.support.portal.things_of_a_run import things_of_the_run
from tests.support.portal.views import View, every_view
from tests.support.portal.writes import ALWAYS_KEPT, Writes

pytestmark = [pytest.mark.own_process, pytest.mark.rail]
_NAMED = re.compile(r"<[^>]+>")
LEADS_OUT = "account_logout"
FORM = "application/x-www-form-urlencoded"
FORMS_BETWEEN_LOOKS = 500
"""What a request leaves is a circle, with a body of up to a megabyte; the suite looks for such seldom, which came to
10 GB in the drill."""
VIEWS_A_TURN, VIEWS_A_TURN_ON_ANOTHER = 3, 12
"""Of so many views that take forms, beside each other, a run sends something nasty to one: on SQLite, and on
PostgreSQL."""


@dataclass(frozen=True)
class Made:
    """One thing of each kind, and somebody of each role who sits where the things are."""

    things: Things
    people: Mapping[Role, Staff]


@pytest.fixture(scope="module")
def made(kept) -> Made:
    things, people = things_of_the_run(), {}
    for role in Role:
        people[role] = things.office.staff(f"Lý {role.value}", role)
        things.enter(people[role])
    return Made(things, people)


@pytest.fixture(autouse=True)
def _figures(monkeypatch) -> None:
    count_once_a_person(monkeypatch)


@pytest.fixture
def things(made, db) -> Things:
    return copy.deepcopy(made.things)


@pytest.fixture
def desks(made, things) -> Mapping[str | None, Client]:
    """By action: somebody whom the table lets in; by None anybody."""
    of_role = {role: things.office.client(person) for role, person in made.people.items()}
    return {None: of_role[Role.HEALTH_OFFICER]} | {act: of_role[min(line.roles)] for act, line in BY_ACT.items()}


@pytest.fixture
def filled(things, desks) -> Mapping[str, dict[str, bytes]]:
    """By address: what the pages themselves put into the form that leads there."""
    found: dict[str, dict[str, bytes]] = {}
    for view in opened():
        with undone():
            where = things.address(view)
            answer = desks[view.action].get(where)
        is_shut = view.action is not None and answer.status_code in {403, 404}
        assert not is_shut, f"{view.name} does not open for one whom the table lets in"
        is_page = answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
        if is_page and answer.content:
            for action, fields in forms_of(where, answer.content.decode()):
                found.setdefault(action, {}).update(fields)
        read_out(answer)
    return found


def opened() -> list[View]:
    """The pages that are asked for what their forms hold."""
    return whose_turn_it_is([view for view in every_view() if view.is_shown and view.is_ours])


def whose_turn_it_is(views: list[View]) -> list[View]:
    """All of them, and on PostgreSQL each twelfth, in turn."""
    return turns.in_turn(views, asked=1, of=VIEWS_A_TURN_ON_ANOTHER) if is_brief() else views


def read_out(answer: HttpResponseBase) -> None:
    """To its end, so that no file stays open; closing an answer would end the connection, too."""
    if answer.streaming:
        for _chunk in answer.streaming_content:
            pass


class undone(transaction.Atomic):  # noqa: N801 - a context, as `atomic` is
    """Whatever happens within is taken back."""

    def __init__(self) -> None:
        super().__init__(None, savepoint=True, durable=False)

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        super().__exit__(*error)


@cache
def tables() -> list[str]:
    names = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))
    return [name for name in names if not name.startswith(ALWAYS_KEPT)]


def kept_rows(only: Collection[str] | None = None) -> dict[str, str]:
    """A digest of the rows of every table, or of these."""
    found = {}
    with connection.cursor() as cursor:
        for name in tables() if only is None else sorted(only):
            cursor.execute(f'SELECT * FROM "{name}"')
            rows = sorted(map(repr, cursor.fetchall()))
            found[name] = f"{len(rows)} rows {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return found


Attempt = tuple[str, Fields, tuple[bytes, bytes] | None]
"""What it is called, the form, and a file."""


def attempts(fields: Fields) -> Iterator[Attempt]:
    """Every nasty value in all fields at once, then in each alone; every nasty file beside plausible words."""
    for called, value in VALUES.items():
        yield f"{called} everywhere", fields.all_with(value), None
    for called, file in FILES.items() if fields.files else ():
        yield called, fields, file
    for name in sorted(set(fields.texts) - fields.files):
        for called, value in VALUES.items():
            yield f"{called} as {name}", fields.with_text(name, value), None


T = TypeVar("T")


def spread(view: View, every: Sequence[T], most: int) -> list[T]:
    """So many of them, apart from each other, beginning elsewhere at each view, on each database, and whenever it is
    the view's turn again."""
    if len(every) <= most:
        return list(every)
    begin = int.from_bytes(hashlib.sha256(f"{connection.vendor} {view.name}".encode()).digest()[:4], "big")
    begin += turns.round_of(views_a_turn())
    return [every[(begin + at * len(every) // most) % len(every)] for at in range(most)]


def in_turn(views: Sequence[View], chosen: Mapping[str, Sequence[Attempt]]) -> Iterator[tuple[View, Attempt]]:
    """The first attempt at each view, then the second: where time is over, none was left out."""
    for at in range(max(map(len, chosen.values()))):
        yield from ((view, chosen[view.name][at]) for view in views if at < len(chosen[view.name]))


def trouble_of(error: Exception) -> str:
    where = [f"{one.filename.rpartition('/')[2]}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__} at {' '.join(where[-3:])}: {str(error)[:120]}"


def faults_of(client: Client, where: str, fields: Fields, file: tuple[bytes, bytes] | None, before) -> Iterator[str]:
    yield from faults_in(lambda: posted(client, where, fields, file), before)


def faults_in(send: Callable[[], HttpResponseBase], before: Mapping[str, str]) -> Iterator[str]:
    writes = Writes()
    with undone():
        try:
            with connection.execute_wrapper(writes):
                answer = send()
                read_out(answer)
        except Exception as error:  # noqa: BLE001 - whatever comes is what we look for
            yield trouble_of(error)
            return
        if answer.status_code >= 500:
            yield f"answered {answer.status_code}"
        after = kept_rows(before.keys() & writes.tables) if answer.status_code >= 400 else {}
        if changed := [name for name in after if after[name] != before[name]]:
            yield f"answered {answer.status_code} and kept something in {', '.join(changed)}"


def asks_who_one_is(answer: HttpResponseBase) -> bool:
    """Before anything is looked up: the pages about one's own keys."""
    return answer.status_code == 302 and answer.headers["location"].startswith(reverse("account_reauthenticate"))


def taking_forms() -> list[View]:
    """In a drill all; else every third, in turn, and on PostgreSQL, where it takes three times as long, each
    twelfth."""
    every = [view for view in every_view() if view.takes_forms and view.name != LEADS_OUT]
    if FULL or ASKED_WHOLE:
        return every
    return turns.in_turn(every, asked=1, of=views_a_turn())


def views_a_turn() -> int:
    return VIEWS_A_TURN_ON_ANOTHER if is_brief() else VIEWS_A_TURN


def is_brief() -> bool:
    return connection.vendor != "sqlite" and not ASKED_WHOLE


@pytest.mark.timeout(900)
def test_no_form_breaks_a_view_and_nothing_is_kept_of_what_was_refused(
    things, desks, filled, monkeypatch, record_property
):
    before, wrong, sent, views, fieldless = kept_rows(), [], 0, taking_forms(), set[str]()
    chosen: dict[str, list[Attempt]] = {}
    for view in views:
        where = things.address(view)
        with undone():
            fields = learned(desks[view.action], where, filled.get(where, {}), monkeypatch)
        fieldless |= set() if fields.texts or fields.files else {view.name}
        chosen[view.name] = spread(view, list(attempts(fields)), NASTY_POSTS)

    for view, (called, attempt, file) in in_turn(views, chosen):
        if sent >= len(views) and is_over():
            record_property("counted cut short", 1)
            break
        client, where = desks[view.action], things.address(view)
        sent += 1
        wrong += [f"{view.name}: {called}: {fault}" for fault in faults_of(client, where, attempt, file, before)]
        if sent % FORMS_BETWEEN_LOOKS == 0:
            gc.collect()

    record_property("counted nasty forms", sent)
    assert [] == wrong, "\n".join(wrong)
    assert sent >= len(views)
    known = {view.name for view in views} & set(NO_FIELD)
    assert is_brief() or known == fieldless - set(all_raw(things))  # there most pages are not asked for their fields


def test_no_body_of_a_program_breaks_a_view_and_nothing_is_kept_of_what_was_refused(things, desks, monkeypatch):
    """Every one of them in every run: what is no form has no field to be learned."""
    monkeypatch.setattr(messages, "receipt_secret", lambda: RECEIPT_SECRET)
    before, wrong, taken = kept_rows(), [], set()
    views = {view.name: view for view in every_view()}
    for name, raw in all_raw(things).items():
        client, where = desks[views[name].action], things.address(views[name])
        things.office.clock[0] = raw.at or NOW

        def send(body: bytes, client=client, where=where, raw=raw) -> HttpResponseBase:
            return client.generic("POST", where, body, raw.kind, headers=raw.headers)

        with undone():
            taken |= {name} if send(raw.body).status_code < 300 else set()
        for called, body in spread(views[name], list(raw.attempts()), NASTY_POSTS):
            wrong += [f"{name}: {called}: {fault}" for fault in faults_in(lambda body=body: send(body), before)]

    assert [] == wrong, "\n".join(wrong)
    assert set(all_raw(things)) - {"door_enrol"} == taken  # the code in its body is none


def test_no_address_breaks_a_view(things, desks):
    wrong = []
    for view in whose_turn_it_is([one for one in every_view() if one.converters]):
        route, ask = raw_route(view.pattern), "get" if view.is_shown else "post"
        for value in spread(view, IN_ADDRESSES, NASTY_ADDRESSES):
            where = "/" + _NAMED.sub(lambda _match, value=value: value, route)
            with undone():
                try:
                    answer = getattr(desks[view.action], ask)(where)
                except Exception as error:  # noqa: BLE001 - whatever comes is what we look for
                    wrong.append(f"{view.name} at {value[:40]}: {trouble_of(error)}")
                    continue
            if answer.status_code not in {400, 401, 404} and not asks_who_one_is(answer):
                wrong.append(f"{view.name} at {value[:40]}: {answer.status_code}")

    assert [] == wrong


def test_in_the_drill_every_address_is_asked_with_everything():
    assert len(IN_ADDRESSES) == next(one.full for one in AMOUNTS if one.what.startswith("nasty things"))


def raw_route(pattern: URLPattern) -> str:
    return str(pattern.pattern)


@pytest.mark.parametrize("text", ["a lone surrogate", "headers", "forty digits"])
def test_the_values_arrive_as_they_are(things, desks, monkeypatch, text):
    """Its eyes are open: a view that breaks on a value is named with it."""
    from bluezone.portal.cases.forms import OpenCaseForm

    view = next(one for one in every_view() if one.name == "case_new")
    arrived: list[str] = []
    monkeypatch.setattr(OpenCaseForm, "is_valid", lambda form: arrived.append(form.data["full_name"]) or 1 / 0)
    fields = Fields({"full_name": VALUES[text], "phone": b"1"}, set())

    faults = list(faults_of(desks[view.action], things.address(view), fields, None, kept_rows()))

    assert [VALUES[text].decode(errors="replace")] == arrived
    assert ["ZeroDivisionError"] == [fault.partition(" ")[0] for fault in faults]


def test_what_a_refused_form_keeps_is_seen(things, desks, monkeypatch):
    from bluezone.portal.cases.views import desk
    from bluezone.portal.errors import RefusedError

    def keeps_and_refuses(*, case, **_more):
        case.person.full_name = "Ai Khác"
        case.person.save()
        raise RefusedError("the case was confirmed already")

    monkeypatch.setattr(desk.services, "confirm_case", keeps_and_refuses)
    view = next(one for one in every_view() if one.name == "case_confirm")

    faults = list(faults_of(desks[view.action], things.address(view), Fields({}, set()), None, kept_rows()))

    assert ["answered 409 and kept something in cases_person"] == faults


def test_a_null_that_comes_to_the_database_is_seen_on_either(things, desks, monkeypatch):
    from bluezone.portal.cases.forms import OpenCaseForm

    view = next(one for one in every_view() if one.name == "case_new")
    monkeypatch.setattr(OpenCaseForm, "is_valid", lambda _form: Staff.objects.filter(username="a\0").exists())
    fields = Fields({"full_name": b"a"}, set())

    (fault,) = faults_of(desks[view.action], things.address(view), fields, None, kept_rows())

    assert "ValueError" == fault.partition(" ")[0]


def test_no_view_is_entered_with_a_null(things, desks):
    """Whatever its form has for fields."""
    for view in (one for one in every_view() if one.takes_forms):
        where, client, writes = things.address(view), desks[view.action], Writes()
        with undone(), connection.execute_wrapper(writes):
            is_exempt = getattr(view.pattern.callback, "csrf_exempt", False)
            sent = (b'["\\u0000"]', "application/json") if is_exempt else (b"nobody+knows=%00", FORM)
            answer = client.post(where, sent[0], content_type=sent[1])

        assert (422 if is_exempt else 400) == answer.status_code, view.name
        assert "null character (U+0000)" in answer.content.decode(), view.name
        assert set() == writes.tables, view.name


READ = {
    "case_new": {"full_name", "phone", "onset", "place", "unit"},
    "case_alert": {"poster", "day", "begins", "ends", "sure"},
    "hamlet_rename": {"name", "resolution"},
    "list_new": {"kind", "typed", "file"},
}


@pytest.mark.parametrize("name", READ)
def test_fields_are_learned_by_watching_a_view_read(things, desks, monkeypatch, name):
    view = next(one for one in every_view() if one.name == name)

    fields = learned(desks[view.action], things.address(view), {}, monkeypatch)

    assert set() == READ[name] - set(fields.texts) - fields.files
    assert ({"file"} if name == "list_new" else set()) == fields.files
