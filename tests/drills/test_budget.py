"""A drill that was given minutes: each test has its share, a found failure is told, and what was left is counted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from drills.budget import MINUTES, share_ends
from drills.suites import outcome_of
from tests.support.sources import PROJECT

SUITE = """
import time

from hypothesis import given, settings, strategies as st

from tests.support.amounts import is_limited, is_over

tried = []


def test_long_one():
    while not is_over():
        time.sleep(0.01)


@settings(max_examples=5_000, deadline=None)
@given(st.integers())
def test_slow_property(number):
    time.sleep(0.01)


@settings(max_examples=5_000, deadline=None)
@given(st.data())
def test_slow_property_that_draws_as_it_goes(data):
    data.draw(st.integers())
    time.sleep(0.01)


@settings(max_examples=5_000, deadline=None)
@given(st.integers(0, 10**6))
def test_broken_property(number):
    time.sleep(0.01)
    assert number < 10


def test_one_that_is_late():
    time.sleep(7)


def test_one_that_nobody_reaches():
    raise AssertionError("it was reached")
"""


def drilled(folder: Path, seconds: float):
    (folder / "test_suite.py").write_text(SUITE, "utf-8")
    found = folder / "found.xml"
    options = ("-q", "-p", "drills.budget", "-p", "no:randomly", "-p", "no:random_order", "-p", "no:cacheprovider")
    subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--rootdir={folder}", "-c", os.devnull, f"--junitxml={found}",
         str(folder / "test_suite.py")],
        cwd=PROJECT, env={**os.environ, MINUTES: str(seconds / 60)}, check=False, timeout=120,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return outcome_of("two", ["--minutes 1"], ET.parse(found).getroot())


def test_each_stops_with_its_share_a_failure_is_told_and_the_rest_is_counted(tmp_path: Path) -> None:
    told = drilled(tmp_path, 7)

    assert (False, ["test_suite::test_broken_property"]) == (told.held, told.details["failed"])
    counted = ("tests", "failed", "skipped", "cut short", "not reached")
    assert (6, 1, 0, 2, 1) == tuple(told.counts[name] for name in counted)
    assert 1 < told.counts["examples"] < 5_000
    assert "--minutes 1" == told.part


def test_what_one_leaves_goes_to_those_behind() -> None:
    assert (10.0, 30.0, 10.0) == (share_ends(0, 30, 3), share_ends(10, 30, 1), share_ends(10, 5, 2))
