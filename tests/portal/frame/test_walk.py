"""Every view × every role × inside and outside the scope, from the permission table. What leaks is named, and so is
what was shown of a person without a line in the audit."""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from bluezone.portal.audit.services import record_read
from bluezone.portal.cases.models import Person
from bluezone.portal.cases.views import desk, figures
from bluezone.portal.frame import exports, gate, showing
from bluezone.portal.frame.showing import note_shown
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import BY_ACT, TABLE, Reach
from bluezone.portal.identity.roles import NEEDS_SECOND_FACTOR, SEES_NAMES, Role
from tests.support import turns
from tests.support.amounts import FULL
from tests.support.portal.asking import ASKED_WHOLE
from tests.support.portal.contents import all_said_by
from tests.support.portal.faults import (
    NAMES,
    SHOWN,
    SHUT,
    Answered,
    asked,
    faults_of,
    first_of,
    first_way,
    refused_of,
    seeing_most,
    status_of,
    unsaid,
    walked,
)
from tests.support.portal.figures import count_once_a_person
from tests.support.portal.named import everybody_named, unheld
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, Office
from tests.support.portal.things import Things
from tests.support.portal.things_of_a_run import things_of_the_run
from tests.support.portal.views import View, every_view, our_views

pytestmark = pytest.mark.rail

ASKED_WITHIN = {"organisations.contacts"}
"""Actions that open a part of a page."""
PAGES_A_TURN = 8
"""Of so many pages one is shown without its line, to see whether the walk notices."""


@pytest.fixture(scope="module")
def made(kept) -> Things:
    return things_of_the_run()


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
    assert len(our_views()) == len({view.name for view in our_views()})


def test_an_address_of_which_no_app_knows_the_things_is_named(things):
    of_cases = next(view for view in our_views() if view.name == "case_code")
    things.of("cases").clear()

    with pytest.raises(AssertionError, match=r"case_code names a 'number', of which tests/portal/cases/things\.py"):
        things.address(of_cases)


def let_in(client: Client, views: Iterable[View], things: Things) -> Iterator[str]:
    """Views that answer whoever has not signed in with anything but the way to do so."""
    everybody = everybody_named()
    for view in views:
        with transaction.atomic():
            answer = getattr(client, first_way(view))(things.address(view))
            text = all_said_by(answer)
            transaction.set_rollback(True)
        yield from (f"{view.name} leaked the {what}" for what, one in NAMES.items() if one.value in text)
        yield from (f"{view.name} leaked {name}" for name in unheld(text, (), everybody))
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

    name = NAMES["patient's name"].value
    assert ["case leaked the patient's name", f"case leaked {name}", "case answered (200, '')"] == found


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
    assert set(NAMES) == found_by(things, (Role.HEALTH_OFFICER, Role.REGISTRY_CLERK))


def found_by(things: Things, roles: Iterable[Role]) -> set[str]:
    """Which names they came upon at pages of the apps whose names they were still looking for: first where the table
    lets somebody in for a name's sake."""
    found, naming = set[str](), {one.action for one in NAMES.values()}
    for role in roles:
        person = things.office.staff(f"Lê {role.value}", role)
        things.enter(person)
        client = things.office.client(person)
        for view in sorted(our_views(), key=lambda one: one.action not in naming):
            if view.app in apps_of(set(NAMES) - found) and role in opened_by(view):
                found |= set().union(*(one.named for one in asked(client, person, view, things, only=first_of(view))))
    return found


def apps_of(names: Iterable[str]) -> set[str]:
    return {NAMES[what].action.partition(".")[0] for what in names}


def opened_by(view: View) -> frozenset[Role]:
    return frozenset() if view.action is None else BY_ACT[view.action].roles


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


def test_the_walk_would_notice_every_page_that_left_its_line_out(things, monkeypatch):
    """One of eight pages, others at another commit, in the drill all. A new page that leaves a line stands in the LINES
    of its app's things, or shows a name of its NAMES."""
    left_out: list[str] = []
    for room in (showing, exports):
        monkeypatch.setattr(room, "record_read", lambda **line: left_out.append(line["act"]))
    people: dict[Role, Staff] = {}
    unnoticed = []
    for view in whose_turn_it_is([one for one in our_views() if one.action is not None]):
        role = min(seeing_most(view))
        if role not in people:
            people[role] = things.office.staff(f"Lý {role.value}", role)
            things.enter(people[role])
        left_out.clear()
        answers = list(asked(things.office.client(people[role]), people[role], view, things, only=first_of(view)))
        faults = [*faults_of(view, BY_ACT[view.action], role, answers, inside=True), *unsaid(view, answers)]
        is_shown = any(one.answer.status_code in SHOWN for one in answers)
        unnoticed += [f"{view.app}: {view.name}: {left_out[-1]}"] if left_out and is_shown and not faults else []

    assert [] == unnoticed


