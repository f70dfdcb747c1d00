"""The sweeps that docs/performance.md publishes: their sums, their aims, and that today's code still gives them."""

from __future__ import annotations

import contextlib
import io
import json
import re

import pytest

from bluezone.cli.__main__ import main
from bluezone.simulation.data import demo_trace_path
from tests.support.sources import PROJECT

pytestmark = pytest.mark.every_run

TEXT = (PROJECT / "docs" / "performance.md").read_text(encoding="utf-8")
COUNTS = ("hits", "must", "in vain", "warned", "in vain by any packet", "warned by any packet")
BUNDLED, SEEDS = "workplace 2013 (92)", 2
ALONE, AMONG = "", ", with bystanders"
TRACES = (BUNDLED, "workplace 2015 (217)", "conference 2009 (403)")
AIMS = {ALONE: 0.05, AMONG: 0.30}
"""Of those warned, how many in vain at the most."""


def section(heading: str, until: str) -> str:
    start = TEXT.index(heading)
    return TEXT[start : TEXT.index(until, start)]


CHAIN = section("## The whole chain", "\n## ")
POOLS = section("**Minutes and warnings.**", "**Rules that warn widely.**")


def counts(trace: str) -> dict[str, int]:
    """Of the table of the whole chain; each share beside its counts is held to them."""
    (row,) = re.findall(rf"^\| {re.escape(trace)} \|(.*)\|$", CHAIN, re.MULTILINE)
    found: list[int] = []
    for part, whole, share in re.findall(r"([\d,]+)/([\d,]+) = (\d\.\d{3})", row):
        part_of, all_of = (int(number.replace(",", "")) for number in (part, whole))
        assert share == f"{part_of / all_of:.3f}"
        found += (part_of, all_of)
    return dict(zip(COUNTS, found, strict=True))


def pool(row: str) -> list[str]:
    """A line's cells of the table of minutes and warnings."""
    (line,) = re.findall(rf"^\| {re.escape(row)} \|(.*)\|$", POOLS, re.MULTILINE)
    return [cell.strip() for cell in line.split("|")]


@pytest.mark.parametrize("bystanders", [ALONE, AMONG])
def test_the_pooled_line_is_the_sum_of_the_three_traces(bystanders: str) -> None:
    rows = [counts(trace + bystanders) for trace in TRACES]

    assert counts(f"pooled{bystanders}") == {what: sum(row[what] for row in rows) for what in COUNTS}


@pytest.mark.parametrize("bystanders", [ALONE, AMONG])
def test_both_tables_pool_the_same_runs(bystanders: str) -> None:
    pooled = counts(f"pooled{bystanders}")
    must, hits, _, warned, in_vain, _, any_packet, _ = pool(f"adaptive{bystanders}, 1 and {SEEDS}")

    assert [must, hits, warned, in_vain] == [str(pooled[what]) for what in ("must", "hits", "warned", "in vain")]
    share = pooled["in vain by any packet"] / pooled["warned by any packet"]
    assert any_packet == f"{share:.3f}".removeprefix("0")


@pytest.mark.parametrize("row", re.findall(r"^\| ((?:adaptive|40/300)[^|]*) \|", POOLS, re.MULTILINE))
def test_shares_are_of_their_counts(row: str) -> None:
    must, hits, recall, warned, in_vain, share, *_ = pool(row)

    for part, whole, told in ((hits, must, recall), (in_vain, warned, share)):
        assert told == f"{int(part) / int(whole):.3f}".removeprefix("0")


def test_who_listens_as_the_original_did_is_above_both_shares() -> None:
    assert "Who listens 40 s in 300 s, as the original did, is above both shares" in POOLS

    assert all(float(pool(f"40/300{bystanders}, 1")[5]) > aim for bystanders, aim in AIMS.items())


def misses(row: str, in_vain: float) -> bool:
    found = counts(row)
    return found["hits"] < 0.95 * found["must"] or found["in vain"] > in_vain * found["warned"]


def test_the_aims_are_reached_by_a_phone_as_it_listens() -> None:
    assert "Aims: recall .95, in vain .05 without bystanders and .30 with them: reached" in POOLS

    assert [] == [bystanders for bystanders, aim in AIMS.items() if misses(f"pooled{bystanders}", aim)]


def test_the_one_trace_that_misses_an_aim_by_itself_is_told() -> None:
    missing = [
        trace + bystanders for trace in TRACES for bystanders, aim in AIMS.items() if misses(trace + bystanders, aim)
    ]

    assert [f"workplace 2015 (217){AMONG}"] == missing
    found = counts(missing[0])
    share = f"{found['in vain'] / found['warned']:.3f}".removeprefix("0")
    assert f"but for workplace 2015 with bystanders, of whose warnings {share} are in vain" in CHAIN


def swept(seeds: int, *option: str) -> dict[str, int]:
    """What the command says today of the trace that is bundled."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        asked = ("--first-cases", "busiest:10", "--seeds", str(seeds), "--json", *option)
        assert 0 == main(["simulate", "sweep", str(demo_trace_path()), *asked])

    found = json.loads(told.getvalue())
    ours, any_packet = found["ours"], found["any_packet"]
    assert any_packet["hits"] == any_packet["must"]
    in_vain = "warned_under_5_minutes"
    today = (ours["hits"], ours["must"], ours[in_vain], ours["warned"], any_packet[in_vain], any_packet["warned"])
    return dict(zip(COUNTS, today, strict=True))


@pytest.mark.breadth
@pytest.mark.slow
@pytest.mark.parametrize(("bystanders", "option"), [(ALONE, ()), (AMONG, ("--bystanders",))])
def test_the_bundled_trace_gives_its_published_line_today(bystanders: str, option: tuple[str, ...]) -> None:
    assert counts(BUNDLED + bystanders) == swept(SEEDS, *option)


@pytest.mark.breadth
@pytest.mark.slow
def test_of_one_seed_alone_the_bundled_trace_is_over_the_share_as_it_is_told() -> None:
    found = swept(1)

    assert f"is over .05, too: {found['in vain']} of {found['warned']} with seed 1" in CHAIN
    assert found["in vain"] > AIMS[ALONE] * found["warned"]
