"""A grown outbreak as two files is the outbreak that was grown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bluezone.lab.portal.tracing.two_files import written
from bluezone.lists.outbreak.named_headers import Class, shipped_mapping
from bluezone.lists.outbreak.two_lists import Met, TwoLists, read_two_lists
from bluezone.lists.outbreak.whole_rows import rows_in
from bluezone.portal.demo.growing import grow_outbreak

TODAY = dt.date(2026, 11, 24)
COMMUNES = ["Xã Sơn Dương", "Xã Tân Trào"]


def read_again(grown: TwoLists) -> TwoLists:
    mapping = shipped_mapping("general")
    cases, contacts = (rows_in(one, "outbreak.csv", mapping.layout) for one in written(grown))
    return read_two_lists(cases, contacts, mapping, TODAY)


def day_of(one: Met) -> Met:
    """A meeting as far as the files say it: on its first day."""
    return replace(one, last_day=one.first_day)


def test_people_cases_and_meetings_come_back():
    grown = grow_outbreak(400, COMMUNES, TODAY)

    found = read_again(grown)

    assert [day_of(one) for one in grown.meetings] == [day_of(one) for one in found.meetings]
    met = {one.target for one in grown.meetings}
    told = {one.id: one for one in grown.people if one.id in met or one.classification}
    assert {key: one.known for key, one in told.items()} == {one.id: one.known for one in found.people}
    cases = {one.id: (one.onset, one.set_apart) for one in grown.people if one.classification}
    assert cases == {one.id: (one.onset, one.set_apart) for one in found.people if one.classification}
    assert {Class.CONFIRMED} == {one.classification for one in found.people if one.classification}
