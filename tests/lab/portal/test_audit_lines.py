"""`bluezone bench audit` writes lines with several writers at once, and the chain holds."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.portal.served_portal import BARE


@pytest.mark.breadth
def test_lines_of_several_writers_are_measured() -> None:
    command = [sys.executable, "-m", "bluezone.cli", "bench", "audit", "--lines", "40", "--subjects", "3", "--json"]
    finished = subprocess.run(command, env=BARE, capture_output=True, text=True, check=True, timeout=200)

    figures = json.loads(finished.stdout)
    assert (40, 4, 3) == (figures["lines"], figures["writers"], figures["subjects"])
    assert figures["lines_per_s"] > 0
    assert 0 < figures["milliseconds"]["p50"] <= figures["milliseconds"]["p95"]
