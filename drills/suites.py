"""Drills that are tests of the suite in full numbers: which files and which tests, and what came of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from drills.budget import MINUTES, NOT_REACHED
from drills.drill import Drill, Outcome
from drills.surroundings import ROOT
from tests.support.waiting import may_wait_unmarked

_FIFTY_TAPS = "test_fifty_taps_and_ten_photos_without_a_network_arrive_exactly_once_over_a_thin_line"
KILLED = (
    "tests/scenario/test_exchange_killed.py",
    "tests/scenario/test_restore_under_load.py",
    "tests/scenario/test_rotation_killed.py",
    "tests/scenario/test_portal_lost.py",
    "tests/scenario/test_field_page.py::" + _FIFTY_TAPS,
    "tests/scenario/test_demo.py::test_killed_at_any_moment_it_goes_on_and_ends_as_if_nothing_had_happened",
    "tests/cli/exchange/test_revocation.py::test_killed_at_any_moment_no_revocation_lies_there_that_is_not_in_the_log",
    "tests/joining/device/test_living.py::test_a_killed_phone_starts_again_with_all_that_it_had_saved",
    "tests/contract/test_device_store.py::test_a_killed_writer_loses_nothing_it_had_acknowledged_and_doubles_nothing",
    "tests/contract/test_moving_killed.py",
    "tests/android/test_killed_application.py",
    "tests/contract/test_audit_at_once.py",
    "tests/contract/test_killed_tracing.py",
    "tests/contract/test_mergers_at_once.py",
)
PARTED = (
    "tests/scenario/test_exchange_processes.py",
    "tests/scenario/test_exchange_hosts.py",
    "tests/exchange/test_processes.py",
)
UPGRADED = ("tests/contract/test_upgrade.py", "tests/contract/test_portal_previous_release.py")
TRIED_ALONE = ("tests/portal/test_two_persons.py",)
AT_DOORS = ("tests/scenario/test_door_killed.py", "tests/scenario/test_door_camera.py")
INTERVIEWED = ("tests/scenario/test_interview.py",)
FUZZED = (
    "tests/fuzz/test_targets.py",
    "tests/fuzz/test_revisions.py",
    "tests/exchange/test_descriptions.py",
    "tests/portal/frame/test_nasty.py",
    "tests/clients/test_known_answers.py",
    "tests/android/test_fuzzed_orders.py",
)
LOADED = (
    "tests/scenario/test_portal_throttled.py",
    "tests/scenario/test_portal_twins.py",
    "tests/contract/test_views_at_once.py",
    "tests/scenario/test_field_page.py",
    "tests/scenario/test_citizen_in_a_browser.py",
    "tests/scenario/test_demo.py",
    "tests/lab/exchange/test_guessing.py",
    "tests/cli/inspect/test_log.py",
    "tests/contract/test_kernel.py",
    "tests/contract/test_numbers_at_once.py",
    "tests/exchange/test_challenges.py",
    "tests/exchange/test_telling_apart.py",
    "tests/device/test_days_told_apart.py",
    "tests/lab/exchange/test_intervals.py",
    "tests/portal/field/test_throttle.py",
    "tests/portal/directives/services/test_hostile_photos.py",
    "tests/scenario/test_photos_beside_sign_ins.py",
    "tests/scenario/test_crowded_doors.py",
)
ON_ARM = ("tests/kernel/test_armv8.py", "tests/contract/test_kernel.py")

BROAD = (
    "tests/scenario/test_portal_in_a_browser.py",
    "tests/scenario/test_citizen_looks.py",
    "tests/scenario/test_citizen_in_a_browser.py",
    "tests/scenario/test_portal_throttled.py",
    "tests/portal/frame/test_walk.py",
    "tests/kernel/test_building.py",
    "tests/contract/test_portal_on_postgresql.py",
)

_BY_CHANCE = ("tests/portal/tracing/test_levels.py", "tests/portal/followup/test_following.py")
"""Histories drawn otherwise than by hypothesis, judged like properties."""


def _ran(name: str, tests: tuple[str, ...], jobs: int, minutes: float | None, rest: list[str]) -> Outcome:
    """The tests, in a process of their own, with the full amounts, or as far as the minutes take them; its progress
    goes to stderr."""
    with tempfile.TemporaryDirectory(prefix="bluezone-drill-") as folder:
        found = Path(folder) / "found.xml"
        command = [sys.executable, "-m", "pytest", "-v", "-p", "drills.patience", f"--workers={jobs}"]
        limit = {} if minutes is None else {MINUTES: str(minutes)}
        limited = ["-p", "drills.budget"] if limit else []
        ended = subprocess.run(
            [*command, *limited, f"--junitxml={found}", *asked(tests, rest)],
            cwd=ROOT,
            env={**os.environ, "BLUEZONE_AMOUNTS": "full", **limit},
            stdout=sys.stderr,
            check=False,
        ).returncode
        if not found.exists():
            return Outcome(held=False, counts={"tests": 0}, details={"failed": ["the tests did not run"]})
        part = [*([] if minutes is None else [f"--minutes {minutes:g}"]), *rest]
        outcome = outcome_of(name, part, ET.parse(found).getroot(), ended)
        print(*outcome.details["told"], sep="\n", file=sys.stderr)
        return outcome


def asked(tests: tuple[str, ...], rest: list[str]) -> list[str]:
    """A drill's files, or those of them alone that whoever asks names."""
    named = any((ROOT / word.partition("::")[0]).is_file() for word in rest)
    return [*([] if named else tests), *rest]


