"""How far an act of the table reaches from where somebody has a role."""

from __future__ import annotations

import pytest

from bluezone.portal.identity.permissions import TABLE, Reach
from bluezone.portal.identity.policy import is_allowed
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, the_unit

REACHED = {
    Reach.AREA: [True, False],
    Reach.UNIT: [True, False],
    Reach.PROVINCE: [True, True],
    Reach.SEAT: [True, True],
    Reach.EVERYWHERE: [True, True],
}


@pytest.mark.parametrize("reach", Reach)
def test_an_act_is_open_where_it_reaches_and_nowhere_else(office, reach):
    line = next(line for line in TABLE if line.reach is reach)
    person = office.staff("Lan", min(line.roles), SON_DUONG)

    assert is_allowed(person, line.act)
    assert REACHED[reach] == [is_allowed(person, line.act, the_unit(key)) for key in (SON_DUONG, TAN_TRAO)]
