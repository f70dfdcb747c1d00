"""Clerks who sign in the same moment get each a number of their own, on either side of midnight, on both databases."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.amounts import CLERKS_AT_ONCE
from tests.support.forking import forked
from tests.support.portal.begun_stores import begun_store_address


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_each_number_is_given_once_and_none_is_left_out(store: str, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with begun_store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.clerks_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    half = list(range(1, CLERKS_AT_ONCE // 2 + 1))
    assert [[year, number, "signed"] for year in (2020, 2021) for number in half] == json.loads(done.stdout)