def whose_turn_it_is(views: list[View]) -> list[View]:
    return views if FULL else turns.in_turn(views, asked=1, of=PAGES_A_TURN)


@pytest.mark.parametrize(
    ("name", "role", "whom"),
    [
        ("audit_log", Role.ADMINISTRATOR, "a colleague ("),
        ("case", Role.HEALTH_OFFICER, "the patient's name"),
        ("followup_figures", Role.INTERVIEWER, "a colleague ("),
        ("message_list", Role.HEALTH_OFFICER, "a colleague ("),
        ("staff_list", Role.ADMINISTRATOR, "a colleague ("),
    ],
)
def test_the_walk_would_notice_a_name_shown_with_a_line_about_nobody(things, monkeypatch, name, role, whom):
    monkeypatch.setattr(showing, "record_read", lambda **line: record_read(**{**line, "subjects": []}))

    faults = walked(things, role, SON_DUONG, {name})

    assert any(f"{name}: GET showed {whom}" in fault and fault.endswith("with a line about nobody") for fault in faults)


@pytest.mark.parametrize(("name", "role"), [("announcement", Role.REPORTER), ("staff_list", Role.ADMINISTRATOR)])
def test_the_walk_would_notice_a_colleague_shown_without_a_line(things, monkeypatch, name, role):
    monkeypatch.setattr(showing, "record_read", lambda **_line: None)

    faults = walked(things, role, SON_DUONG, {name})

    assert any(f"{name}: GET showed a colleague (" in fault for fault in faults)


@pytest.mark.parametrize(("role", "refused"), [(Role.REPORTER, {"audit_log"}), (Role.SUPERVISOR, set())])
def test_the_walk_would_notice_a_link_to_what_is_refused_to_its_reader(role, refused):
    text = '<p><a href="/audit?about=case:x">Audit</a> <a href="/places">Places</a> <a href="#here">here</a></p>'

    assert refused == refused_of(
        Answered("GET", HttpResponse(text), text, False, frozenset(), set(), frozenset()), role
    )


def of_one_who_is_searched_for(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(name if request.GET.get("q") else "")


def of_one_beside_another(request: HttpRequest, name: str) -> HttpResponse:
    note_shown(request, about=[("case", "CA-2026-99999")], action="cases.see")
    return HttpResponse(name)


@pytest.mark.parametrize("planted", [of_one_who_is_searched_for, of_one_beside_another])
def test_the_walk_would_notice_a_name_of_whoever_stands_in_a_row(things, monkeypatch, planted):
    """One of whom no app's things say that they are named."""
    name = whom_no_app_names()
    monkeypatch.setattr(figures, "page", lambda request, *_page: planted(request, name))

    faults = walked(things, Role.HEALTH_OFFICER, SON_DUONG, {"case_figures"})

    assert [f"health_officer inside: case_figures: GET named {name} without a line about them"] == faults


def test_the_walk_would_notice_a_name_in_a_refusal_of_what_was_typed(things, monkeypatch):
    name = whom_no_app_names()

    def refused(request: HttpRequest, *_page, **_line) -> HttpResponse:
        return HttpResponse(name if request.POST.get("reason") else "", status=400)

    monkeypatch.setattr(desk, "shown", refused)

    faults = walked(things, Role.HEALTH_OFFICER, SON_DUONG, {"case_close"})

    assert f"health_officer inside: case_close: POST named {name} without a line about them" in faults


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("contact_codes", Role.HEALTH_OFFICER),
        ("dossiers", Role.HEALTH_OFFICER),
        ("evidence_inbox", Role.SUPERVISOR),
        ("exposure", Role.HEALTH_OFFICER),
        ("landmarks", Role.HEALTH_OFFICER),
        ("premises_owners", Role.SUPERVISOR),
    ],
)
def test_the_walk_would_notice_a_page_that_names_several_with_a_line_about_the_first(things, monkeypatch, name, role):
    """In the lists and meetings of the apps' things there are two."""

    def record_first(**line):
        record_read(**{**line, "subjects": list(line["subjects"])[:1]})

    monkeypatch.setattr(showing, "record_read", record_first)

    faults = walked(things, role, SON_DUONG, {name})

    assert any(f"{name}: GET named" in fault and fault.endswith("without a line about them") for fault in faults)


def whom_no_app_names() -> str:
    known = {one.value for one in NAMES.values()}
    return str(Person.objects.exclude(full_name__in=known).order_by("pk")[0].full_name)


def test_no_two_of_whom_a_line_is_asked_are_taken_for_each_other(things):
    """A longer name that holds a shorter one would be taken for both."""
    everybody = everybody_named()

    assert [] == [
        f"{one.name} in {two.name}" for one, two in permutations(everybody, 2) if one.is_in(two.name.casefold())
    ]


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
