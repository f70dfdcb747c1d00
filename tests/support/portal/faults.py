"""What one person comes upon at the portal's views: asked as the permission table lets them, with every name that an
answer shows, and whether the audit has its line."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from bluezone.portal.audit.models import Act, Entry, Head
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import BY_ACT, Permission, Reach
from bluezone.portal.identity.roles import SEES_NAMES, Role
from tests.support import turns
from tests.support.amounts import FULL
from tests.support.portal.contents import all_said_by
from tests.support.portal.named import Somebody, Subject, everybody_named, unheld
from tests.support.portal.nasty import names_asked_of_forms
from tests.support.portal.offices import SON_DUONG
from tests.support.portal.things import Named, Things, every_name, line_left_by, open_outside
from tests.support.portal.views import View, our_views
from tests.support.portal.walk import links_of, name_of

SHUT = {403, 404}
NOTHING_TO_TAKE = {400, 405, 409}
SHOWN = {200, 400}
"""With a page in it; also one whose form has to be filled in better."""
TOKEN = {"csrfmiddlewaretoken": "token"}
"""What stands in every form that a browser sends, so that none is quite empty."""
NOT_TYPED = {*TOKEN, "read"}
"""What the page itself puts into its forms."""
SEARCHED, A_WORD = "q", "Thị"
"""By what name an address has the words that are searched for, and a word that is part of many names."""
NAMES, OPEN_OUTSIDE = every_name(), open_outside()


@dataclass(frozen=True)
class Answered:
    """What one request came to."""

    method: str
    answer: HttpResponse
    text: str
    is_noted: bool
    """Whether the audit has a line of it, by whoever asked."""
    about: frozenset[Subject]
    """Whom and what those of its lines are about."""
    looks: set[str]
    """What those of its lines say that tell what somebody was shown."""
    asked_for: frozenset[str]
    """What the view looked for in its form, or in its address behind the question mark."""

    @property
    def is_about_something(self) -> bool:
        return bool(self.about)

    @property
    def named(self) -> set[str]:
        return {what for what, one in NAMES.items() if one.value in self.text}


def asked(
    client: Client, person: Staff, view: View, things: Things, *, only: Collection[str] = ("GET", "POST")
) -> Iterator[Answered]:
    """By every method that it takes, a form first that is empty but for its token. What a request changed is undone
    after it."""
    where = things.address(view)
    for method in sorted(view.methods.intersection(only), reverse=True):
        yield answered(client, person, where, method, {})


def asked_for_more(
    client: Client, person: Staff, view: View, things: Things, first: list[Answered]
) -> Iterator[Answered]:
    """What it looked for the first time is there: everything in the form, and the words of a search in the address; in
    a drill also each by itself."""
    where = things.address(view)
    for one in first:
        names = sorted(one.asked_for - NOT_TYPED)
        whole = names if one.method == "POST" else [name for name in names if name == SEARCHED]
        each = [[name] for name in names] if FULL else []
        for chosen in [whole, *each] if whole else each:
            yield answered(client, person, where, one.method, dict.fromkeys(chosen, A_WORD))


def answered(client: Client, person: Staff, where: str, method: str, fields: Mapping[str, str]) -> Answered:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        before = Head.objects.values_list("number", flat=True).first() or 0
        with names_asked_of_forms(patch) as names:
            answer = client.post(where, {**TOKEN, **fields}) if method == "POST" else client.get(where, fields)
            text = all_said_by(answer)
        lines = Entry.objects.filter(number__gt=before, actor=person).exclude(act="frame.refused")
        kept = list(lines.values_list("act", "kind", "subjects__kind", "subjects__key"))
        looks, about = {act for act, kind, *_ in kept if kind == Act.READ}, {(kind, key) for *_, kind, key in kept}
        transaction.set_rollback(True)
    asked_for = frozenset(names.texts if method == "POST" else names.address)
    return Answered(method, answer, text, bool(kept), frozenset(about - {(None, None)}), looks, asked_for)


def status_of(all_answers: list[Answered]) -> int:
    """Of whichever way is open: a page that takes a form as well opens no wider for the form."""
    sent, *rest = all_answers
    looked = rest[0] if rest else sent
    is_open_for_a_form = sent.answer.status_code not in NOTHING_TO_TAKE and looked.answer.status_code in SHUT
    return (sent if is_open_for_a_form else looked).answer.status_code


def may_read(one: Named, role: Role, line: Permission, *, inside: bool) -> bool:
    return role in BY_ACT[one.action].roles and role in line.roles and (inside or not one.inside_only)


def unnoted(answers: list[Answered], colleagues: Iterable[str]) -> Iterator[str]:
    """Whoever may know of colleagues leaves a line about them when they are named, as with anybody."""
    for one in answers:
        if not one.is_about_something:
            missing = "with a line about nobody" if one.is_noted else "without a line in the audit"
            shown_names = sorted(name for name in colleagues if name in one.text)
            yield from (f"{one.method} showed a colleague ({name}) {missing}" for name in shown_names)


def untold(answers: list[Answered], everybody: Collection[Somebody]) -> Iterator[str]:
    """Whoever is named has a line about themselves; one about somebody else does not count."""
    for one in answers:
        for name in unheld(one.text, one.about, everybody):
            yield f"{one.method} named {name} without a line about them"


def unsaid(view: View, answers: list[Answered]) -> Iterator[str]:
    """A page that leaves a line whenever it is shown, shown without it."""
    wanted, first = line_left_by(view), first_way(view).upper()
    for one in answers:
        is_shown = one.method == first and one.answer.status_code in SHOWN
        if wanted is not None and is_shown and wanted not in one.looks:
            yield f"{one.method} left no line {wanted}"


def faults_of(view: View, line: Permission, role: Role, answers: list[Answered], *, inside: bool) -> Iterator[str]:
    """What went wrong at one view for one person."""
    for one in answers:
        for what in sorted(one.named):
            if not may_read(NAMES[what], role, line, inside=inside):
                yield f"{one.method} leaked the {what}"
            elif not one.is_noted:
                yield f"{one.method} showed the {what} without a line in the audit"
            elif not one.is_about_something:
                yield f"{one.method} showed the {what} with a line about nobody"
        if role not in line.roles and one.answer.status_code != 403:
            yield f"{one.method} answered {one.answer.status_code} instead of refusing"
        yield from (f"{one.method} leads to {name}, which is refused" for name in sorted(refused_of(one, role)))
    if role not in line.roles:
        return
    status, is_about_something = status_of(answers), bool(view.converters) and view.name not in OPEN_OUTSIDE
    closed = is_about_something and not inside and line.reach in {Reach.UNIT, Reach.SEAT, Reach.AREA}
    if closed and status not in SHUT:
        yield f"answered {status}, though it lies outside"
    if not closed and status in {*SHUT, 500}:
        yield f"stayed shut with {status}"


def refused_of(one: Answered, role: Role) -> set[str]:
    """Names of pages to which an answer leads although the table refuses them to its reader."""
    is_page = one.answer.headers["content-type"].startswith("text/html") and one.text.strip()
    if one.answer.status_code not in SHOWN or not is_page:
        return set()
    led = {name_of(link) for link in links_of("/", one.text)} & acts().keys()
    return {name for name in led if role not in BY_ACT[acts()[name]].roles}


@functools.cache
def acts() -> dict[str, str]:
    """By the names of views, for what each is entered."""
    return {view.name: view.action for view in our_views() if view.action is not None}


def drawn_by_name(view: View, roles: Collection[Role], most: int) -> set[Role]:
    """So many of the roles, others at each view and the same in each turn; in the drill all of them."""
    every = sorted(roles)
    begin = zlib.crc32(view.name.encode())
    return {every[(begin + at) % len(every)] for at in range(len(every) if FULL else min(most, len(every)))}


def knocking_at(view: View) -> set[Role]:
    """Of the roles that the table shuts out one: one gate stands before all views, and asks the table."""
    return drawn_by_name(view, set(Role) - BY_ACT[view.action].roles, 1)


def let_into(view: View) -> set[Role]:
    """Of the roles that the table lets in one that sees names, and one that sees none."""
    roles = BY_ACT[view.action].roles
    return drawn_by_name(view, roles & SEES_NAMES, 1) | drawn_by_name(view, roles - SEES_NAMES, 1)


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
        return {"GET"} if turns.is_in_turn(zlib.crc32(view.name.encode()), asked=1, of=2) else {"POST"}
    return both if role in seeing_most(view) else {"GET"}


def walked(things: Things, role: Role, unit: str, chosen: Collection[str] = ()) -> list[str]:
    """Every fault that somebody of this role at this unit comes upon where it is their turn, or at the chosen views."""
    person, inside = things.office.staff("Lý Người Đi", role, unit), unit == SON_DUONG
    if inside:
        things.enter(person)
    client, wrong = things.office.client(person), []
    colleagues, everybody = colleagues_of(person), everybody_named()
    for view in our_views():
        if view.name in chosen if chosen else is_asked(view, role, inside=inside):
            answers = list(asked(client, person, view, things, only=ways_of(view, role)))
            faults = [*faults_of(view, BY_ACT[view.action], role, answers, inside=inside)]
            if inside and role in seeing_most(view):
                faults += unsaid(view, answers)
                answers = [*answers, *asked_for_more(client, person, view, things, answers)]
            faults += [*unnoted(answers, colleagues), *untold(answers, everybody)]
            wrong += [f"{role} {'inside' if inside else 'outside'}: {view.name}: {fault}" for fault in faults]
    return wrong


def colleagues_of(person: Staff) -> list[str]:
    """The names of everybody who works anywhere, but for the reader's own."""
    return list(Staff.objects.exclude(pk=person.pk).values_list("full_name", flat=True).distinct())


def first_way(view: View) -> str:
    return "get" if view.is_shown else "post"


def first_of(view: View) -> tuple[str]:
    return (first_way(view).upper(),)
