"""What the import kit's ports promise, for every implementation of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bluezone.lists.cleaning.dates import Birth
from bluezone.lists.duplicates.entries import Entry, keys_of
from bluezone.lists.ports import Decisions, KnownPeople, Register, SavedMappings, Verdict
from tests.support.lists.list_ports import DecisionsInMemory, MappingsInMemory, PeopleInMemory, RegisterInMemory
from tests.support.lists.tables import plan_of

HOA = Entry("1", "nguyen thi hoa", Birth(1985, 3, 14), frozenset({"0912345678"}), "02560")
BINH = Entry("2", "ha van binh", Birth(1990), frozenset({"0387654321"}))


@pytest.fixture(params=[MappingsInMemory])
def mappings(request: pytest.FixtureRequest) -> SavedMappings:
    return request.param()


@pytest.fixture(params=[DecisionsInMemory])
def decisions(request: pytest.FixtureRequest) -> Decisions:
    return request.param()


@pytest.fixture(params=[PeopleInMemory])
def people(request: pytest.FixtureRequest) -> KnownPeople:
    """A register that knows Hòa and Bình."""
    return request.param([HOA, BINH])


def register_in_memory() -> tuple[Register, Callable[[], list[int]]]:
    register = RegisterInMemory()
    return register, lambda: [record.row for record in register.records]


@pytest.fixture(params=[register_in_memory])
def register(request: pytest.FixtureRequest) -> tuple[Register, Callable[[], list[int]]]:
    """A register, and how to see which rows it has stored."""
    return request.param()


def test_a_mapping_is_found_by_schema_and_header_and_the_last_one_counts(mappings: SavedMappings) -> None:
    mappings.keep("staff", "ab" * 32, (("full_name", 0),))
    mappings.keep("staff", "ab" * 32, (("full_name", 1), ("phone", 2)))

    assert (("full_name", 1), ("phone", 2)) == mappings.find("staff", "ab" * 32)
    assert None is mappings.find("household", "ab" * 32)
    assert None is mappings.find("staff", "cd" * 32)


def test_a_decision_is_kept_and_may_be_changed(decisions: Decisions) -> None:
    decisions.remember("a", Verdict.DIFFERENT)
    decisions.remember("b", Verdict.DIFFERENT)
    decisions.remember("b", Verdict.SAME)

    assert {"a": Verdict.DIFFERENT, "b": Verdict.SAME} == dict(decisions.of({"a", "b", "c"}))
    assert {} == dict(decisions.of(set()))


def test_people_are_found_by_any_of_their_keys(people: KnownPeople) -> None:
    by_one_key = [entry.id for key in keys_of(HOA) for entry in people.with_keys({key})]

    assert {"1"} == set(by_one_key)
    assert {"1", "2"} == {entry.id for entry in people.with_keys({*keys_of(HOA), *keys_of(BINH)})}
    assert [] == list(people.with_keys({"p:0999999999"}))


def test_who_is_found_is_compared_by_the_same_facts(people: KnownPeople) -> None:
    (found,) = people.with_keys({"p:0912345678"})

    assert HOA.likeness() == found.likeness()


def test_a_plan_is_stored_whole_and_the_same_plan_only_once(
    register: tuple[Register, Callable[[], list[int]]],
) -> None:
    into, rows = register
    plan = plan_of(["STT", "Họ và tên"], [1, "Lê An"], [2, "Hà Bình"])

    into.apply(plan)
    into.apply(plan)
    into.apply(plan.without([3]))

    assert [2, 3, 2] == rows()
