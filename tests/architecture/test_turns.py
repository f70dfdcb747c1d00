"""Of a long table each run asks a part: whose turn it is hangs on the commit, and over as many turns all is asked."""

from __future__ import annotations

import os
import subprocess
from types import SimpleNamespace

import pytest

from tests.conftest import pytest_terminal_summary
from tests.support import turns
from tests.support.sources import PROJECT
from tests.support.turns import (
    LOOKS_A_TURN,
    PHONE_SCREENS_A_TURN,
    ROLES_A_TURN,
    TURN,
    drawn_turn,
    in_turn,
    is_in_turn,
    round_of,
)


@pytest.mark.parametrize(("asked", "of"), [(1, 3), (2, 3), (1, 4), (1, 2)])
def test_over_as_many_turns_each_entry_is_asked_as_often_as_any_other(monkeypatch, asked, of):
    table = [f"entry {at}" for at in range(60)]
    found = []

    for turn in range(of):
        monkeypatch.setenv(TURN, str(turn))
        found += in_turn(table, asked=asked, of=of)

    assert sorted(table * asked) == sorted(found)


def test_a_turn_is_a_part_of_the_table_in_its_order(monkeypatch):
    monkeypatch.setenv(TURN, "4")

    assert ["b", "e", "h"] == in_turn("abcdefgh", asked=1, of=3)


def test_in_a_drill_it_is_the_turn_of_all(monkeypatch):
    for turn in ("0", "1", "2740313"):
        monkeypatch.setenv(TURN, turn)

        assert list("abcdefgh") == in_turn("abcdefgh", asked=3, of=3)


def test_no_turn_is_empty_where_the_table_has_as_many_entries_as_there_are_turns(monkeypatch):
    for turn in range(3):
        monkeypatch.setenv(TURN, str(turn))

        assert 1 == len(in_turn("abc", asked=1, of=3))


def test_what_is_drawn_within_a_turn_is_drawn_otherwise_when_it_is_an_entrys_turn_again(monkeypatch):
    """Of six screens one is looked at, and of three that are one in the wide window: each of them at some turn."""
    table, wide = [f"screen {at}" for at in range(60)], set()

    for turn in range(18):
        monkeypatch.setenv(TURN, str(turn))
        wide |= {one for at, one in enumerate(in_turn(table, asked=1, of=6)) if (at + round_of(6)) % 3 == 0}

    assert set(table) == wide


@pytest.mark.parametrize(
    ("whose", "of", "within"), [(1, PHONE_SCREENS_A_TURN, 1), (2, ROLES_A_TURN, 3)], ids=["phones", "portal"]
)
@pytest.mark.parametrize("ways", [2, 3, 4])
def test_where_files_take_turns_too_each_screen_is_looked_at_in_every_way(monkeypatch, whose, of, within, ways):
    """Every fourth run looks, at a fifth of the screens or of the portal's at a third of what a fifth of the roles
    find, and at each in one of some ways: in every way at some turn."""
    table, looked_at = [f"screen {at}" for at in range(60)], set()

    for turn in range(LOOKS_A_TURN * of * within * 12):
        monkeypatch.setenv(TURN, str(turn))
        if is_in_turn(whose, asked=1, of=LOOKS_A_TURN):
            found = in_turn(table, asked=1, of=of)
            found = [one for at, one in enumerate(found) if (at - round_of(of)) % within == 0]
            looked_at |= {(one, (at + round_of(LOOKS_A_TURN * of * within)) % ways) for at, one in enumerate(found)}

    assert {(one, way) for one in table for way in range(ways)} == looked_at


def test_the_turn_of_a_run_is_drawn_from_its_commit():
    head = subprocess.run(("git", "rev-parse", "HEAD"), cwd=PROJECT, capture_output=True, text=True, check=False)

    assert (0 if head.returncode else int(head.stdout[:8], 16)) == drawn_turn()


@pytest.mark.parametrize("ended", [OSError("no git"), subprocess.CalledProcessError(128, "git")])
def test_sources_without_a_history_have_the_first_turn(monkeypatch, ended):
    def fails(*_words, **_how):
        raise ended

    monkeypatch.setattr(turns.subprocess, "run", fails)

    assert 0 == drawn_turn()


def test_a_run_knows_its_turn_before_its_tests_are_loaded():
    assert os.environ[TURN].isdigit()
    assert is_in_turn(int(os.environ[TURN]), asked=1, of=3)


@pytest.mark.parametrize(("ended", "is_told"), [("passed", False), ("failed", True), ("error", True)])
def test_whoever_looks_for_what_failed_is_told_the_turn(monkeypatch, ended, is_told):
    monkeypatch.setenv(TURN, "7")
    told: list[str] = []

    reporter = SimpleNamespace(
        config=SimpleNamespace(stash={}), getreports=lambda name: [name] * (name == ended), write_line=told.append
    )
    pytest_terminal_summary(reporter)

    assert ([f"with {TURN}=7 the same is asked again"] if is_told else []) == told
