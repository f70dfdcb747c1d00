"""`bluezone bench tracing` measures all that it names."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.portal.served_portal import BARE

pytestmark = pytest.mark.breadth
PAGES = {"list", "search", "search_rare", "person", "today", "dashboard", "round", "followup"}
SECONDS = {"levels_computed_s", "levels_full_s", "cascade_preview_s", "cascade_commit_s"}
RATES = {"import_s", "import_rows_per_min", "export_rows", "export_rows_per_s", "peak_mb"}
SAID = {
    *("contacts", "cases", "followed", "staff", "users", "rest_s", "threads", "doubles_proposed"),
    *("export_mb", "load_before", "load_after", "not_finished"),
}


def test_every_figure_is_there():
    sizes = ["--contacts", "200", "--cases", "10", "--staff", "30", "--users", "7", "--rest", "0"]
    command = [sys.executable, "-m", "bluezone.cli", "bench", "tracing", *sizes, "--json"]
    found = json.loads(subprocess.run(command, env=BARE, capture_output=True, check=True, timeout=250).stdout)

    assert PAGES | SECONDS | RATES | SAID == set(found)
    assert all({"p50", "p95"} == set(found[page]) for page in PAGES)
    assert (30, 7, 0, []) == tuple(found[what] for what in ("staff", "users", "rest_s", "not_finished"))
    assert all(found[what] > 0 for what in RATES)
