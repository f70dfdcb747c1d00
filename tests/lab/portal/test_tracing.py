"""`bluezone bench tracing` measures all that it names."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.support.portal.served_portal import BARE

pytestmark = pytest.mark.breadth
PAGES = {"list", "search", "search_rare", "person", "today", "dashboard", "round", "followup"}
SECONDS = {"levels_computed_s", "levels_full_s", "cascade_preview_s", "cascade_commit_s"}
RATES = {"export_rows", "export_rows_per_s", "peak_mb"}
BROUGHT_IN = {"import_s", "import_rows_per_min", "doubles_proposed"}
SAID = {
    *("contacts", "cases", "followed", "staff", "users", "rest_s", "threads"),
    *("export_mb", "load_before", "load_after", "not_finished"),
}


def measured(*more: str) -> dict[str, Any]:
    sizes = ["--contacts", "200", "--cases", "10", "--staff", "30", "--users", "7", "--rest", "0"]
    command = [sys.executable, "-m", "bluezone.cli", "bench", "tracing", *sizes, *more, "--json"]
    told = subprocess.run(command, env=BARE, capture_output=True, check=True, timeout=250).stdout
    found: dict[str, Any] = json.loads(told)
    return found


def test_every_figure_is_there_and_a_portal_that_is_kept_is_measured_again(tmp_path):
    found, again = (measured("--data", str(tmp_path / "kept")) for _ in range(2))

    assert PAGES | SECONDS | RATES | BROUGHT_IN | SAID == set(found)
    assert set(found) - BROUGHT_IN == set(again)
    assert all({"p50", "p95"} == set(found[page]) for page in PAGES)
    assert (30, 7, 0, []) == tuple(found[what] for what in ("staff", "users", "rest_s", "not_finished"))
    assert all(found[what] > 0 for what in RATES | BROUGHT_IN - {"doubles_proposed"})
    assert found["cases"] + 1 == again["cases"], "the first measurement made one contact a case"
