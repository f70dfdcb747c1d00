"""A real contact network in a portal: 92 people of an office who wore badges (SocioPatterns, CC0), brought in as two
lists, levelled, and compared with `bluezone trace levels` and with networkx."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from bluezone.joining.outbreak_lists import trace_lists
from bluezone.lists.outbreak.contact_list import ContactListColumns, read_contact_list
from bluezone.lists.outbreak.line_list import LineListColumns, read_line_list
from bluezone.lists.outbreak.named_headers import shipped_mapping
from bluezone.lists.outbreak.two_lists import read_two_lists
from bluezone.portal.tracing.bringing import bring_outbreak, key_of, places_at
from bluezone.portal.tracing.graph import rules_of
from bluezone.portal.tracing.involving import default_outbreak
from bluezone.portal.tracing.levels import check
from bluezone.portal.tracing.models import Exposure, ListedPerson
from bluezone.portal.tracing.standing_in import lists_themselves
from bluezone.trace.levels import NO_LEVEL
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.trace import oracle
from tests.support.trace.office import office_rows

pytestmark = pytest.mark.django_db
FIRST_DAY = dt.date(2021, 6, 7)
"""Brought from 2013 to where a regime of May 2021 has windows."""


@pytest.mark.parametrize("least_minutes", [1, 15])
def test_the_recorded_office_has_the_levels_of_the_commands_and_of_networkx(kept, least_minutes: int) -> None:
    cases, contacts = office_rows(least_minutes, FIRST_DAY)
    outbreak = default_outbreak()

    brought = bring_outbreak(
        actor=lists_themselves(),
        outbreak=outbreak,
        lists=read_two_lists(cases, contacts, shipped_mapping("general"), NOW.date()),
        places=places_at(the_unit(SON_DUONG), NOW.date()),
        now=NOW,
        entropy=random.Random(1).randbytes,
    )

    traced = trace_lists(
        read_line_list(cases, LineListColumns()),
        read_contact_list(contacts, ContactListColumns()),
        rules_of(outbreak),
    )
    levels = dict(zip(traced.ids, traced.tracing.levels, strict=True))
    held = dict(ListedPerson.objects.values_list("key", "involvement__level"))
    assert {key_of(who): None if level == NO_LEVEL else level for who, level in levels.items()} == held
    assert list(levels.values()) == oracle.levels(traced.tracing.as_outbreak())
    assert {0, 1, 2} <= set(levels.values())
    assert ((), len(levels), 3) == (brought.left_out, len(brought.people), brought.cases)
    assert traced.tracing.exposures == brought.exposures == Exposure.objects.count()
    assert 0 == check(outbreak).count
