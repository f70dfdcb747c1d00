"""Trees as plain numbers: what they answer, and what they refuse to be made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.proximity.trees import LEAF, Forest, ForestError, Tree

NEAR_OR_FAR = Tree(features=(0, LEAF, LEAF), numbers=(-80.0, 1.0, -1.0), lefts=(1, 0, 0), rights=(2, 0, 0))


def test_a_row_goes_left_at_or_below_the_cut_and_right_above_it() -> None:
    assert [1.0, 1.0, -1.0] == [NEAR_OR_FAR.value([level]) for level in (-90.0, -80.0, -79.9)]


def test_a_forest_adds_its_trees_to_its_start() -> None:
    forest = Forest(columns=1, start=0.5, trees=(NEAR_OR_FAR, NEAR_OR_FAR))

    assert 2.5 == forest.predict([-90.0])


def test_a_forest_without_trees_answers_its_start() -> None:
    assert 0.5 == Forest(columns=2, start=0.5, trees=()).predict([1.0, 2.0])


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ForestError, match="does not fit"):
        Forest(columns=1, start=0.0, trees=(NEAR_OR_FAR,)).predict([1.0, 2.0])


@pytest.mark.parametrize(
    "arrays",
    [
        ((), (), (), ()),
        ((0, LEAF), (0.0, 1.0, 2.0), (1, 0), (1, 0)),
        ((0, LEAF), (0.0, 1.0), (0, 0), (1, 0)),
        ((0, LEAF), (0.0, 1.0), (1, 0), (2, 0)),
    ],
    ids=["empty", "unequal", "a walk in a circle", "a child that does not exist"],
)
def test_arrays_that_are_no_tree_are_refused(arrays: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ForestError):
        Tree(*arrays)


def test_a_tree_that_asks_for_a_missing_column_is_refused() -> None:
    with pytest.raises(ForestError, match="feature"):
        Forest(columns=1, start=0.0, trees=(Tree((1, LEAF, LEAF), (0.0, 1.0, 2.0), (1, 0, 0), (2, 0, 0)),))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["features", "numbers"]), inner),
    max_leaves=6,
)


@given(st.fixed_dictionaries({}, optional={"columns": JSON, "start": JSON, "trees": JSON}))
def test_whatever_a_file_holds_it_is_a_forest_or_refused(numbers: dict[str, object]) -> None:
    try:
        forest = Forest.from_mapping(numbers)
    except ForestError:
        return

    assert forest.columns == int(str(int(forest.columns)))
