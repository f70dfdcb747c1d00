"""A synthetic outbreak is the same for the same seed, as large as asked, and could have happened."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from bluezone.lists.outbreak.named_headers import Class, Meeting
from bluezone.lists.outbreak.two_lists import TwoLists
from bluezone.portal.demo.growing import grow_outbreak

COMMUNES = ("Xã Tân Trào", "Xã Sơn Dương", "Xã Bình Ca")
LAST = dt.date(2021, 6, 1)


@pytest.fixture(scope="module")
def grown() -> TwoLists:
    return grow_outbreak(3_000, COMMUNES, LAST)


def test_it_is_as_large_as_asked_and_the_same_again(grown: TwoLists) -> None:
    assert 3_000 == len(grown.people) == len({one.id for one in grown.people})
    assert grow_outbreak(3_000, COMMUNES, LAST) == grown
    assert grow_outbreak(3_000, COMMUNES, LAST, seed=2) != grown


@pytest.mark.parametrize("people", [1, 2, 17])
def test_a_small_one_is_one_too(people: int) -> None:
    assert people == len(grow_outbreak(people, COMMUNES[:1], LAST).people)


def test_everybody_was_met_or_fell_ill_and_nobody_met_themselves(grown: TwoLists) -> None:
    met = {one.target for one in grown.meetings}

    assert [] == [one.id for one in grown.people if one.classification is None and one.id not in met]
    assert [] == [one for one in grown.meetings if one.source == one.target]


def test_meetings_lie_where_they_can_have_infected(grown: TwoLists) -> None:
    people = {one.id: one for one in grown.people}
    cases = [(met, people[met.source]) for met in grown.meetings if people[met.source].set_apart]

    assert [] == [
        met for met, case in cases if met.first_day < case.onset - dt.timedelta(days=3) and not is_before(met, case)
    ]
    assert [] == [met for met in grown.meetings if not met.first_day <= met.last_day <= LAST]
    assert all(one.onset <= LAST for one in grown.people if one.onset)


def is_before(met: object, case: object) -> bool:
    """A contact may have met others before falling ill."""
    return met.first_day <= case.onset


def test_every_state_and_setting_is_there(grown: TwoLists) -> None:
    held = Counter(one.classification for one in grown.people)
    settings = Counter(met.kind for met in grown.meetings)

    assert set(Class) | {None} == set(held)
    assert set(Meeting) == set(settings)
    assert 50 < held[Class.CONFIRMED] < 300
    assert set(COMMUNES) == {one.known.commune for one in grown.people}


def test_some_stand_there_twice_and_some_met_several(grown: TwoLists) -> None:
    phones = Counter(one.known.phone for one in grown.people if one.known.phone)
    sources = Counter(met.target for met in grown.meetings)

    assert 0 < sum(count > 1 for count in phones.values()) < 60
    assert 0 < sum(count > 1 for count in sources.values()) < 600
