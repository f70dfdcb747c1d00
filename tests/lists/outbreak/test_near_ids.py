"""An id that two programs wrote in two ways is told, and joined by nobody."""

from __future__ import annotations

import pytest

from bluezone.lists.outbreak.line_list import LineListColumns, read_line_list
from bluezone.lists.outbreak.near_ids import near_ids, other_id_column
from tests.support.trace.lists import contact_list, line_list, rows_of, said

CASES = line_list("id", "SK_1", "12", "BN 7")


@pytest.mark.parametrize(("who", "near"), [("sk_1", "SK_1"), ("SK-1", "SK_1"), ("12.0", "12"), ("bn7", "BN 7")])
def test_an_id_that_differs_by_a_hair_is_told(who: str, near: str) -> None:
    contacts = contact_list("from,to", f"SK_1,{who}")

    assert [(2, f"“{who}” is not in the line list, but “{near}” is; they were taken for two people.")] == said(
        near_ids(CASES, contacts)
    )


def test_it_is_told_once_with_the_first_line_and_of_either_end() -> None:
    contacts = contact_list("from,to", "12,x", "sk_1,x", "x,sk_1", "12.0,x")

    assert [3, 5] == [line for line, _ in said(near_ids(CASES, contacts))]


def test_whoever_is_listed_or_unlike_anybody_is_not_told() -> None:
    assert () == near_ids(CASES, contact_list("from,to", "SK_1,12", "SK_1,SK_11", "12,Lan"))


NAMED = rows_of("id,case_name,sex", "1,Lan,f", "2,Minh,m")


@pytest.mark.parametrize(
    ("contacts", "column"),
    [
        (("Lan,Hoa", "Minh,Hoa", "f,Nam"), "case_name"),
        (("1,Lan", "Minh,Hoa"), None),
        (("Nam,Hoa",), None),
        ((), None),
    ],
)
def test_a_list_that_is_joined_by_another_column_is_noticed(contacts: tuple[str, ...], column: str | None) -> None:
    cases = read_line_list(NAMED, LineListColumns())

    assert column == other_id_column(NAMED, cases, contact_list("from,to", *contacts))
