"""Beside the walk (tests/portal/frame/test_walk.py): an announcement of another unit is one that there is not."""

from __future__ import annotations

import pytest

from bluezone.portal.identity.permissions import BY_ACT
from tests.support.portal.offices import TAN_TRAO
from tests.support.portal.things import Things
from tests.support.portal.views import View, our_views


def views() -> list[View]:
    return [view for view in our_views() if view.app == "announcements"]


def test_every_view_names_its_action():
    assert 17 == len(views())
    assert [] == [view.name for view in views() if view.action is None]


@pytest.mark.every_page
@pytest.mark.parametrize("role", sorted({role for view in views() for role in BY_ACT[view.action].roles}))
def test_elsewhere_there_is_no_such_announcement(office, role):
    things, client = Things(office), office.client(office.staff("Lý Người Đi", role, TAN_TRAO))
    about = [view for view in views() if view.converters and role in BY_ACT[view.action].roles]

    answered = {view.name: client.get(things.address(view)) for view in about if view.is_shown}
    answered |= {view.name: client.post(things.address(view)) for view in about if not view.is_shown}

    assert about
    assert {404} == {answer.status_code for answer in answered.values()}
