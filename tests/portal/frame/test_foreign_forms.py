"""Nobody gets anything done with things of others: forms that would be taken at home, sent from elsewhere, and ids of a
neighbour's and a stranger's things in forms of one's own."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping

import pytest
from django.test import Client

from bluezone.portal.directives.services import drafting, registering
from bluezone.portal.directives.views import finding
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import BY_ACT, Permission, Reach
from bluezone.portal.identity.roles import Role
from bluezone.portal.messages import services as messages
from bluezone.portal.papers import selectors as papers
from bluezone.portal.papers.views import drafting as paper_pages
from tests.portal.directives.things import a_seat_beside, take_seats
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, settled
from tests.support.portal.posting import Fields, a_strange_commune, all_foreign, all_forms, elsewhere, posted
from tests.support.portal.things import Things
from tests.support.portal.things_of_a_run import things_of_the_run
from tests.support.portal.views import View, our_views

VIEWS = {view.name: view for view in our_views() if view.takes_forms}
OWN, *WHOSE = "own", "sibling", "stranger"
WHERE = (
    "sibling unit",
    "stranger province",
    "stranger province, seat and no role",
    "same unit, no seat",
    "same unit, seat beside",
)
OF_SEATS = {name for name, view in VIEWS.items() if view.action is not None and BY_ACT[view.action].reach is Reach.SEAT}
OF_UNITS = {"directive_papers", "directive_paper_anew", "paper_new", "organisation_new"}
"""What is written for an organisation: a seat in a directive is no role in its unit."""
FOR_ONES_OWN = {"rate_published"}
"""Noted for the office at whose desk one sits, whichever that is."""
IN_ONES_UNIT = {"evidence_note", "interview_key", "sampling_labels"}
"""Noted in a commune of one's own, whoever writes: tests/portal/tracing/test_inbox.py has it in no other; a key for
one's own drafts, whoever asks: tests/portal/interview/test_parts.py gives nobody another's; and labels of one's own
unit, which name nobody: tests/portal/sampling."""
SEATED = {Reach.SEAT, Reach.EVERYWHERE}
"""Where a unit opens nothing, so that a colleague of the same unit is a stranger, too."""
NEEDS_NO_FORM = {
    "directive_new": "it is about nothing that is there",
    "recovery_phrase": "it is one's own",
    "morning": "it is one's own",
    "morning_stop": "it is one's own",
    "crosswalk": "it keeps nothing",
    "kept_count": "it counts, and keeps nothing",
    "my_report": "a report that is sent whole: tests/portal/directives/views sends one",
    "my_upload": "a workbook: tests/portal/directives/views sends one",
    "forms_upload": "workbooks, each of which names its own participant: tests/portal/directives/views sends them",
    "paper_keying": "a report from paper: tests/portal/directives/views keys one",
    "evidence_withdraw": "the evidence of the things stands behind an approved figure",
    "field_take_over": "a day of the things is over already: tests/portal/field takes one over",
}
"""Acts where a seat counts and for which no form stands in the apps' things, with the reason."""


Forms = Mapping[str, Mapping[str, Fields]]
"""Of whom they name things; by the names of views."""


@pytest.fixture(scope="module")
def made(kept) -> Things:
    known = things_of_the_run()
    for there in elsewhere(known):
        known.of("frame")[there.name] = there
    return known


@pytest.fixture(scope="module")
def forms(made) -> Forms:
    """Of the things as they were made, which each test finds again."""
    foreign = {whose: all_foreign(made, made.of("frame")[whose]) for whose in WHOSE}
    return {OWN: all_forms(made), **foreign}


@pytest.fixture
def things(made, forms, db) -> Things:
    return copy.deepcopy(made)


def line_of(view: View) -> Permission:
    assert view.action is not None
    return BY_ACT[view.action]


def at_home(things: Things, role: Role) -> Staff:
    person = settled(things.office.staff(f"Lý Nhà {role.value}", role))
    things.enter(person)
    return person


