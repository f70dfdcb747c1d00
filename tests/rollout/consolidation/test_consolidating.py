"""A sum is exactly its parts, opens down to one office's figure, and takes in nothing that was not approved."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.addressees.organisations import Organisation, Organisations
from bluezone.rollout.consolidation.consolidating import consolidate
from bluezone.rollout.consolidation.correcting import Correction, confirm
from bluezone.rollout.errors import CorrectionError
from bluezone.rollout.reports.report import State
from tests.support.rollout.reporting import COMMUNES, DISTRICT, SENT, SON_DUONG, report, split, three_levels

RATES = {rate.id: rate for rate in SON_DUONG.rates}
LATER = SENT + dt.timedelta(hours=1)


def correction(was: int = 5, becomes: int = 6) -> Correction:
    return Correction("a", "broadcasts", was, becomes, "đếm lại sổ phát thanh", "office", SENT)


def test_the_staff_of_duc_hue_entered_as_parts_come_out_as_71_67_percent() -> None:
    """840 of 1,172, from 31 reports."""
    counts = zip(COMMUNES, split(1_172, 31), split(840, 31), strict=True)

    done = consolidate(DISTRICT, [report(c, {"staff": s, "staff-installed": i}) for c, s, i in counts])

    rate = done.rate("district-committee", RATES["staff-of-all"])
    assert rate is not None
    assert (840, 1_172, Decimal("71.67")) == (rate.numerator, rate.denominator, rate.percent())


def test_the_people_of_thua_thien_hue_entered_as_parts_come_out_as_16_27_percent() -> None:
    counts = zip(COMMUNES, split(1_128_620, 31), split(183_620, 31), strict=True)

    done = consolidate(DISTRICT, [report(c, {"residents": r, "residents-installed": i}) for c, r, i in counts])

    rate = done.rate("district-committee", RATES["population-coverage"])
    assert rate is not None
    assert "16.27 % (183,620/1,128,620)" == rate.said("en")


def test_a_sum_opens_level_by_level_down_to_the_reported_figure() -> None:
    done = consolidate(three_levels(), [report(o, {"broadcasts": n}) for o, n in (("a", 5), ("b", 7), ("c", 1))])

    assert [("office", 12, True), ("c", 1, False)] == [
        (part.organisation, part.value, part.figure is None) for part in done.parts("top", "broadcasts")
    ]
    (first, second) = done.parts("office", "broadcasts")
    assert first.figure is not None
    assert (5, SENT) == (first.figure.value, first.figure.as_of)
    assert 7 == second.value


def test_an_office_that_reports_for_itself_is_a_part_of_its_own_sum() -> None:
    done = consolidate(three_levels(), [report("office", {"staff": 9}), report("a", {"staff": 20})])

    assert [("office", 9), ("a", 20)] == [(part.organisation, part.value) for part in done.parts("office", "staff")]
    assert 29 == done.total("office", "staff")


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
def test_what_nobody_approved_is_in_no_sum(state: State) -> None:
    done = consolidate(three_levels(), [report("a", {"staff": 9}, state)])

    assert done.total("top", "staff") is None
    assert not done.is_counted("a")


def test_what_nobody_reported_is_not_zero() -> None:
    done = consolidate(three_levels(), [report("a", {"staff": 0})])

    assert 0 == done.total("top", "staff")
    assert done.total("top", "broadcasts") is None
    assert () == done.parts("top", "broadcasts")


def test_the_makers_counts_are_summed_beside_and_never_added() -> None:
    done = consolidate(
        three_levels(),
        [report("a", {"residents": 100, "residents-installed": 30})],
        vendor={"a": {"residents-installed": 41}, "b": {"residents-installed": 2}},
    )

    assert 30 == done.total("top", "residents-installed")
    assert 43 == done.vendor_total("top", "residents-installed")
    assert done.vendor_total("top", "residents") is None


def test_a_correction_counts_only_once_the_reporter_confirmed_it_and_stays_visible() -> None:
    reports = [report("a", {"broadcasts": 5})]

    proposed = consolidate(three_levels(), reports, corrections=[correction()])
    agreed = consolidate(three_levels(), reports, corrections=[confirm(correction(), by="a", at=LATER)])

    assert 5 == proposed.total("top", "broadcasts")
    assert 6 == agreed.total("top", "broadcasts")
    (leaf,) = agreed.leaves("top", "broadcasts")
    assert leaf.correction is not None
    assert leaf.figure is not None
    assert ("đếm lại sổ phát thanh", 5, 6) == (leaf.correction.note, leaf.figure.value, leaf.value)


def test_a_correction_of_a_figure_that_changed_meanwhile_is_refused() -> None:
    agreed = confirm(correction(was=4), by="a", at=LATER)

    with pytest.raises(CorrectionError, match="no longer 4"):
        consolidate(three_levels(), [report("a", {"broadcasts": 5})], corrections=[agreed])


@given(st.data())
def test_in_any_tree_every_sum_is_that_of_its_parts_and_of_its_leaves(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 9))
    above = [None, *(data.draw(st.integers(0, i - 1)) for i in range(1, size))]
    tree = Organisations(
        Organisation(f"o{i}", "N", "agency", "1", None if a is None else f"o{a}") for i, a in enumerate(above)
    )
    values = {f"o{i}": data.draw(st.integers(0, 1_000)) for i in range(size) if data.draw(st.booleans())}

    done = consolidate(tree, [report(o, {"staff": value}) for o, value in values.items()])

    for organisation in tree:
        total = done.total(organisation.id, "staff")
        assert (total or 0) == sum(part.value for part in done.parts(organisation.id, "staff"))
        assert (total or 0) == sum(leaf.value for leaf in done.leaves(organisation.id, "staff"))
    assert sum(values.values()) == (done.total("o0", "staff") or 0)
