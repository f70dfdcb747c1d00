"""The portal's suite once more, on PostgreSQL: what is promised of SQLite is promised of it.

Of every twelfth file every third test of what writes rows and reads them, at another commit others, and each sixth of
the pages for what its forms hold; all that meets the database, papers and passwords among it, is asked in
`scripts/drill breadth` (tests/portal/conftest.py).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.support.amounts import FULL
from tests.support.portal.begun_stores import begun_store_address
from tests.support.sources import PROJECT

BRIEFLY = ("-q", "--tb=short", "--show-capture=no")
"""So that what is told of a failure fits where it is told again."""
WITHOUT = ("BLUEZONE_PORTAL_", "BLUEZONE_AMOUNTS", "PYTEST_")
"""What these tests themselves run with. A drill of everything on the other database is no drill of many."""


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_portals_suite_passes_on_postgresql(tmp_path):
    bare = {name: value for name, value in os.environ.items() if not name.startswith(WITHOUT)}
    with begun_store_address("postgresql", tmp_path) as address:
        finished = subprocess.run(
            [sys.executable, "-m", "pytest", *BRIEFLY, "-p", "no:cacheprovider", "tests/portal"],
            env={**bare, "BLUEZONE_TEST_PORTAL_DATABASE": address, "BLUEZONE_TEST_PORTAL_BREADTH": "1" if FULL else ""},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            timeout=1_700,
        )

    assert 0 == finished.returncode, finished.stdout[-5_000:]
    passed = re.search(r"(\d+) passed", finished.stdout)
    assert passed is not None
    assert int(passed[1]) > 150
