"""`bluezone bench rollout --pages` loads whole pages from a database. In a process of its own: it sets Django up."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.portal.served_portal import BARE


@pytest.mark.breadth
def test_every_page_is_loaded_and_timed():
    command = [sys.executable, "-m", "bluezone.cli", "bench", "rollout", "--pages", "--units", "120", "--rounds", "2"]

    done = subprocess.run([*command, "--json"], env=BARE, capture_output=True, text=True, check=False, timeout=300)

    result = json.loads(done.stdout)
    assert {"dashboard", "expected_reports", "sums", "one_figure"} == set(result["milliseconds"])
    assert all(0 < figures["p50"] <= figures["most"] for figures in result["milliseconds"].values())
