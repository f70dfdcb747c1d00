"""Officers who decide on one case and edit one exposure in the same moment: one of them does, every other one reads one
sentence. Meanwhile others open cases, and somebody brings lists in: nobody waits for whoever waits for them, and
everybody's level is what a new beginning would come to. On both databases."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.forking import forked
from tests.support.portal.begun_stores import begun_store_address
from tests.support.portal.officers_at_once import OFFICERS, OPENED_EACH

LATE = "this exposure is withdrawn already"
TAKEN_BACK = "tracing.withdraw_evidence"
"""The line of whoever took evidence back, if they were the one who edited."""
CHANGED = "this has changed since you read it; read it again"


@pytest.mark.in_turn(of=4, family="at once")
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_one_decides_and_the_others_are_told(store: str, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with begun_store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.officers_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    told = json.loads(done.stdout)
    outcomes, others = told["outcomes"], OFFICERS - 1
    assert ["", *["the case is confirmed already"] * others] == outcomes["confirm"]
    assert "" == outcomes["withdraw"][0]
    assert others == sum(said in {LATE, CHANGED} for said in outcomes["withdraw"])
    assert (["", *[CHANGED] * others], 2) == (outcomes["tell"], told["pieces"])
    assert "" == outcomes["edit"][0]
    assert others == sum(said in {LATE, CHANGED} for said in outcomes["edit"])
    assert ["cases.confirm", "tracing.evidence", "tracing.withdraw"] == sorted({*told["written"]} - {TAKEN_BACK})
    assert len(["confirm", "withdraw", "tell", "edit"]) == len(told["written"])
    assert [""] * OFFICERS == outcomes["meet"]
    assert ([""], [""] * OFFICERS) == (outcomes["bring"], outcomes["open_some"])
    assert (OFFICERS * OPENED_EACH, 37) == (told["opened"], told["listed"])
    assert 0 == told["differences"]
