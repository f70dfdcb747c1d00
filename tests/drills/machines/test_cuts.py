"""When an installation is cut, what a cut is counted as, and what the small bundle lets the real script do."""

from __future__ import annotations

import os
import subprocess
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from drills.machines import cuts
from drills.machines.cuts import Found, moments_of_cuts, outcome_of
from scripts.releasing.signing import write_sums

ASKED = Namespace(machine="uml", seed=1)
WELL = Found(cuts=9, after_the_end=4, unflushed_lost=8)


def test_fewer_cuts_are_the_first_of_more() -> None:
    assert moments_of_cuts(3, 1) == moments_of_cuts(9, 1)[:3]


@pytest.mark.parametrize(
    "other",
    [
        replace(WELL, broken=1),
        replace(WELL, not_mended=1),
        replace(WELL, after_the_end=0),
        replace(WELL, after_the_end=9),
        replace(WELL, unflushed_lost=0),
    ],
)
def test_it_held_where_it_was_cut_within_and_after_an_installation_and_all_was_whole(other: Found) -> None:
    assert (True, False) == (outcome_of(WELL, ASKED).held, outcome_of(other, ASKED).held)


class Somebody:
    """Types on this machine, in folders of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def types(self, command: str) -> subprocess.CompletedProcess[str]:
        for place in ("/opt/bluezone", "/run/bundle"):
            command = command.replace(place, f"{self.folder}{place}")
        return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)


def test_what_the_script_installs_says_that_it_is_whole_until_a_file_of_it_is_empty(tmp_path: Path) -> None:
    bundle = cuts._small_bundle(tmp_path / "run")
    (bundle / "requirements.txt").write_text("bluezone==0.0.7\n")
    write_sums(bundle)
    somebody = Somebody(tmp_path)

    done = somebody.types(cuts._INSTALL)
    whole = somebody.types(cuts._LOOK)
    os.truncate(tmp_path / "opt/bluezone/versions/0.0.7/lib/program/3/175", 0)
    cut = somebody.types(cuts._LOOK)

    assert (0, "whole 0.0.7\n") == (done.returncode, whole.stdout), done.stderr
    assert (1, "") == (cut.returncode, cut.stdout)
