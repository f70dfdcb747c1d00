"""Three officers want the last bed of a place at once: one of them gets it, the others read why not. On both
databases."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.forking import forked
from tests.support.portal.beds_at_once import PEOPLE, ROUNDS
from tests.support.portal.begun_stores import begun_store_address

FULL = "no bed is free there; choose another place, or say that this one takes more"


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_the_last_bed_is_given_to_one(store: str, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with begun_store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.beds_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    assert [["", *[FULL] * (len(PEOPLE) - 1)]] * ROUNDS == json.loads(done.stdout)
