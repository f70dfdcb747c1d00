"""One slip of the finger is forgiven, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.vietnam.nearness import nearest, slips_forgiven

NAMES = ["truongsinh", "sonduong", "tantrao", "tan", "ea"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("truong xinh", "truongsinh"),
        ("son duog", "sonduong"),
        ("tna trao", "tantrao"),
        ("tann trao", "tantrao"),
        ("tan trao", "tantrao"),
        ("tam", "tan"),
        ("e a", "ea"),
        ("sonduong", "sonduong"),
        ("truongg xinh", "truongsinh"),
    ],
)
def test_a_slip_still_finds(typed: str, name: str) -> None:
    assert name == NAMES[nearest(typed, NAMES)[0][1]]


@pytest.mark.parametrize("typed", ["", "e", "xon duogg", "tam trau", "bac kinh"])
def test_two_slips_in_a_short_name_and_one_letter_alone_find_nothing(typed: str) -> None:
    assert [] == nearest(typed, NAMES)


def test_the_nearest_comes_first_and_says_by_how_many_slips() -> None:
    assert [(0, 1), (1, 0), (1, 2)] == nearest("tan trao", ["tantrau", "tantrao", "tantraoo"])


@given(st.text(alphabet="abc ", max_size=20))
def test_longer_names_forgive_more_and_never_more_than_two(typed: str) -> None:
    letters = len(typed.replace(" ", ""))

    assert (0 if letters < 2 else 1 if letters < 9 else 2) == slips_forgiven(typed)
