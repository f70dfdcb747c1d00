"""Who is listed twice is found with reasons, and what a person said about it holds."""

from __future__ import annotations

import random

import pytest

from bluezone.lists.cleaning.dates import Birth
from bluezone.lists.cleaning.people import Sex
from bluezone.lists.duplicates.entries import Entry, entries_of, keys_of, pair_of
from bluezone.lists.duplicates.finding import MAX_BLOCK, find_duplicates
from bluezone.lists.duplicates.scoring import LEAST_SCORE, reasons_for, score_of
from bluezone.lists.ports import Verdict
from bluezone.lists.schemas.kinds import HOUSEHOLD
from tests.support.lists.list_ports import DecisionsInMemory, PeopleInMemory
from tests.support.lists.synthetic_people import full_names, mobile
from tests.support.lists.tables import plan_of

HOA = Entry("1", "nguyen thi hoa", Birth(1985, 3, 14), frozenset({"0912345678"}), "02560", Sex.FEMALE, "071234567")


def alike(**changes: object) -> Entry:
    facts = {slot: getattr(HOA, slot) for slot in Entry.__slots__} | {"id": "2"} | changes
    return Entry(**facts)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (alike(), "all of it"),
        (alike(phones=frozenset(), identity=None), "name, birth and commune"),
        (alike(birth=Birth(1985), phones=frozenset(), identity=None), "name, year and commune"),
        (alike(name="nguyen thi hoaa", birth=None, identity=None), "a slip in the name, the same phone"),
        (alike(name="nguyn thi hoa", phones=frozenset(), identity=None), "a slip in the name, the same day of birth"),
        (alike(birth=None, commune=None, identity=None), "name and phone"),
        (alike(phones=frozenset(), birth=None, commune=None), "name and card"),
    ],
)
def test_these_may_be_the_same(other: Entry, why: str) -> None:
    assert score_of(reasons_for(HOA, other)) >= LEAST_SCORE, why
    assert 1 == len(find_duplicates([HOA, other]).candidates), why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (alike(name="nguyen van binh", birth=Birth(1983), sex=Sex.MALE, identity=None), "a couple with one phone"),
        (alike(name="tran van son", birth=None, sex=None, identity=None), "an office with one phone"),
        (alike(birth=Birth(1985, 9, 9), phones=frozenset(), commune="02545", identity=None), "a namesake elsewhere"),
        (alike(birth=Birth(1962), phones=frozenset(), identity=None), "a namesake of another age"),
        (alike(sex=Sex.MALE, birth=Birth(1985), phones=frozenset(), identity=None), "Hòa who is a man"),
        (alike(identity="099999999", birth=Birth(1985), phones=frozenset()), "another card"),
    ],
)
def test_these_are_not(other: Entry, why: str) -> None:
    assert () == find_duplicates([HOA, other]).candidates, why


def test_a_candidate_says_why_with_the_weightiest_first() -> None:
    (candidate,) = find_duplicates([HOA, alike(identity=None)]).candidates

    assert ["same name but for marks", "same date of birth", "same phone", "same commune"] == [
        reason.words.en for reason in candidate.reasons
    ]
    assert [0.45, 0.3, 0.3, 0.08] == [reason.weight for reason in candidate.reasons]
    assert 1.0 == candidate.score


def test_an_old_number_and_what_it_became_are_one() -> None:
    plan = plan_of(
        ["STT", "Họ và tên", "Năm sinh", "Số điện thoại"],
        [1, "Nguyễn Thị Hòa", 1985, "01681234567"],
        [2, "NGUYỄN THỊ HÒA", None, "0381234567"],
    )

    assert 1 == len(find_duplicates(entries_of(plan)).candidates)


def test_a_pair_that_was_told_apart_is_not_shown_again_in_any_later_list() -> None:
    decisions = DecisionsInMemory()
    (candidate,) = find_duplicates([HOA, alike(identity=None)], decisions=decisions).candidates

    decisions.remember(candidate.pair, Verdict.DIFFERENT)

    assert () == find_duplicates([alike(id="77", identity=None), alike(id="78")], decisions=decisions).candidates
    assert () != find_duplicates([HOA, alike(identity=None, commune="1")], decisions=decisions).candidates


