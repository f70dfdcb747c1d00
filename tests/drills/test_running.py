"""A child ends by its work, and by the clock only where it waits without working."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from drills.mutants import running
from drills.mutants.running import alarm_in, say, verdict_of

LIMIT_S = 0.05


def works() -> None:
    while True:
        pass


def waits() -> None:
    time.sleep(60)


def ended(act: Callable[[], None]) -> int:
    """By which signal a child ended that may work so long."""

    def begun() -> None:
        for number in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        alarm_in(LIMIT_S)
        act()

    child = multiprocessing.get_context("fork").Process(target=begun)
    child.start()
    child.join()
    assert child.exitcode is not None
    return -child.exitcode


def test_a_child_that_works_without_end_is_ended_by_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little of a busy machine it is given."""
    monkeypatch.setattr(running, "WAITING", 1_000)

    assert signal.SIGPROF == ended(works)


def test_a_child_that_waits_without_end_is_ended_by_the_clock() -> None:
    began = time.monotonic()

    assert signal.SIGALRM == ended(waits)

    assert time.monotonic() - began >= 10 * LIMIT_S


@pytest.mark.parametrize("by", [signal.SIGPROF, signal.SIGALRM])
def test_whoever_was_ended_was_noticed_by_the_test_that_it_was_at(by: signal.Signals, tmp_path: Path) -> None:
    say(tmp_path, "at", "a test")

    assert ("killed", "time in a test") == verdict_of(int(by), tmp_path)
