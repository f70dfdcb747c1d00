"""The portal's clock under several workers: each work once, and a killed worker's by another, on both databases."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.exchange.databases import store_address
from tests.support.forking import forked


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_a_work_is_run_once_and_after_a_killed_worker_once_its_time_is_over(store: str, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.clocks_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    assert [1, 1, 2] == json.loads(done.stdout)
