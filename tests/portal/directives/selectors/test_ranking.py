"""The dashboard, office by office: the greatest share first, equal ones on one rank; and how many came in by when."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.directives.models import FigureRecord, ReportRecord
from bluezone.portal.directives.selectors.progress import progress
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.levels import answer_correction, propose_correction
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import CLOSED, LOADED, SENT, Rollout
from tests.support.rollout.reporting import COMMUNES

RATE, POST = "population-coverage", "culture-office"


def seen(rollout: Rollout, now: dt.datetime = SENT, key: str = POST, **asked):
    top = rollout.participant(key)
    return progress(rollout.directed.directive, top, now, asked.pop("rate", RATE), **asked)


def approved(rollout: Rollout, *shares: tuple[int, int], at: dt.datetime = SENT) -> list[str]:
    """A commune each with so many of so many; their keys."""
    rate = next(one for one in rollout.directed.directive.rates if one.id == RATE)
    keys = list(COMMUNES[: len(shares)])
    for key, (part, whole) in zip(keys, shares, strict=True):
        rollout.approved(key, at, **{rate.numerator: part, rate.denominator: whole})
    return keys


def test_the_greatest_share_comes_first_and_equal_ones_have_one_rank(rollout):
    low, high, same, whole = approved(rollout, (300, 1000), (450, 1000), (225, 500), (500, 500))

    coverage = seen(rollout).coverage

    assert [(1, whole), (2, high), (2, same), (4, low)] == [(one.rank, one.key) for one in coverage.ranked]
    assert (4, len(COMMUNES) - 4) == (coverage.offices, coverage.without)
    assert (1475, 3000) == (coverage.whole.coverage.numerator, coverage.whole.coverage.denominator)


def test_an_office_that_says_more_than_all_of_it_is_among_those_without_a_share(rollout):
    """As counts of before there was such a rule may be: the page opens all the same."""
    high, beyond = approved(rollout, (450, 1000), (300, 1000))
    rate = seen(rollout).coverage.rate
    FigureRecord.objects.filter(report__participant__key=beyond, indicator=rate.numerator).update(value=1001)

    coverage = seen(rollout).coverage

    assert [high] == [one.key for one in coverage.ranked]
    assert len(COMMUNES) - 1 == coverage.without


def test_a_tile_is_the_darker_the_more_borders_its_share_has_passed(rollout):
    approved(rollout, *((part, 1000) for part in (400, 399, 200, 199, 100, 99)))

    assert [4, 3, 3, 2, 2, 1] == [one.band for one in seen(rollout).coverage.ranked]


def test_who_opens_the_dashboard_of_an_office_that_only_reports_sees_its_own_share(rollout):
    own, _ = approved(rollout, (300, 1000), (450, 1000))

    coverage = seen(rollout, key=own).coverage

    assert [own] == [one.key for one in coverage.ranked]
    assert (300, 1000) == (coverage.whole.coverage.numerator, coverage.whole.coverage.denominator)


def test_a_correction_counts_from_the_reporters_yes_until_the_approval_under_it_is_taken_back(rollout):
    (key,) = approved(rollout, (300, 1000))
    reporter, collector, post = rollout.person(key), rollout.consolidator(), rollout.participant(POST)
    row, counted = ReportRecord.objects.get(participant__key=key), []

    def look() -> None:
        counted.append(seen(rollout).coverage.whole.coverage.numerator)

    def take(step: Step, note: str = "") -> None:
        read = rollout.read(key)
        decide(actor=collector, row=row, read=read, step=step, acting_for=post, now=CLOSED, note=note)

    correction = propose_correction(
        actor=collector,
        participant=rollout.participant(key),
        indicator=seen(rollout).coverage.rate.numerator,
        becomes=310,
        note="đếm lại",
        acting_for=post,
        now=CLOSED,
    )
    look()
    answer_correction(actor=reporter, row=correction, agrees=True, now=CLOSED)
    look()
    take(Step.TAKE_BACK, "sai số dân")
    take(Step.APPROVE)
    look()

    assert [300, 310, 300] == counted


def test_no_more_are_ranked_than_asked_where_they_are_too_many_for_tiles(rollout, monkeypatch):
    keys = approved(rollout, (450, 1000), (400, 1000), (350, 1000))
    assert keys == [one.key for one in seen(rollout, most=2).coverage.ranked]

    monkeypatch.setattr("bluezone.portal.directives.selectors.progress.MOST_TILES", 2)

    assert keys[:2] == [one.key for one in seen(rollout, most=2).coverage.ranked]
    assert 3 == seen(rollout, most=2).coverage.offices


def test_an_unknown_rate_is_the_first_one_of_people(rollout):
    directive = rollout.directed.directive
    first = next(rate for rate in directive.rates if directive.indicator(rate.numerator).vendor_feed)

    assert first == seen(rollout, rate="klingon").coverage.rate
    assert "staff-coverage" == seen(rollout, rate="staff-coverage").coverage.rate.id


def test_days_are_counted_from_the_letter_to_today_and_no_further_than_the_last_day(rollout):
    rollout.send(COMMUNES[0])
    rollout.send(COMMUNES[1], CLOSED)

    early, late = seen(rollout), seen(rollout, CLOSED)

    assert [rollout.record.date, SENT.date()] == [early.days[0].date, early.days[-1].date]
    assert [0, 1] == [early.days[-2].received, early.days[-1].received]
    assert (1, 1) == (late.days[-1].received, late.after)
    assert late.days[-1].date == rollout.record.due.astimezone(LOADED.tzinfo).date() - dt.timedelta(days=1)
    assert (1, 1) == (late.whole.on_time, late.whole.sent_late)