def taken(things: Things, forms: Mapping[str, Fields], of: Callable[[Things, Role], Staff]) -> list[str]:
    """The views whose forms get done, each sent by somebody of a role that the table names for it."""
    clients: dict[Role, Client] = {}
    done = []
    for name, fields in sorted(forms.items()):
        role = min(line_of(VIEWS[name]).roles)
        if role not in clients:
            clients[role] = things.office.client(of(things, role))
        if posted(clients[role], VIEWS[name], things, fields).is_taken:
            done.append(name)
    return done


def test_each_form_is_taken_from_somebody_at_home(things, forms):
    """Else nobody would learn anything from its being refused elsewhere."""
    assert sorted(forms[OWN]) == taken(things, forms[OWN], at_home)


def test_every_act_for_which_a_seat_counts_has_a_form(forms, db):
    """The table says so; a new view needs a form in its app's things, or a reason here."""
    wanted = {name for name, view in VIEWS.items() if view.action is not None and line_of(view).reach in SEATED}

    assert set(NEEDS_NO_FORM) == wanted - set(forms[OWN])


@pytest.mark.every_page
@pytest.mark.parametrize("where", WHERE)
def test_no_form_is_taken_from_somebody_elsewhere(things, forms, where):
    assert [] == taken_elsewhere(things, forms, where)


def taken_elsewhere(things: Things, forms: Forms, where: str, chosen: Collection[str] = ()) -> list[str]:
    """Forms about the things of Sơn Dương that somebody gets done who has no business there."""
    place, _, seat = where.partition(", ")
    unit = {"sibling unit": TAN_TRAO, "stranger province": a_strange_commune().key}.get(place, SON_DUONG)

    def stranger(known: Things, role: Role) -> Staff:
        person = settled(known.office.staff(f"Lý Ngoài {role.value}", role, unit))
        sits = {"seat beside": a_seat_beside, "seat and no role": take_seats}.get(seat)
        if sits is not None:
            sits(known, person)
        return person

    asked = OF_UNITS if seat == "seat and no role" else OF_SEATS if unit == SON_DUONG else set(forms[OWN])
    own = FOR_ONES_OWN if seat == "seat beside" else IN_ONES_UNIT
    asked = asked & set(chosen or forms[OWN]) - own
    return taken(things, {name: fields for name, fields in forms[OWN].items() if name in asked}, stranger)


@pytest.mark.every_page
@pytest.mark.parametrize("whose", WHOSE)
def test_no_id_of_others_is_taken_in_a_form_of_ones_own(things, forms, whose):
    assert [] == taken_of_others(things, forms, whose)


def taken_of_others(things: Things, forms: Forms, whose: str, chosen: Collection[str] = ()) -> list[str]:
    asked = {name: fields for name, fields in forms[whose].items() if not chosen or name in chosen}
    return taken(things, asked, at_home)


HOLES: list[tuple[str, Callable[[pytest.MonkeyPatch], object], Callable[..., list[str]], str]] = [
    (
        "directive_sign",
        lambda patch: patch.setattr(finding, "keeps_letter", lambda *_who: True),
        taken_elsewhere,
        "sibling unit",
    ),
    (
        "report_extend",
        lambda patch: patch.setattr(finding, "works_above", lambda *_who: True),
        taken_elsewhere,
        "same unit, seat beside",
    ),
    (
        "directive_paper_anew",
        lambda patch: patch.setattr(drafting, "_require_own", lambda *_who: None),
        taken_elsewhere,
        "stranger province, seat and no role",
    ),
    (
        "directive_seats",
        lambda patch: patch.setattr(registering, "_colleague", lambda _by, name: Staff.objects.get(username=name)),
        taken_of_others,
        "stranger",
    ),
    ("opt_outs", lambda patch: patch.setattr(messages, "paths_for", lambda *_who: ("",)), taken_of_others, "sibling"),
    (
        "paper_new",
        lambda patch: (
            patch.setattr(papers, "paths_for", lambda *_who: ("",)),
            patch.setattr(paper_pages, "require", lambda *_who: None),
        ),
        taken_of_others,
        "sibling",
    ),
]


@pytest.mark.parametrize("hole", HOLES, ids=[hole[0] for hole in HOLES])
def test_the_walk_falls_into_a_hole_that_somebody_digs(things, forms, monkeypatch, hole):
    view, dig, walk, where = hole
    dig(monkeypatch)

    assert [view] == walk(things, forms, where, {view})
