"""Devices that send the same rows in the same moments, and again: each row stands and counts once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.forking import forked
from tests.support.portal.begun_stores import begun_store_address
from tests.support.portal.doors_at_once import ROWS


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_each_row_of_a_door_is_kept_and_counted_once(store: str, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with begun_store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.doors_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    assert {"kept": ROWS, "stored": 2 * ROWS, "doubled": 0, "counted": 2 * ROWS, "hours": 2} == json.loads(done.stdout)