def outcome_of(name: str, part: list[str], found: ET.Element, ended: int = 0) -> Outcome:
    """What pytest wrote down and how it ended, as a drill tells it; of a part, no amounts, for it may have had few."""
    cases = list(found.iter("testcase"))
    failed = [_name_of(case) for case in cases if case.find("failure") is not None or case.find("error") is not None]
    if ended > pytest.ExitCode.TESTS_FAILED:  # interrupted, or broken outside any test: what it wrote is not the whole
        failed.append(f"pytest ended with {int(ended)}")
    skipped = [_name_of(case) for case in cases if case.find("skipped") is not None and not _is_left(case)]
    counts: dict[str, int | float] = {"tests": len(cases), "failed": len(failed), "skipped": len(skipped)}
    return Outcome(
        held=len(skipped) < len(cases) and not failed,  # a drill whose tool the machine lacks has asked nothing
        counts=counts | _counted(cases) | ({} if part else _full_amounts(name)),
        details={"failed": failed, "skipped": skipped, "told": _told(cases)},
        part=" ".join(part),
    )


def _is_left(case: ET.Element) -> bool:
    """Whether nobody came to it within the minutes of the drill."""
    return any(one.get("name") == NOT_REACHED for one in case.iter("property"))


def _told(cases: list[ET.Element]) -> list[str]:
    """Sentences of tests about how far they came (`record_property("told", …)`)."""
    every = (one for case in cases for one in case.iter("property"))
    return [str(one.get("value")) for one in every if one.get("name") == "told"]


def _counted(cases: list[ET.Element]) -> dict[str, int]:
    """What tests say themselves that they counted (`record_property("counted moves", …)`), added up; of what they say
    that was the most, the most (`record_property("most ms of a write", …)`)."""
    told: dict[str, int] = {}
    for one in (found for case in cases for found in case.iter("property")):
        how, _, what = str(one.get("name")).partition(" ")
        if how == "counted":
            told[what] = told.get(what, 0) + int(str(one.get("value")))
        elif how == "most":
            told[f"most {what}"] = max(told.get(f"most {what}", 0), int(str(one.get("value"))))
    return told


def _full_amounts(name: str) -> dict[str, int | float]:
    from tests.support.amounts import AMOUNTS

    return {amount.what: amount.full for amount in AMOUNTS if amount.drill == name}


def _name_of(case: ET.Element) -> str:
    return f"{case.get('classname')}::{case.get('name')}"


