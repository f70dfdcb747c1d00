"""Every view × every role × inside and outside the scope, from the permission table. What leaks is named, and so is
what was shown of a person without a line in the audit."""

from __future__ import annotations

import copy
import inspect
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from bluezone.portal.audit.models import Entry, Head
from bluezone.portal.frame import gate, showing
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import BY_ACT, TABLE, Permission, Reach
from bluezone.portal.identity.roles import NEEDS_SECOND_FACTOR, SEES_NAMES, Role
from tests.support.amounts import FULL
from tests.support.portal.asking import ASKED_WHOLE
from tests.support.portal.contents import content_of
from tests.support.portal.figures import count_once_a_person
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, Office
from tests.support.portal.things import Named, Things, every_name, one_of_each, open_outside
from tests.support.portal.views import View, every_view, our_views
from tests.support.turns import is_in_turn

pytestmark = pytest.mark.rail

SHUT = {403, 404}
NOTHING_TO_TAKE = {400, 405, 409}
ASKED_WITHIN = {"organisations.contacts"}
"""Actions that open a part of a page."""
NAMES, OPEN_OUTSIDE = every_name(), open_outside()


@pytest.fixture(scope="module")
def made(kept) -> Things:
    return one_of_each(Office())


@pytest.fixture(autouse=True)
def _figures(monkeypatch) -> None:
    count_once_a_person(monkeypatch)


@pytest.fixture
def things(made, db) -> Things:
    """To be changed as a test likes; the rows go back by themselves."""
    return copy.deepcopy(made)


@pytest.fixture
def office(things) -> Office:
    return things.office


@dataclass(frozen=True)
class Answered:
    """What one request came to."""

    method: str
    answer: HttpResponse
    text: str
    is_noted: bool
    """Whether the audit has a line of it, by whoever asked."""

    @property
    def named(self) -> set[str]:
        return {what for what, one in NAMES.items() if one.value in self.text}


def asked(
    client: Client, person: Staff, view: View, things: Things, *, only: Collection[str] = ("GET", "POST")
) -> Iterator[Answered]:
    """By every method that it takes, an empty form first. What a request changed is undone after it."""
    where = things.address(view)
    for method in sorted(view.methods.intersection(only), reverse=True):
        with transaction.atomic():
            before = Head.objects.values_list("number", flat=True).first() or 0
            answer = getattr(client, method.lower())(where)
            text = content_of(answer)
            lines = Entry.objects.filter(number__gt=before, actor=person).exclude(act="frame.refused")
            answered = Answered(method, answer, text, lines.exists())
            transaction.set_rollback(True)
        yield answered


def status_of(all_answers: list[Answered]) -> int:
    """Of whichever way is open: a page that takes a form as well opens no wider for the form."""
    sent, *rest = all_answers
    looked = rest[0] if rest else sent
    is_open_for_a_form = sent.answer.status_code not in NOTHING_TO_TAKE and looked.answer.status_code in SHUT
    return (sent if is_open_for_a_form else looked).answer.status_code


def may_read(one: Named, role: Role, line: Permission, *, inside: bool) -> bool:
    return role in BY_ACT[one.action].roles and role in line.roles and (inside or not one.inside_only)


def unnoted(answers: list[Answered], colleagues: Iterable[str]) -> Iterator[str]:
    """Whoever may know of colleagues leaves a line when they are named, as with anybody."""
    for one in answers:
        shown_names = [] if one.is_noted else sorted(name for name in colleagues if name in one.text)
        yield from (f"{one.method} showed a colleague ({name}) without a line in the audit" for name in shown_names)


def faults_of(view: View, line: Permission, role: Role, answers: list[Answered], *, inside: bool) -> Iterator[str]:
    """What went wrong at one view for one person."""
    for one in answers:
        for what in sorted(one.named):
            if not may_read(NAMES[what], role, line, inside=inside):
                yield f"{one.method} leaked the {what}"
            elif not one.is_noted:
                yield f"{one.method} showed the {what} without a line in the audit"
        if role not in line.roles and one.answer.status_code != 403:
            yield f"{one.method} answered {one.answer.status_code} instead of refusing"
    if role not in line.roles:
        return
    status, is_about_something = status_of(answers), bool(view.converters) and view.name not in OPEN_OUTSIDE
    closed = is_about_something and not inside and line.reach in {Reach.UNIT, Reach.SEAT, Reach.AREA}
    if closed and status not in SHUT:
        yield f"answered {status}, though it lies outside"
    if not closed and status in {*SHUT, 500}:
        yield f"stayed shut with {status}"


def in_turn(view: View, roles: Collection[Role], most: int) -> set[Role]:
    """So many of the roles, others at each view; in the drill all of them."""
    every = sorted(roles)
    begin = zlib.crc32(view.name.encode())
    return {every[(begin + at) % len(every)] for at in range(len(every) if FULL else min(most, len(every)))}


def knocking_at(view: View) -> set[Role]:
    """Of the roles that the table shuts out one: one gate stands before all views, and asks the table."""
    return in_turn(view, set(Role) - BY_ACT[view.action].roles, 1)


