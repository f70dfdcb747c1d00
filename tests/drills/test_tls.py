"""The drill that has testssl.sh look at the shipped proxy: what it says where it cannot, and how it reads a list."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from drills import tls

WELL = [
    {"id": "TLS1_3", "severity": "OK", "finding": "offered"},
    {"id": "cert_subjectAltName", "severity": "INFO", "finding": "portal.example.vn"},
    {"id": "engine_problem", "severity": "WARN", "finding": "No engine"},
    {"id": "DNS_CAArecord", "severity": "LOW", "finding": "--"},
]
OLD = {"id": "TLS1_1", "severity": "MEDIUM", "finding": "offered (deprecated)"}


def test_without_testssl_the_drill_says_so_and_starts_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    outcome = tls.DRILL.run(Namespace())

    assert (False, {}) == (outcome.held, outcome.counts)
    assert {"not run": "no testssl.sh: scripts/system-packages drills"} == outcome.details


def test_what_is_graded_low_is_told_and_holds() -> None:
    outcome = tls.outcome_of({"portal.example.vn": WELL, "exchange.example.vn": WELL})

    assert outcome.held
    assert {"names": 2, "looks": 8, "low": 2, "medium": 0, "high": 0, "critical": 0, "unseen": 0} == outcome.counts
    assert ["LOW: DNS_CAArecord: --"] == outcome.details["portal.example.vn"]


@pytest.mark.parametrize("severity", ["MEDIUM", "HIGH", "CRITICAL", "WARN", "FATAL"])
def test_what_is_graded_above_low_or_went_unseen_does_not_hold(severity: str) -> None:
    outcome = tls.outcome_of({"portal.example.vn": [*WELL, {**OLD, "severity": severity}], "exchange.example.vn": WELL})

    assert not outcome.held
    assert f"{severity}: TLS1_1: offered (deprecated)" in outcome.details["portal.example.vn"]


def test_a_name_of_which_nothing_was_said_does_not_hold() -> None:
    assert not tls.outcome_of({"portal.example.vn": WELL, "exchange.example.vn": []}).held
