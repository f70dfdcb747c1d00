"""A survivor is explained by the row that somebody wrote of it, and no other fault with the same words is."""

from __future__ import annotations

import pytest

from drills.mutants import explaining
from drills.mutants.explaining import Spot, explanations, spots_of, why
from drills.mutants.planting import Mutant, mutants_of
from tests.support.sources import PROJECT

pytestmark = pytest.mark.in_turn(of=3)

TWINS = """
LIMIT = 7


def narrow():
    return taken < 7


class Wide:
    @holds(7)
    def wide(self):
        def inner():
            return 7

        return taken < 7 or taken > 7
"""


def spots(source: str) -> list[tuple[str, str]]:
    """Where seven becomes eight: the function, and which of its sevens."""
    found = spots_of("room.py", source.encode()).values()
    return [(spot.function, spot.which) for spot in found if (spot.before, spot.after) == ("7", "(8)")]


def test_a_fault_is_known_by_its_function_and_by_its_place_among_the_same_words() -> None:
    assert [
        ("", "1 of 1"),
        ("Wide.wide", "1 of 3"),
        ("Wide.wide", "2 of 3"),
        ("Wide.wide", "3 of 3"),
        ("Wide.wide.inner", "1 of 1"),
        ("narrow", "1 of 1"),
    ] == sorted(spots(TWINS))


def test_every_fault_has_a_spot_of_its_own_wherever_its_line_goes() -> None:
    before, after = (spots_of("room.py", source.encode()) for source in (TWINS, "\n\n" + TWINS))

    assert len(mutants_of("room.py", TWINS.encode())) == len(set(before.values()))
    assert set(before.values()) == set(after.values())


@pytest.mark.parametrize(
    ("row", "explained"),
    [
        (Spot(path="room.py", before="7", after="(8)"), 2),
        (Spot(path="room.py", function="narrow", before="7", after="(8)"), 6),
        (Spot(path="room.py", function="Wide.wide", before="7", after="(8)", which="2 of 3"), 15),
        (Spot(path="room.py", function="Wide.wide", before="7", after="(8)"), None),
        (Spot(path="another.py", function="narrow", before="7", after="(8)"), None),
    ],
)
def test_another_fault_with_the_same_words_is_not_explained_away(monkeypatch, row: Spot, explained: int | None) -> None:
    """A row tells of one line; where it does not say which of several, of none."""
    found = spots_of("room.py", TWINS.encode())
    monkeypatch.setattr(explaining, "_spots_in", {"room.py": found}.__getitem__)
    monkeypatch.setattr(explaining, "explanations", lambda: {row: "a matter of taste"})

    told: list[Mutant] = [mutant for mutant in found if why(mutant)]

    assert ([] if explained is None else [explained]) == [mutant.line for mutant in told]


@pytest.mark.slow
def test_every_explained_survivor_can_still_be_planted() -> None:
    """A row whose lines were written anew, or that has been given a twin, is read again."""
    there = {path: set(spots_of(path, (PROJECT / path).read_bytes()).values()) for path in _explained_files()}

    for spot, words in explanations().items():
        assert words
        assert spot in there[spot.path], spot


def _explained_files() -> set[str]:
    """Each once: most have several rows."""
    return {spot.path for spot in explanations()}