def let_into(view: View) -> set[Role]:
    """Of the roles that the table lets in one that sees names, and one that sees none."""
    roles = BY_ACT[view.action].roles
    return in_turn(view, roles & SEES_NAMES, 1) | in_turn(view, roles - SEES_NAMES, 1)


def seeing_most(view: View) -> set[Role]:
    """Of those the one that sees names, where there is one: whatever might leak, leaks to them."""
    roles = let_into(view)
    return roles & SEES_NAMES or roles


def is_asked(view: View, role: Role, *, inside: bool) -> bool:
    """Inside by all of these, outside by whoever would see most there, and in the drill by all, too. What the role does
    not open is asked for inside: nobody's unit opens it."""
    if view.action is None:
        return False
    if role in let_into(view):
        return inside or FULL or role in seeing_most(view)
    return (inside or FULL) and role in knocking_at(view)


def ways_of(view: View, role: Role) -> set[str]:
    """An empty form to a page that also shows itself is sent by whoever sees most there; whom the table shuts out
    sends it in one run and asks for the page in the next, since one gate stands before both. In the drill all do
    both."""
    both = {"GET", "POST"}
    if FULL or not both <= view.methods:
        return both
    if role not in let_into(view):
        return {"GET"} if is_in_turn(zlib.crc32(view.name.encode()), asked=1, of=2) else {"POST"}
    return both if role in seeing_most(view) else {"GET"}


def walked(things: Things, role: Role, unit: str, chosen: Collection[str] = ()) -> list[str]:
    """Every fault that somebody of this role at this unit comes upon where it is their turn, or at the chosen views."""
    person, inside = things.office.staff("Lý Người Đi", role, unit), unit == SON_DUONG
    if inside:
        things.enter(person)
    client, wrong, colleagues = things.office.client(person), [], colleagues_of(person)
    for view in our_views():
        if view.name in chosen if chosen else is_asked(view, role, inside=inside):
            answers = list(asked(client, person, view, things, only=ways_of(view, role)))
            faults = [*faults_of(view, BY_ACT[view.action], role, answers, inside=inside)]
            faults += unnoted(answers, colleagues)
            wrong += [f"{role} {'inside' if inside else 'outside'}: {view.name}: {fault}" for fault in faults]
    return wrong


def colleagues_of(person: Staff) -> list[str]:
    """The names of everybody who works anywhere, but for the reader's own."""
    return list(Staff.objects.exclude(pk=person.pk).values_list("full_name", flat=True).distinct())


def first_way(view: View) -> str:
    return "get" if view.is_shown else "post"


def test_every_action_of_the_table_opens_some_view():
    opened = {view.action for view in our_views()} | ASKED_WITHIN

    assert set() == set(BY_ACT) - opened


def test_the_table_is_one_line_an_action():
    assert len(TABLE) == len(BY_ACT)
    assert all(line.roles for line in TABLE)
    assert SEES_NAMES <= NEEDS_SECOND_FACTOR


def test_whoever_opens_rows_with_names_needs_a_second_factor():
    opening = set().union(*(line.roles for line in TABLE if line.reach in {Reach.UNIT, Reach.PROVINCE}))

    assert set() == opening - NEEDS_SECOND_FACTOR


def test_the_apps_things_hold_what_every_address_names(things):
    assert len(every_view()) == len({things.address(view) for view in every_view()})


def test_an_address_of_which_no_app_knows_the_things_is_named(things):
    of_cases = next(view for view in our_views() if view.name == "case_code")
    things.of("cases").clear()

    with pytest.raises(AssertionError, match=r"case_code names a 'number', of which tests/portal/cases/things\.py"):
        things.address(of_cases)


def let_in(client: Client, views: Iterable[View], things: Things) -> Iterator[str]:
    """Views that answer whoever has not signed in with anything but the way to do so."""
    for view in views:
        with transaction.atomic():
            answer = getattr(client, first_way(view))(things.address(view))
            text = content_of(answer)
            transaction.set_rollback(True)
        yield from (f"{view.name} leaked the {what}" for what, one in NAMES.items() if one.value in text)
        led = answer.status_code, answer.headers.get("location", "").partition("?")[0]
        if view.action is not None and led != (302, "/account/login"):
            yield f"{view.name} answered {led}"


@pytest.mark.every_page
def test_nobody_gets_in_without_signing_in(office, things):
    assert [] == list(let_in(office.client(), our_views(), things))


def test_a_view_that_lets_anybody_in_is_named(office, things, monkeypatch):
    """Its eyes are open."""
    monkeypatch.setattr(gate, "redirect_to_login", lambda _path: HttpResponse(NAMES["patient's name"].value))

    found = list(let_in(office.client(), [view for view in our_views() if view.name == "case"], things))

    assert ["case leaked the patient's name", "case answered (200, '')"] == found


