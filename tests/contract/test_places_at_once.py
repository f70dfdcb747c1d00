"""A place is approved while it is closed, and a code is signed while something else refers to its commune: nobody gives
way. On PostgreSQL; SQLite knows one writer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.forking import forked
from tests.support.portal.begun_stores import begun_store_address

pytestmark = pytest.mark.in_turn(of=4, family="at once")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_of_two_who_act_on_a_place_and_on_its_commune_nobody_gives_way(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with begun_store_address("postgresql", tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address}
        done = forked(program="tests.support.portal.places_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    assert {"a case": True, "closed": ["done", "read anew"]} == json.loads(done.stdout)
