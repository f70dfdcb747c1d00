"""`bluezone bench doors` sends rows from several posts at once, opens an hour, and finds every row that was kept."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.portal.served_portal import BARE


@pytest.mark.breadth
def test_rows_of_several_posts_are_measured() -> None:
    sizes = ["--posts", "3", "--rows", "450", "--stored", "50", "--at-work", "25"]
    command = [sys.executable, "-m", "bluezone.cli", "bench", "doors", *sizes, "--json"]
    finished = subprocess.run(command, env=BARE, capture_output=True, text=True, check=True, timeout=200)

    figures = json.loads(finished.stdout)
    rows = figures["at_work_rows"] + figures["backlog_rows"]
    assert (rows, rows, 0, 0) == tuple(figures[name] for name in ("rows_kept", "rows_stored", "lost", "doubled"))
    assert 3 * 450 <= figures["backlog_rows"] < 3 * 450 + 20  # and whoever came in at the very end
    assert (500, 0) == (figures["release_rows"], figures["backlog_sent_back"])
    assert 1 <= figures["at_work_rows"] < 40
    assert 0 < figures["sync_p50_s"] <= figures["sync_p95_s"]
    assert 0 < figures["backlog_p50_s"] <= figures["backlog_p95_s"] <= figures["backlog_s"]
    assert 0 < figures["sync_processor_s"]
    assert 0 < figures["staff_p50_s"] <= figures["staff_p95_s"]
    assert 0 < figures["staff_backlog_p50_s"] <= figures["staff_backlog_p95_s"]
    assert min(figures[name] for name in ("rows_per_s", "release_s", "posters_per_min", "peak_mb")) > 0
