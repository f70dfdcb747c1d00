"""Each field is what was asked for, or a refusal that points at it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.directive.fields import LONGEST_LINE, MOST_ITEMS, Fields
from bluezone.rollout.errors import DirectiveError

ZONE = dt.timezone(dt.timedelta(hours=7))
LEAVES = (
    st.text(max_size=30) | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes()
    | st.datetimes(timezones=st.just(ZONE)) | st.times()
)  # fmt: skip
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
READERS: list[Callable[[Fields], object]] = [
    lambda fields: fields.text("x"),
    lambda fields: fields.id("x"),
    lambda fields: fields.flag("x"),
    lambda fields: fields.number("x"),
    lambda fields: fields.date("x"),
    lambda fields: fields.moment("x"),
    lambda fields: fields.texts("x"),
    lambda fields: fields.table("x").finish(),
    lambda fields: [table.finish() for table in fields.tables("x")],
]


def refusal(value: object, read: Callable[[Fields], object]) -> str:
    with pytest.raises(DirectiveError) as refused:
        read(Fields({"x": value}, "a.toml", "clause[2]"))
    return str(refused.value)


@given(VALUES, st.sampled_from(READERS))
def test_whatever_stands_there_is_taken_or_refused_at_its_place(
    value: object, read: Callable[[Fields], object]
) -> None:
    try:
        read(Fields({"x": value}, "a.toml", "clause[2]"))
    except DirectiveError as error:
        said = (str(error), error.words.vi)
    else:
        return

    assert all(line.startswith("a.toml: clause[2].x") and line.isprintable() for line in said)


def test_text_is_composed_and_bare() -> None:
    assert "Sơn" == Fields({"x": "  So\u031bn "}, "a.toml").text("x")


def test_a_true_is_no_number_and_a_moment_no_day() -> None:
    assert "whole number" in refusal(True, lambda fields: fields.number("x"))
    assert "must be a date" in refusal(dt.datetime(2020, 8, 1), lambda fields: fields.date("x"))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ([], "x"),
        (["a"] * (MOST_ITEMS + 1), "x"),
        (["a", 1], "x[2]"),
        (["a", " "], "x[2]"),
        (["y" * (LONGEST_LINE + 1)], "x[1]"),
    ],
)
def test_a_list_is_refused_at_the_entry_that_is_wrong(value: object, where: str) -> None:
    assert refusal(value, lambda fields: fields.texts("x")).startswith(f"a.toml: clause[2].{where}: ")


def test_tables_count_from_one() -> None:
    assert "clause[2].x[2]: must be a table" in refusal([{}, 3], lambda fields: fields.tables("x"))


def test_what_nobody_took_was_a_misspelling() -> None:
    fields = Fields({"due": 1, "dew": 2}, "a.toml")
    fields.number("due")

    with pytest.raises(DirectiveError, match="dew: there is no such field"):
        fields.finish()


def test_a_strangers_key_cannot_break_our_line() -> None:
    with pytest.raises(DirectiveError) as refused:
        Fields({"a\nb" * 90: 1}, "a.toml").finish()

    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 100


def test_what_may_be_left_out_may_be_left_out() -> None:
    empty = Fields({}, "a.toml")
    moment = dt.datetime(2020, 8, 26, tzinfo=ZONE)

    assert (None, None, (), False) == (
        empty.optional_text("x"), empty.optional_id("x"), empty.optional_texts("x"), empty.flag("x")
    )  # fmt: skip
    assert moment == empty.optional_moment("x", moment)
