"""`bluezone bench letters` issues every letter and says how long a thousand would take. In a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.commands import bluezone, refused
from tests.support.portal.served_portal import BARE


@pytest.mark.breadth
def test_every_letter_is_numbered_signed_and_issued():
    command = [sys.executable, "-m", "bluezone.cli", "bench", "letters", "--papers", "2", "--json"]

    done = subprocess.run(command, env=BARE, capture_output=True, text=True, check=False, timeout=300)

    result = json.loads(done.stdout)
    assert (2, "sqlite") == (result["papers"], result["store"])
    assert result["a_thousand_s"] >= result["a_thousand_cpu_s"] > 0


def test_no_letters_are_refused_in_one_line():
    assert "give a whole number" in refused(bluezone("bench", "letters", "--papers", "0"), status=2)
