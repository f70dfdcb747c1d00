"""Two persons merged crosswise at once, and a merge killed wherever it can be: one of the two holds, whole or not at
all; and a merge and a transfer of one person take their locks in one order. On both databases."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.forking import forked
from tests.support.portal.begun_stores import begun_store_address
from tests.support.portal.mergers_at_once import PAIRS


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_one_of_two_holds_and_a_killed_one_has_not_been(store: str, tmp_path: Path) -> None:
    kept = ("BLUEZONE_AMOUNTS",)
    bare = {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith(("BLUEZONE_", "PYTEST_"))
    }
    with begun_store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.mergers_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    played = json.loads(done.stdout)
    told = "one of these two persons was merged meanwhile; look at them again"
    whole = {"answers": [["merged", told]], "merged": PAIRS, "merges": PAIRS, "of merged": 0}
    assert whole == played["crosswise"]
    assert {"torn": [], "done": True} == {name: played["killed"][name] for name in ("torn", "done")}
    assert played["killed"]["kills"] >= 15
    assert "taken" == played["taken"]
