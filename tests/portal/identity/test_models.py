"""What somebody is by all of their roles together."""

from __future__ import annotations

import pytest

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit


@pytest.mark.parametrize(
    ("roles", "needs_one"),
    [([], False), ([Role.REPORTER], False), ([Role.REPORTER, Role.LEADER], True), ([Role.LEADER], True)],
)
def test_one_role_that_asks_for_a_second_factor_is_enough(db, roles, needs_one):
    person = Staff.objects.create(username="lan", full_name="Nguyễn Thị Lan")
    for role, place in zip(roles, (SON_DUONG, TAN_TRAO), strict=False):
        give_role(actor=None, staff=person, role=role, unit=the_unit(place), now=NOW)

    assert needs_one == person.needs_second_factor
