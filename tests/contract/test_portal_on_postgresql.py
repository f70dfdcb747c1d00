"""The portal's suite once more, on PostgreSQL: what is promised of SQLite is promised of it.

All that meets the database, but not every page for every role: each page is asked for once (tests/portal/conftest.py).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.support.exchange.databases import store_address
from tests.support.sources import PROJECT


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_portals_suite_passes_on_postgresql(tmp_path):
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_PORTAL_", "PYTEST_"))}
    with store_address("postgresql", tmp_path) as address:
        finished = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "tests/portal"],
            env={**bare, "BLUEZONE_TEST_PORTAL_DATABASE": address},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            timeout=880,
        )

    assert 0 == finished.returncode, finished.stdout[-3_000:]
    passed = re.search(r"(\d+) passed", finished.stdout)
    assert passed is not None
    assert int(passed[1]) > 150
