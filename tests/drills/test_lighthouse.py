"""The drill that asks Lighthouse: what it says where it cannot, and how it reads a report."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from drills import lighthouse

REPORT = {
    "categories": {
        "performance": {"score": 0.946, "auditRefs": [{"id": "blocking", "weight": 30}, {"id": "hint", "weight": 0}]},
        "seo": {"score": None, "auditRefs": [{"id": "title", "weight": 1}, {"id": "manual", "weight": 1}]},
    },
    "audits": {
        "blocking": {"score": 0.9},
        "hint": {"score": 0},
        "title": {"score": 1},
        "manual": {"score": None},
    },
}


def test_without_npm_the_drill_says_so_and_fetches_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    outcome = lighthouse.DRILL.run(Namespace(runs=3))

    assert (False, {}) == (outcome.held, outcome.counts)
    assert {"not run": "no npm: apt install npm"} == outcome.details


def test_a_category_that_could_not_be_judged_counts_nothing() -> None:
    assert {"performance": 95, "seo": 0} == lighthouse.scores_of(REPORT)


def test_what_cost_points_is_named_and_a_hint_is_not() -> None:
    assert {"blocking"} == lighthouse.wanting_in(REPORT)
