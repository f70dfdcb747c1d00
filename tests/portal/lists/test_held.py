"""Which rows of lists are about somebody, and which are about somebody else of their name."""

from __future__ import annotations

import pytest

from bluezone.portal.frame.held import About
from bluezone.portal.lists.held import is_about
from bluezone.portal.lists.models import Entry

PHONE, OTHER = "0384567890", "0912345678"
AS_IT_WAS = "01684567890"
"""The first telephone, as it was called until 2018."""


def about(*phones: str) -> About:
    return About(frozenset({1}), phones=frozenset(phones), birth_years=frozenset({1980}))


@pytest.mark.parametrize(
    ("phones", "own", "is_theirs"),
    [
        (PHONE, PHONE, True),
        (f"{OTHER}, {PHONE}", PHONE, True),
        (AS_IT_WAS, PHONE, True),
        (PHONE, AS_IT_WAS, True),
        (OTHER, PHONE, False),
    ],
)
def test_where_both_have_telephones_one_of_them_says_whose_the_row_is(phones, own, is_theirs):
    year = "1980" if not is_theirs else "1955"

    assert is_theirs is is_about(Entry(phones=phones, birth=year), about(own))


@pytest.mark.parametrize(("phones", "own"), [(PHONE, ()), ("", (PHONE,)), ("", ())])
@pytest.mark.parametrize(("birth", "is_theirs"), [("1980-08-05", True), ("1981", False), ("", False)])
def test_where_one_has_none_the_year_of_birth_says_it(phones, own, birth, is_theirs):
    assert is_theirs is is_about(Entry(phones=phones, birth=birth), about(*own))
