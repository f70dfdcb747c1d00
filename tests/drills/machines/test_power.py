"""When cuts fall, what is sent again after them, and what a machine that cannot be had says."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
from argparse import Namespace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bluezone.portal.field.services.taking import MOST_ENTRIES_A_DAY
from drills.drill import Outcome
from drills.machines import install, load, power
from drills.machines.ledger import Acknowledged, Missing
from drills.machines.load import Work, hidden_fields, said
from drills.machines.power import Found

NOW = dt.datetime(2026, 11, 29, 9, tzinfo=dt.UTC)


class Portal:
    """A portal that answers as ours does, or dies first."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.entries: list[str] = []
        self.dies = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.dies:
            raise httpx.ReadError("the power failed")
        body = json.loads(request.content)
        if request.url.path == "/door/sync":
            numbers = [row["id"] for row in body["rows"]]
            self.rows += numbers
            return httpx.Response(200, json={"kept": numbers, "refused": []})
        fresh = [line["id"] for line in body if line["id"] not in self.entries]
        self.entries += fresh
        return httpx.Response(200, json={"added": len(fresh), "known": len(body) - len(fresh)})

    def called(self, _service: str, _port: int, _trusted: object) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.answer), base_url="https://portal.example.vn")


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Portal:
    made = Portal()
    monkeypatch.setattr(load, "_caller", made.called)
    return made


def work() -> Work:
    return Work(random.Random(1), Acknowledged(), "device", "team")


def sent_again(at_work: Work) -> int:
    return asyncio.run(at_work.sends_again(0, None, NOW))  # type: ignore[arg-type] # nobody is called over TLS here


def test_cuts_of_one_seed_fall_at_the_same_moments_and_fewer_are_the_first_of_more() -> None:
    assert power.moments_of_cuts(50, 7)[:5] == power.moments_of_cuts(5, 7)
    assert power.moments_of_cuts(5, 7) != power.moments_of_cuts(5, 8)


def test_no_cut_falls_before_anybody_can_have_been_answered() -> None:
    assert 2 <= min(power.moments_of_cuts(500, 1)) < max(power.moments_of_cuts(500, 1)) <= 12


def test_a_team_counts_in_fifty_cuts_no_more_than_it_may_in_a_day() -> None:
    parcels = sum(power.moments_of_cuts(power.CUTS, power.SEED)) / load.TEAM_RESTS_S + power.CUTS

    assert load.SENDERS * parcels * load.MOST_ENTRIES < MOST_ENTRIES_A_DAY


def test_what_the_power_cut_off_is_sent_again_and_acknowledged_then(portal: Portal) -> None:
    at_work, row, entry = work(), bytes(16), bytes([1]) * 16
    at_work.acknowledged.unanswered |= {"rows": [row], "entries": [entry]}

    lost = sent_again(at_work)

    assert 0 == lost
    assert ([said(row)], [entry.hex()]) == (portal.rows, portal.entries)
    assert {"seeds": 0, "rows": 1, "entries": 1} == at_work.acknowledged.counted()
    assert {"seeds": [], "rows": [], "entries": []} == at_work.acknowledged.unanswered


def test_an_acknowledged_entry_that_is_new_to_the_portal_was_lost(portal: Portal) -> None:
    at_work, kept, gone = work(), bytes([1]) * 16, bytes([2]) * 16
    at_work.acknowledged.note("entries", [kept, gone])
    portal.entries = [kept.hex()]

    assert 1 == sent_again(at_work)


def test_what_nobody_answered_stays_to_be_sent(portal: Portal) -> None:
    at_work, row = work(), bytes(16)
    at_work.acknowledged.unanswered["rows"] = [row]
    portal.dies = True

    with pytest.raises(httpx.ReadError):
        sent_again(at_work)

    assert ([row], 0) == (at_work.acknowledged.unanswered["rows"], at_work.acknowledged.counted()["rows"])


def test_a_form_brings_what_its_page_put_into_it() -> None:
    page = '<form method="post" action="/premises/1/approve"><input type="hidden" name="read" value="ab12">'
    page += '<button name="go">Approve</button></form><form action="/other"><input name="x" value="y"></form>'

    assert {"read": "ab12"} == hidden_fields(page, "/premises/1/approve")
    with pytest.raises(LookupError):
        hidden_fields(page, "/premises/2/approve")


@pytest.mark.parametrize("drill", [install.DRILL, power.DRILL], ids=lambda drill: drill.name)
@pytest.mark.parametrize(("box", "lacking"), [("qemu", "qemu-system-x86_64"), ("uml", "linux.uml")])
def test_without_what_makes_a_machine_a_drill_says_what_lacks(
    monkeypatch, tmp_path: Path, drill, box: str, lacking: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    usual = {"bundle": None, "kept": False, "quick": False, "cuts": 1, "minutes": None, "seed": 1}

    outcome = drill.run(Namespace(cache=tmp_path / "cache", machine=box, **usual))

    assert (False, {}) == (outcome.held, outcome.counts)
    assert f"not here: debootstrap, mke2fs, {lacking}" in str(outcome.details["stuck"])


def outcome(**more: Any) -> Outcome:
    at_work = work()
    for kind in ("seeds", "rows", "entries"):
        at_work.acknowledged.note(kind, [bytes(16)])  # type: ignore[arg-type] # a loop over what there is
    usual = {"cuts": 2, "ready_s": [40.0, 50.0], "unflushed_lost": 2, **more}
    return power._outcome(at_work, Found(**usual), {"published": 3}, Namespace(seed=7, machine="uml"))


def test_a_power_drill_tells_cuts_losses_and_how_soon_it_was_ready() -> None:
    told = outcome()

    assert (True, "by uml of seed 7") == (told.held, told.part)
    assert {"cuts": 2, "seeds": 1, "rows": 1, "entries": 1, "lost": 0, "doubled": 0, "unflushed lost": 2} == {
        name: count for name, count in told.counts.items() if "ready" not in name
    }
    assert (45, 50) == (told.counts["median s to ready"], told.counts["most s to ready"])


@pytest.mark.parametrize(
    "harm",
    [
        {"missing": Missing(lost={"seeds": 0, "rows": 1, "entries": 0})},
        {"missing": Missing(doubled={"seeds": 1, "rows": 0, "entries": 0})},
        {"failed": {"bluezone-portal.service"}},
        {"broken": {"row 3 missing from index"}},
        {"stuck": "not ready after 300 s"},
        {"cuts": 0, "ready_s": []},
        {"unflushed_lost": 0},
    ],
    ids=str,
)
def test_one_loss_or_a_unit_that_did_not_start_breaks_it(harm: dict[str, Any]) -> None:
    assert not outcome(**harm).held
