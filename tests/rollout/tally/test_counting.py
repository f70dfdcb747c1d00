"""Each entry counts exactly once, and nothing of it is left but its share in a sum."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import typing
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.errors import TallyError, Untallied
from bluezone.rollout.tally.counting import (
    MOST_BYTES,
    Entry,
    Receipt,
    Tally,
    TallyBook,
    parse_entries,
    take,
)
from bluezone.rollout.tally.tokens import FieldToken, TeamCode
from tests.support.rollout.reporting import ZONE

DAY = dt.date(2020, 8, 15)


def token(team: str = "D07", day: dt.date = DAY) -> FieldToken:
    return FieldToken(
        "son-duong-2020", TeamCode(team), day, dt.datetime.combine(day, dt.time(23), ZONE) + dt.timedelta(days=1)
    )


def entry(number: int, **counts: int) -> Entry:
    return Entry(number.to_bytes(16), Tally(**(counts or {"helped": 1})))


TALLIES = st.builds(
    lambda helped, part, none, refused: Tally(helped, min(helped, part), none, refused),
    st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9),
)  # fmt: skip


def test_fifty_entries_sent_again_and_again_are_there_exactly_once() -> None:
    entries = [entry(i, helped=2, installed=1, no_smartphone=1, refused=1) for i in range(50)]

    first = take(TallyBook(), token(), entries[:30])
    again = take(first.book, token(), entries)
    last = take(again.book, token(), entries)

    assert (30, 0) == (first.added, first.known)
    assert (20, 30) == (again.added, again.known)
    assert (0, 50) == (last.added, last.known)
    assert Tally(100, 50, 50, 50) == last.book.total()


def test_an_entry_twice_in_one_sending_counts_once() -> None:
    assert Tally(1) == take(TallyBook(), token(), [entry(1), entry(1)]).book.total()


def test_teams_and_days_are_summed_apart_and_cannot_use_up_each_others_ids() -> None:
    book = take(TallyBook(), token("D07"), [entry(1)]).book
    book = take(book, token("D08"), [entry(1, helped=3)]).book
    book = take(book, token("D07", DAY + dt.timedelta(days=1)), [entry(1)]).book

    helped = [(team, tally.helped) for (team, _), tally in book.sums.items()]
    assert [(TeamCode("D07"), 1), (TeamCode("D08"), 3), (TeamCode("D07"), 1)] == helped


@given(st.lists(TALLIES, min_size=1, max_size=8), st.randoms())
def test_the_book_cannot_tell_which_entry_said_refused(tallies: list[Tally], chance: typing.Any) -> None:
    """Whoever refused, in whatever order doors were knocked at: the same ids and the same sums make the same book."""
    shuffled = list(tallies)
    chance.shuffle(shuffled)

    book = take(TallyBook(), token(), [Entry(i.to_bytes(16), t) for i, t in enumerate(tallies)]).book
    other = take(TallyBook(), token(), [Entry(i.to_bytes(16), t) for i, t in enumerate(shuffled)]).book

    assert book == other


@given(st.lists(st.tuples(st.sampled_from(["D07", "D08"]), st.lists(st.integers(0, 9))), max_size=12))
def test_over_any_line_that_repeats_and_reorders_each_teams_entries_are_there_once(
    sendings: list[tuple[str, list[int]]],
) -> None:
    book, sent = TallyBook(), set()
    for team, numbers in sendings:
        receipt = take(book, token(team), [entry(n, helped=n + 1) for n in numbers])
        assert receipt.added + receipt.known == len(numbers)
        book = receipt.book
        sent |= {(team, n) for n in numbers}

    assert len(sent) == len(book.taken)
    assert sum(n + 1 for _, n in sent) == book.total().helped


def test_no_list_of_people_who_refused_can_exist() -> None:
    """No type that the tally keeps or takes has room for a name, a household, a place or the moment of one knock."""
    leaves = set(leaf_types(TallyBook)) | set(leaf_types(Entry)) | set(leaf_types(Receipt))

    assert {int, bytes, dt.date, TeamCode} == leaves


def leaf_types(kind: typing.Any) -> Iterator[type]:
    """What a value of this type can hold in the end. A team's code counts as itself: its form admits no name."""
    if typing.get_origin(kind) is not None:
        for argument in (found for found in typing.get_args(kind) if found is not Ellipsis):
            yield from leaf_types(argument)
    elif dataclasses.is_dataclass(kind) and kind is not TeamCode:
        for hint in typing.get_type_hints(kind).values():
            yield from leaf_types(hint)
    else:
        yield kind


@dataclasses.dataclass
class Named:
    """What must never be: a count with somebody's name beside it."""

    who: str
    counts: tuple[Tally, ...]


def test_a_type_with_a_name_in_it_would_be_found() -> None:
    assert {str, int} == set(leaf_types(Named))


@pytest.mark.parametrize("extra", ["name", "address", "phone", "at", "note"])
def test_a_page_that_sends_more_than_counts_is_refused(extra: str) -> None:
    line = {"id": "00" * 16, "refused": 1, extra: "Nguyễn Văn An"}

    with pytest.raises(TallyError):
        parse_entries(json.dumps([line]).encode())


def test_a_pages_entries_are_read() -> None:
    data = json.dumps([{"id": "0f" * 16, "helped": 2, "installed": 1}, {"id": "10" * 16, "refused": 1}]).encode()

    assert (Entry(b"\x0f" * 16, Tally(2, 1)), Entry(b"\x10" * 16, Tally(refused=1))) == parse_entries(data)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"[1]", b"[" * 100_000, b'[{"id":"00"}]', b'[{"id":"' + b"00" * 16 + b'"}]',
        b'[{"id":"' + b"zz" * 16 + b'","helped":1}]',
        b'[{"id":"' + b"00" * 16 + b'","helped":-1}]',
        b'[{"id":"' + b"00" * 16 + b'","helped":1.5}]',
        b'[{"id":"' + b"00" * 16 + b'","helped":1,"installed":2}]',
        b'[{"id":"' + b"00" * 16 + b'","helped":501}]',
        b'[{"id":"' + b"00" * 16 + b'","helped":"1"}]',
        b" " * (MOST_BYTES + 1),
        json.dumps([{"id": "00" * 16, "helped": 1}] * 1_001).encode(),
    ],
)  # fmt: skip
def test_what_is_no_list_of_entries_is_refused_whole(data: bytes) -> None:
    with pytest.raises(TallyError) as refused:
        parse_entries(data)

    assert Untallied.MALFORMED is refused.value.reason
