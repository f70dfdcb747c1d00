"""Whoever may open a page finds the way to it by links, from Today on."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.roles import Role
from tests.support.portal.contents import content_of
from tests.support.portal.things import Things
from tests.support.portal.things_of_a_run import things_of_the_run
from tests.support.portal.views import View, every_view
from tests.support.portal.walk import links_of, name_of

LED_TO_BY_NO_LINK = {
    "announcements_draft": "a file, offered where what is in force in the app is to change",
    "commune_choices": "asked by the form of a case while a commune is typed",
    "organisation_choices": "asked by forms while an organisation is typed",
}
LED_TO_FROM_A_THING = {"regimes": "outbreak"}
"""What is about one thing before its reader chooses another, and the page of that thing, which leads there."""
LEAVES = {"account_logout"}
VIEWS = {view.name: view for view in every_view()}


@pytest.fixture(scope="module")
def things(kept) -> Things:
    return things_of_the_run()


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize("role", Role)
def test_links_lead_to_every_page_that_is_open_to_a_role(things, role):
    assert set() == {view.name for view in open_to(role)} - LED_TO_BY_NO_LINK.keys() - reached_by(things, role)


@pytest.mark.parametrize("name", [*LED_TO_BY_NO_LINK, *LED_TO_FROM_A_THING])
def test_an_exception_is_a_page_of_somebody(name):
    assert name in {view.name for role in Role for view in open_to(role)}


def open_to(role: Role) -> list[View]:
    """Pages that the table opens to a role, and whose address names nothing."""
    shown = [view for view in VIEWS.values() if view.action is not None and view.is_shown and not view.converters]
    return [view for view in shown if role in BY_ACT[view.action].roles]


def reached_by(things: Things, role: Role) -> set[str]:
    """From Today on, over pages whose address names nothing: what there is to find hangs on no case or person that
    somebody would have to open first."""
    person = things.office.staff(f"Lý {role.value}", role)
    things.enter(person)
    client, waiting, reached = things.office.client(person), ["/"], {"today"}
    for path in waiting:
        answer = client.get(path, follow=True)
        text = content_of(answer)
        for link in links_of(path, text) if answer.headers["content-type"].startswith("text/html") else []:
            name = name_of(link)
            if name and name not in reached and is_followed(VIEWS[name]):
                reached.add(name)
                waiting.append(urlsplit(link).path)
    return reached


def is_followed(view: View) -> bool:
    return view.name not in LEAVES and (not view.converters or view.name in LED_TO_FROM_A_THING.values())