@pytest.mark.every_page
@pytest.mark.parametrize("role", sorted(NEEDS_SECOND_FACTOR))
def test_no_view_opens_before_a_second_factor_is_set_up(office, things, role):
    """Each view by one of the roles in turn, in the drill by all: what asks for it stands before all views."""
    newcomer = office.staff("Lý Người Mới", role)
    Authenticator.objects.filter(user=newcomer).delete()
    client = office.client(newcomer)
    gated = [view for view in our_views() if view.action is not None]
    gated = gated if FULL else gated[sorted(NEEDS_SECOND_FACTOR).index(role) :: len(NEEDS_SECOND_FACTOR)]

    led = {view.name: getattr(client, first_way(view))(things.address(view)) for view in gated}

    assert {} == {
        name: answer.status_code
        for name, answer in led.items()
        if answer.headers.get("location") != reverse("mfa_index")
    }


@pytest.mark.every_page
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("unit", [SON_DUONG, TAN_TRAO], ids=["inside", "outside"])
def test_every_view_opens_for_whom_the_table_says_and_leaves_a_line_where_it_names_somebody(things, role, unit):
    assert [] == walked(things, role, unit)


def test_every_view_opens_for_one_whom_the_table_says(office, things):
    """Every question that a page puts to the database is put once: what another database has to show. In a drill forms
    are sent, too."""
    people, shut = {}, []
    ways = {"GET", "POST"} if FULL or ASKED_WHOLE else {"GET"}
    for role in Role:
        people[role] = office.staff(f"Lý {role.value}", role)
        things.enter(people[role])
    for view in our_views():
        if view.action is not None and view.methods & ways:
            role = min(BY_ACT[view.action].roles)
            status = status_of(list(asked(office.client(people[role]), people[role], view, things, only=ways)))
            shut += [f"{view.name}: {status}"] if status in {*SHUT, 500} else []

    assert [] == shut


def test_the_walk_finds_every_name_somewhere(things):
    """Its eyes are open: an officer and a clerk of the commune find all that is hidden from others."""
    assert set(NAMES) == found_by(things, (Role.HEALTH_OFFICER, Role.INTERVIEWER))


def found_by(things: Things, roles: Iterable[Role]) -> set[str]:
    """Which names they came upon when all were found, or all pages seen: first those that the table opens for a name's
    sake, also where an act alone opens what is named."""
    found, naming = set[str](), {one.action for one in NAMES.values()}
    apps = {action.partition(".")[0] for action in naming}
    for role in roles:
        person = things.office.staff(f"Lê {role.value}", role)
        client = things.office.client(person)
        for view in sorted(our_views(), key=lambda one: (one.action not in naming, one.app not in apps)):
            if view.action in naming or (view.action is not None and view.is_shown):
                way = ("GET",) if view.is_shown else ("POST",)
                found |= set().union(*(one.named for one in asked(client, person, view, things, only=way)))
            if found == set(NAMES):
                return found
    return found


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("case", "patient's name"),
        ("organisation", "organisation's contact"),
        ("roster", "listed person"),
        ("contacts", "listed contact of a case"),
    ],
)
def test_the_walk_would_notice_a_name_shown_without_a_line(things, monkeypatch, name, what):
    monkeypatch.setattr(showing, "record_read", lambda **_line: None)

    faults = walked(things, Role.HEALTH_OFFICER, SON_DUONG, {name})

    assert f"health_officer inside: {name}: GET showed the {what} without a line in the audit" in faults


@pytest.mark.parametrize(("name", "role"), [("announcement", Role.REPORTER), ("staff_list", Role.ADMINISTRATOR)])
def test_the_walk_would_notice_a_colleague_shown_without_a_line(things, monkeypatch, name, role):
    monkeypatch.setattr(showing, "record_read", lambda **_line: None)

    faults = walked(things, role, SON_DUONG, {name})

    assert any(f"{name}: GET showed a colleague (" in fault for fault in faults)


def test_a_case_outside_shows_its_pseudonym(office, things):
    neighbour = office.staff("Mai Xã Bên", Role.HEALTH_OFFICER, TAN_TRAO)
    page = office.client(neighbour).get(reverse("case", args=[things.of("cases")["number"]])).content.decode()

    assert re.search(r"BN-[2-9A-HJKMNP-TV-Z]{6}", page)
    assert [] == [what for what, one in NAMES.items() if one.value in page]


def test_django_admin_is_not_there():
    names = {str(pattern.pattern) for pattern in get_resolver().url_patterns}

    assert not any("admin" in name for name in names)


def test_what_answers_a_refusal_needs_no_more_than_the_address_names():
    """The gate calls it with those of the view's arguments that it names; one that wants more would break instead of
    refusing."""
    wanting = {view.name: needed_by(view.answer) - set(view.converters) for view in our_views() if view.answer}

    assert {} == {name: missed for name, missed in wanting.items() if missed}
    assert len(wanting) > 30


def needed_by(answer: Callable[..., object]) -> set[str]:
    _request, *more = inspect.signature(answer).parameters.values()
    return {one.name for one in more if one.default is inspect.Parameter.empty and one.kind in NAMED}


NAMED = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
