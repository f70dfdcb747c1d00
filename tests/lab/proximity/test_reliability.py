"""How far what is said is from what was, and how far it would be by chance alone."""

from __future__ import annotations

import random

import pytest

from bluezone.lab.proximity.phone_table import PHONE, SAID, phone_figures
from bluezone.lab.proximity.reliability import perfect, reliability
from bluezone.lab.proximity.report import kept_evaluation
from bluezone.lab.proximity.samples import Label
from tests.support.recordings import contact
from tests.support.sources import PROJECT


def test_who_says_what_comes_true_has_no_error() -> None:
    found = reliability([0.0] * 50 + [1.0] * 50, [False] * 50 + [True] * 50)

    assert 0.0 == found["error"]
    assert [10] * 10 == [part["judged"] for part in found["parts"]]


def test_who_always_says_too_much_is_off_by_as_much() -> None:
    found = reliability([0.7] * 100, [True, True, False, False] * 25)

    assert found["error"] == pytest.approx(0.2, abs=0.02)


def test_few_contacts_put_a_forecaster_who_is_right_far_off() -> None:
    """Of ten contacts each part is one that was or was not, so that six in ten is always four or six off."""
    few, many = (perfect([0.6] * number, range(number), seed=1) for number in (10, 10_000))

    assert few["mean"] == pytest.approx(0.48, abs=0.02)
    assert many["mean"] < 0.02


def test_six_moments_of_one_meeting_are_one_draw() -> None:
    said = [chance.random() for chance in (random.Random(2),) for _ in range(100)]
    alone = perfect(said, range(100), seed=1)
    sixfold = perfect([p for p in said for _ in range(6)], [m for m in range(100) for _ in range(6)], seed=1)

    assert sixfold["mean"] == pytest.approx(alone["mean"], abs=0.005)
    low, high = sixfold["interval"]
    assert low < sixfold["mean"] < high


@pytest.mark.in_turn(of=3)
def test_each_row_has_what_it_said_of_contacts_that_its_curve_never_saw() -> None:
    """Pairs at many levels, the louder ones near: in every fold there are both."""
    levels = {f"c{number}": -95 + number for number in range(40)}
    samples = [one for name, dbm in levels.items() for one in contact(name, dbm, windows=4, every_s=5)]
    labels = [Label("real_android", 1.0 if levels[one.contact_id] > -75 else 5.0) for one in samples]

    found = phone_figures(samples, labels, seed=1)

    assert (40, 40) == (found["contacts"], found["meetings"])
    for of_duty in found["duties"].values():
        for told in (of_duty, of_duty["said"]):
            shares = [part["said"] for part in told["reliability"]["out of fold"]["parts"]]
            assert shares == sorted(shares)
            assert told["reliability"]["perfect"]["mean"] > 0


def test_the_documents_say_how_far_off_the_probability_is_and_how_far_chance_alone_puts_it() -> None:
    """docs/performance.md, "What the phone decides"."""
    text = (PROJECT / "docs" / "performance.md").read_text(encoding="utf-8")

    for duty, of_duty in kept_evaluation()["phone"]["duties"].items():
        for told, name in ((of_duty, PHONE), (of_duty["said"], SAID)):
            found = told["reliability"]
            low, high = found["perfect"]["interval"]
            apart = f"{found['error']:.3f} | {found['out of fold']['error']:.3f}"
            chance = f"{found['perfect']['mean']:.3f} ({low:.3f} to {high:.3f})"
            assert f"| {duty} | {name} | {apart} | {chance} |" in text


def test_out_of_fold_the_probability_is_off_by_no_more_than_chance_puts_somebody_who_is_right() -> None:
    """docs/performance.md: at or under .05 but in one row, which misses it by .001."""
    rows = [
        told["reliability"]
        for of_duty in kept_evaluation()["phone"]["duties"].values()
        for told in (of_duty, of_duty["said"])
    ]

    errors = [row["out of fold"]["error"] for row in rows]
    assert 5 == sum(error <= 0.05 for error in errors)
    assert 0.051 == max(errors)
    assert all(row["out of fold"]["error"] <= row["perfect"]["interval"][1] for row in rows)
    assert [row["perfect"]["mean"] < row["out of fold"]["error"] for row in rows].count(True) <= 1


def test_the_documents_say_that_the_mean_of_six_divisions_misses_the_aim_in_three_rows() -> None:
    """The decision record has them, of the curve that was taken: at 40/300, 20/60 and adaptive, silent and said."""
    text, record = (
        (PROJECT / "docs" / name).read_text(encoding="utf-8")
        for name in ("performance.md", "decisions/0004-proximity.md")
    )
    (taken,) = [line for line in record.splitlines() if "only the steepness depends on them" in line]
    silent, said = (cell.strip().split(" / ") for cell in taken.split("|")[3:5])

    over = [error for error in (*silent, *said) if float(error) > 0.05]
    assert [silent[1], silent[2], said[1]] == over
    assert f"over .05 in three rows: {silent[1]} and {said[1]} at 20/60, {silent[2]} adaptive" in text
