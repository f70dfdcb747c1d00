"""A sum of small decision trees, as plain numbers, for phones without a learning library.

`bluezone proximity fit` grows them elsewhere; here they are only read and walked. A forest from a file is checked
once, at birth: every walk ends, and every feature exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEAF = -1
"""In place of a feature: the walk ends here."""


class ForestError(ValueError):
    """A forest's arrays do not describe trees; nothing was taken over from it."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree in arrays of equal length, node 0 the root. A row goes left when its feature is at most the cut."""

    features: tuple[int, ...]
    """Column of the row that a node asks, or LEAF."""
    numbers: tuple[float, ...]
    """A node's cut, or a leaf's value."""
    lefts: tuple[int, ...]
    rights: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.features or len({len(self.features), len(self.numbers), len(self.lefts), len(self.rights)}) != 1:
            raise ForestError("a tree's arrays are empty or of different lengths")
        for node, feature in enumerate(self.features):
            if feature != LEAF and not all(
                node < child < len(self.features) for child in (self.lefts[node], self.rights[node])
            ):
                raise ForestError(f"node {node} of a tree leads nowhere, or back")

    def value(self, row: Sequence[float]) -> float:
        """What this tree adds for a row."""
        node = 0
        while (feature := self.features[node]) != LEAF:
            node = self.lefts[node] if row[feature] <= self.numbers[node] else self.rights[node]
        return self.numbers[node]


@dataclass(frozen=True, slots=True)
class Forest:
    """start + the sum over the trees."""

    columns: int
    start: float
    trees: tuple[Tree, ...]

    def __post_init__(self) -> None:
        if any(not LEAF <= feature < self.columns for tree in self.trees for feature in tree.features):
            raise ForestError("a tree asks for a feature that does not exist")

    @classmethod
    def from_mapping(cls, numbers: Mapping[str, Any]) -> Forest:
        """A forest as it stands in a parameter file."""
        try:
            trees = tuple(
                Tree(tuple(tree["features"]), tuple(tree["numbers"]), tuple(tree["lefts"]), tuple(tree["rights"]))
                for tree in numbers["trees"]
            )
            return cls(int(numbers["columns"]), float(numbers["start"]), trees)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ForestError("a forest lacks a part, or has one of a wrong type") from error

    def predict(self, row: Sequence[float]) -> float:
        """The forest's answer for one row of `columns` numbers."""
        if len(row) != self.columns:
            raise ForestError(f"a row of {len(row)} numbers does not fit a forest of {self.columns}")
        return self.start + sum(tree.value(row) for tree in self.trees)
