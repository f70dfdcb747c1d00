"""A measurement that takes too long is named, and those after it are taken."""

from __future__ import annotations

import signal
import time

from bluezone.lab.portal.tracing.phases import Figures, Phases

LONG_S = 60


def test_what_is_not_finished_is_named_and_the_rest_is_told():
    said = list[str]()
    phases = Phases(said.append)

    def endless() -> Figures:
        time.sleep(LONG_S)
        return {"never": 1}

    began = time.perf_counter()
    ended = [
        phases.measure("first", LONG_S, lambda: {"rows": 3}),
        phases.measure("slow", 0.05, endless),
        phases.measure("last", LONG_S, lambda: {"pages": 2}),
    ]

    assert [True, False, True] == ended
    assert ({"rows": 3, "pages": 2}, ["slow"]) == (phases.figures, phases.not_finished)
    assert time.perf_counter() - began < LONG_S
    assert ["first: at most 60 s …", "slow: at most 0 s …"] == [said[0], said[2]]
    assert said[3].startswith("slow: not finished after 0.")


def test_nothing_is_ended_once_a_measurement_is_over():
    before = signal.getsignal(signal.SIGALRM)

    Phases(lambda _line: None).measure("quick", LONG_S, dict)

    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_REAL)
    assert before == signal.getsignal(signal.SIGALRM)