def _suite(name: str, sentence: str) -> Drill:
    def arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--jobs", type=int, default=1, help="files at once (1: nothing disturbs the other)")
        parser.add_argument("--minutes", type=float, help="go as far as these take us, and say how far that was")
        parser.add_argument(
            "rest",
            nargs="*",
            metavar="-- WORD",
            help="for pytest, as -- -k bucket; a file named here is run in place of all",
        )

    def run(chosen: Namespace) -> Outcome:
        return _ran(name, (*TESTS[name](), *WORDS.get(name, ())), chosen.jobs, chosen.minutes, chosen.rest)

    return Drill(name, sentence, run, arguments)


def _with_properties() -> tuple[str, ...]:
    """Every file that asks for a property to hold, but for the fuzz entries: they are a drill of their own."""
    asking = (path for path in sorted((ROOT / "tests").rglob("test_*.py")) if "hypothesis" in path.read_text("utf-8"))
    found = (str(path.relative_to(ROOT)) for path in asking if path.parent.name != "fuzz")
    return tuple(dict.fromkeys((*_BY_CHANCE, *found)))


def leaves_out(text: str) -> bool:
    """Whether a file has tests that no run of everything asks, or that wait there for their turn."""
    return re.search(r"mark\.(breadth|in_turn\(of=\d)", text) is not None


def _broad() -> tuple[str, ...]:
    """What every run does in part, and every file with a test that it leaves out, marked or not."""
    every = sorted((ROOT / "tests").rglob("test_*.py"))
    leaving = [path for path in every if leaves_out(path.read_text("utf-8")) or may_wait_unmarked(path)]
    return tuple(dict.fromkeys((*BROAD, *(str(path.relative_to(ROOT)) for path in leaving))))


TESTS: dict[str, Callable[[], tuple[str, ...]]] = {
    "kills": lambda: KILLED,
    "partition": lambda: PARTED,
    "upgrade": lambda: UPGRADED,
    "doors": lambda: AT_DOORS,
    "interview": lambda: INTERVIEWED,
    "fuzz": lambda: FUZZED,
    "load": lambda: LOADED,
    "breadth": _broad,
    "two": lambda: TRIED_ALONE,
    "hypothesis": _with_properties,
    "arm": lambda: ON_ARM,
}
"""Of each drill the files that it runs, or tests in them."""
WORDS = {"arm": ("-k", "emulated or armv8")}
"""Which of their tests, where that is not all of them."""

KILLS = _suite(
    "kills",
    "kill -9 at any moment, again and again: what was acknowledged is there once, and what was begun can be ended.",
)
PARTITION = _suite(
    "partition",
    "Three processes of an exchange on one PostgreSQL, on one machine and each on its own, killed, frozen, cut off and "
    "without power: nothing lost, doubled or forked.",
)
UPGRADE = _suite(
    "upgrade",
    "An upgrade of a portal killed at any step, and taken back, on both databases: the old data or the new, whole.",
)
DOORS = _suite(
    "doors",
    "The browser, the portal or the network of a door killed at any moment: each row that its page called written is"
    " there once. And its camera, by the frame.",
)
INTERVIEW = _suite(
    "interview",
    "A browser killed in the middle of an interview: whatever its page said it kept arrives, and once.",
)
FUZZ = _suite(
    "fuzz",
    "Every entry of tests/fuzz and every operation of the exchange, on random and on spoilt genuine input; additions to"
    " signed papers, as tools write them and attackers try.",
)
LOAD = _suite(
    "load",
    "Many at once, slow lines, floods and long logs: nothing is lost, and nobody is shut off.",
)
BREADTH = _suite(
    "breadth",
    "Every screen in every language, width and scheme; the whole portal on PostgreSQL; the kernel's lanes in full; all"
    " that takes long and hangs on few lines.",
)
TWO = _suite(
    "two",
    "One person plays every sequence of acts, over time, against each promise that takes two.",
)
HYPOTHESIS = _suite(
    "hypothesis",
    "All properties, each with two thousand examples.",
)
ARM = _suite(
    "arm",
    "The kernel on an emulated ARM processor with and without SHA instructions: its whole contract, ten thousand keys"
    " bit for bit, faults planted in its lines.",
)
