"""Every staff view of field teams × every role × with and without a seat, from the permission table."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.field.services.taking import take_entries, take_photo
from bluezone.portal.identity.permissions import BY_ACT
from bluezone.portal.identity.roles import Role
from tests.support.portal.fielding import (
    COMMUNE,
    NEIGHBOUR,
    NOON,
    FieldOffice,
    a_field_office,
    entries,
    identity,
    seated,
)
from tests.support.portal.offices import Office
from tests.support.portal.pictures import a_photo
from tests.support.portal.views import View, our_views

OPEN = {"field_page", "field_page_en", "field_worker", "field_entries", "field_photo"}


@pytest.fixture(scope="module")
def kept_field(kept) -> FieldOffice:
    made = a_field_office(Office())
    take_entries(token=made.token, body=entries("refused"), now=NOON)
    take_photo(token=made.token, identity=identity(1), content=a_photo(), now=NOON)
    return made


def views() -> list[View]:
    return [view for view in our_views() if view.app == "field"]


def staff_views() -> list[View]:
    return [view for view in views() if view.name not in OPEN]


def address(view: View, field) -> str:
    keys = {"field_link": field.link.pk, "field_link_revoke": field.link.pk}
    keys["field_team_photo"] = field.day.photos.get().pk
    arguments = [keys.get(view.name, field.day.pk)] if view.converters else []
    return reverse(view.name, args=arguments)


def test_the_views_without_an_act_are_those_of_whoever_holds_a_link():
    silent = {view.name for view in views() if view.action is None}

    assert OPEN == silent
    assert all(view.open_because for view in views() if view.name in OPEN)
    assert len(staff_views()) == 6


@pytest.mark.every_page
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("at", [COMMUNE, NEIGHBOUR, ""], ids=["at the office", "at another", "without a seat"])
def test_a_view_opens_for_whom_the_table_and_a_seat_say_and_for_nobody_else(office, field, role, at):
    person = seated(office, "Lý Người Đi", at, role) if at else office.staff("Lý Người Đi", role)
    client, wrong = office.client(person), []
    for view in staff_views():
        line = BY_ACT[view.action]
        status = getattr(client, "get" if view.is_shown else "post")(address(view, field)).status_code
        if role not in line.roles:
            expected = {403}
        elif view.converters and at != COMMUNE:
            expected = {404}
        else:
            expected = {200, 302, 400, 409}
        if status not in expected:
            wrong.append(f"{view.name}: {status} instead of {expected}")

    assert [] == wrong


@pytest.mark.parametrize("at", [NEIGHBOUR, ""])
def test_a_list_holds_only_the_teams_of_ones_own_offices(office, field, at):
    person = seated(office, "Lý Người Đi", at) if at else office.staff("Lý Người Đi", Role.REPORTER)

    line = f'href="/teams/{field.day.pk}"'

    assert line not in office.client(person).get("/teams").content.decode()
    assert line in office.client(field.reporter).get("/teams").content.decode()
