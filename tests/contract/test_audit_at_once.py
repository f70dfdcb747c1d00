"""Many write into the audit in one moment: their lines are one chain, in the order of each of them; a line that cannot
be written is told to whoever brought it alone; of a process that is killed every line is there that it answered; and
where somebody holds the row of one of those who write, all lines are written. On both databases."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.amounts import AUDIT_KILLS
from tests.support.forking import forked
from tests.support.made_once import RUN_FOLDER
from tests.support.portal.audit_at_once import LINES_EACH, WRITERS
from tests.support.portal.begun_stores import begun_store_address


@pytest.mark.slow
@pytest.mark.every_run
@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_what_was_answered_is_there_and_one_bad_line_is_told_alone(store: str, tmp_path: Path) -> None:
    kept = ("BLUEZONE_AMOUNTS", RUN_FOLDER)
    bare = {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith(("BLUEZONE_", "PYTEST_"))
    }
    with begun_store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.audit_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    told, bad = json.loads(done.stdout), len(range(0, LINES_EACH, 3))
    assert {
        "kept": WRITERS * LINES_EACH - bad,
        "refused": bad,
        "wrongly": 0,
        "in turn": True,
    } == told["together"]
    assert ([], AUDIT_KILLS) == (told["killed"]["lost"], told["killed"]["kills"])
    assert told["killed"]["acknowledged"] >= AUDIT_KILLS
    assert told["lines"] == told["chain"]
    if store == "postgresql":
        assert {"wholly": [True] * 3, "for a role": True} == told["held"]
