"""Paper is typed twice by two people, and only what both typed is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.findings import Weight
from bluezone.rollout.reports.keying import Keying, agreed
from tests.support.rollout.reporting import SON_DUONG

SCAN = "0" * 64
VALUES = st.dictionaries(st.sampled_from([i.id for i in SON_DUONG.indicators]), st.integers(0, 3))


def keyed(by: str, values: dict[str, int], scan: str = SCAN) -> Keying:
    return Keying(by, scan, values)


def test_what_both_typed_is_taken_and_what_differs_is_shown_with_both_figures() -> None:
    both, findings = agreed(
        SON_DUONG,
        keyed("lan", {"staff": 24, "residents": 3_456, "broadcasts": 1}),
        keyed("binh", {"staff": 24, "residents": 3_465}),
    )

    assert {"staff": 24} == both
    assert ["residents", "broadcasts"] == [finding.indicators[0] for finding in findings]
    assert "3,456 and 3,465" in findings[0].words.en
    assert "1 và –" in findings[1].words.vi
    assert {Weight.ERROR} == {finding.weight for finding in findings}


def test_nobody_is_their_own_second_person() -> None:
    with pytest.raises(ReportError, match="somebody else"):
        agreed(SON_DUONG, keyed("lan", {}), keyed("lan", {}))


def test_both_look_at_the_same_scan() -> None:
    with pytest.raises(ReportError, match="different scans"):
        agreed(SON_DUONG, keyed("lan", {}), keyed("binh", {}, "1" * 64))


@given(VALUES, VALUES)
def test_every_figure_is_either_agreed_or_found_whoever_was_first(one: dict[str, int], other: dict[str, int]) -> None:
    both, findings = agreed(SON_DUONG, keyed("lan", one), keyed("binh", other))
    swapped, _ = agreed(SON_DUONG, keyed("binh", other), keyed("lan", one))

    assert both == swapped
    assert {*one, *other} == {*both, *(finding.indicators[0] for finding in findings)}
