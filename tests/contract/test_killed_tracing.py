"""Bringing lists in, merging two persons, confirming an F1 and a carry-over, killed wherever they can be: each stands
whole or not at all, on both databases."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.amounts import FULL
from tests.support.forking import forked
from tests.support.portal.begun_stores import begun_store_address


@pytest.mark.in_turn(of=4, family="kills and processors")
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_a_killed_act_has_not_been_and_the_next_one_is_whole(
    store: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    kept = ("BLUEZONE_AMOUNTS",)
    bare = {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith(("BLUEZONE_", "PYTEST_"))
    }
    with begun_store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.killed_acts", environment={**bare, **chosen}, timeout=580)
        assert 0 == done.returncode, done.stderr

    played = json.loads(done.stdout)
    assert {"carry_over", "cascade", "merge", "import_outbreak"} == set(played)
    for act, found in played.items():
        assert ([], True, 0) == (found["torn"], found["done"], found["differences"]), act
    kills = sum(found["kills"] for found in played.values())
    record_property("counted kills of tracing", kills)
    assert kills >= (50 if FULL else 4 * 3)
