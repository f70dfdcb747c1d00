"""`bluezone bench portal` loads whole pages and says how long they took. In a process of its own: it sets Django up."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.commands import bluezone, refused
from tests.support.portal.served_portal import BARE


@pytest.mark.breadth
def test_every_page_is_measured() -> None:
    command = [sys.executable, "-m", "bluezone.cli", "bench", "portal", "--cases", "300", "--rounds", "3", "--json"]
    finished = subprocess.run(command, env=BARE, capture_output=True, text=True, check=True, timeout=200)

    figures = json.loads(finished.stdout)
    assert (300, 3) == (figures["cases"], figures["rounds"])
    pages = figures["milliseconds"]
    assert {"own_units", "province_pseudonyms", "province_by_state", "province_names", "today"} == set(pages)
    assert all(0 < page["p50"] <= page["p95"] for page in pages.values())


def test_cases_are_a_count() -> None:
    assert "give a whole number from 1 to 2000000" in refused(bluezone("bench", "portal", "--cases", "0"), status=2)