def test_a_pair_that_is_the_same_stays_shown_until_it_is_merged() -> None:
    decisions = DecisionsInMemory()
    decisions.remember(pair_of(HOA, alike()), Verdict.SAME)

    assert 1 == len(find_duplicates([HOA, alike()], decisions=decisions).candidates)


def test_new_entries_are_compared_with_known_ones_and_those_not_with_each_other() -> None:
    known = PeopleInMemory(
        [alike(id="k1"), alike(id="k2"), alike(id="k3", name="ma van chi", phones=frozenset(), identity=None)]
    )

    found = find_duplicates([HOA], known).candidates

    assert [("1", "k1"), ("1", "k2")] == [(candidate.one.id, candidate.other.id) for candidate in found]


def test_the_register_is_asked_in_parts() -> None:
    known = PeopleInMemory([])

    find_duplicates([Entry(str(n), "x", None, frozenset({f"09{n:08}"})) for n in range(1_200)], known)

    assert [500, 500, 200] == known.asked


def test_a_key_that_too_many_share_is_named_and_not_compared() -> None:
    crowd = [Entry(str(n), f"ten {n}", None, frozenset({"02073835123"})) for n in range(MAX_BLOCK + 1)]

    found = find_duplicates(crowd)

    assert ((), ("p:02073835123",)) == (found.candidates, found.crowded_keys)


def test_planted_slips_are_found_among_strangers() -> None:
    chance = random.Random(3)
    names = full_names(chance, 600)
    people = [
        Entry(
            f"p{n}",
            name.lower(),
            Birth(chance.randint(1940, 2010), 1 + n % 12, 1 + n % 28),
            frozenset({mobile(chance)}),
        )
        for n, name in enumerate(names)
    ]
    slips = [Entry(f"s{n}", people[n].name[:-1], people[n].birth, people[n].phones) for n in range(0, 600, 20)]

    found = {(c.one.id, c.other.id) for c in find_duplicates([*people, *slips]).candidates}

    assert {(f"p{n}", f"s{n}") for n in range(0, 600, 20)} <= found
    assert len(found) <= 32


def test_keys_are_the_same_for_the_same_person_and_never_empty_words() -> None:
    assert set(keys_of(HOA)) == set(keys_of(alike()))
    assert () == tuple(keys_of(Entry("x", "nguyen thi hoa")))


HEADS = ["STT", "Chủ hộ", "Số khẩu", "Đã cài"]


def test_the_same_head_in_the_same_hamlet_may_be_the_same_household() -> None:
    plan = plan_of(
        HEADS, ["Thôn Bòng"], [1, "Lê Văn An", 4, 2], [2, "LÊ VĂN AN", 4, 3], ["Thôn Một"], [3, "Lê Văn An", 4, 2],
        schema=HOUSEHOLD,
    )  # fmt: skip

    (candidate,) = find_duplicates(entries_of(plan)).candidates

    assert ("row 3", "row 4") == (candidate.one.id, candidate.other.id)
    assert ["same name but for marks", "same hamlet"] == [reason.words.en for reason in candidate.reasons]


def test_a_verdict_about_namesakes_of_one_hamlet_says_nothing_of_another() -> None:
    def namesakes(hamlet: str) -> list[Entry]:
        return [Entry(str(number), "le van an", hamlet=hamlet) for number in (1, 2)]

    decisions = DecisionsInMemory()
    (one,) = find_duplicates(namesakes("thon bong")).candidates
    decisions.remember(one.pair, Verdict.DIFFERENT)

    assert () == find_duplicates(namesakes("thon bong"), decisions=decisions).candidates
    assert 1 == len(find_duplicates(namesakes("thon mot"), decisions=decisions).candidates)


def test_a_hamlet_changes_no_pair_of_those_of_whom_more_is_known() -> None:
    assert pair_of(HOA, alike()) == pair_of(alike(hamlet="thon bong"), alike(hamlet="thon mot"))
