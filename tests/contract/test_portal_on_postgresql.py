"""The portal's suite once more, on PostgreSQL: what is promised of SQLite is promised of it.

In every run what it is told in other words than SQLite. In every fourth run, of every twelfth file, every third test of
what writes rows and reads them, in another such run others, and each twelfth of the pages for what its forms hold; all
that meets the database, papers and passwords among it, is asked in `scripts/drill breadth` (tests/portal/conftest.py).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.amounts import FULL
from tests.support.portal.begun_stores import begun_store_address
from tests.support.sources import PROJECT
from tests.support.turns import LOOKS_A_TURN, TURN, round_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800), pytest.mark.in_turn(of=4, family="looks")]
BRIEFLY = ("-q", "--tb=short", "--show-capture=no")
"""So that what is told of a failure fits where it is told again."""
WITHOUT = ("BLUEZONE_PORTAL_", "BLUEZONE_AMOUNTS", "PYTEST_")
"""What these tests themselves run with. A drill of everything on the other database is no drill of many."""
IN_OTHER_WORDS = 113
"""Tests of what is told it so, on 2026-12-01; the suite in a turn has them and some 90 to 120 others."""


def test_the_portals_suite_passes_on_postgresql(tmp_path: Path) -> None:
    assert passed_there(tmp_path, breadth="whole" if FULL else "") > IN_OTHER_WORDS + 40


@pytest.mark.every_run
def test_what_postgresql_is_told_in_other_words_holds(tmp_path: Path) -> None:
    assert passed_there(tmp_path, breadth="its words") > 0.9 * IN_OTHER_WORDS


def passed_there(folder: Path, *, breadth: str) -> int:
    """How many tests passed; in a turn of their own, since by the run's the same would be asked each fourth time."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(WITHOUT)}
    with begun_store_address("postgresql", folder) as address:
        own = {"BLUEZONE_TEST_PORTAL_DATABASE": address, "BLUEZONE_TEST_PORTAL_BREADTH": breadth}
        finished = subprocess.run(
            [sys.executable, "-m", "pytest", *BRIEFLY, "-p", "no:cacheprovider", "tests/portal"],
            env={**bare, **own, TURN: str(round_of(LOOKS_A_TURN))},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
            timeout=1_700,
        )

    assert 0 == finished.returncode, finished.stdout[-5_000:]
    passed = re.search(r"(\d+) passed", finished.stdout)
    assert passed is not None
    return int(passed[1])
