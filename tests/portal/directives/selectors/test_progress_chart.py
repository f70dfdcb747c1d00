"""The chart of reports ends with the deadline, whenever somebody looks; what came later is one step behind it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from bluezone.portal.directives.selectors.charts import Trend, trend
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.portal.directives.selectors.progress import progress
from tests.support.portal.offices import Office
from tests.support.portal.rolling import CLOSED, SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_rollout

YEARS_LATER = dt.datetime(2026, 11, 27, 9, 0, tzinfo=SENT.tzinfo)


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    """One has reported in time, another one years after the deadline."""
    made = a_rollout(Office())
    made.send(TRUNG_YEN)
    made.send(TAN_TRAO_COMMITTEE, YEARS_LATER)
    return made


def drawn(rollout: Rollout, now: dt.datetime) -> Trend:
    found = progress(directive_of(rollout.record.source), rollout.participant("culture-office"), now, "")
    assert found.whole is not None
    chart = trend(found.days, found.whole.expected, rollout.record.due, found.after, now)
    assert chart is not None
    return chart


def test_a_report_that_is_years_late_does_not_stretch_the_axis(rollout):
    chart = drawn(rollout, YEARS_LATER)

    assert (dt.date(2020, 8, 10), dt.date(2020, 8, 25)) == (chart.first_day, chart.last_day)
    assert 16 == len(chart.line.split())
    assert (1, 1, 2) == (chart.in_time, chart.after, chart.received)
    assert chart.due < chart.end[0] < chart.right
    assert chart.fold.endswith(f"{chart.end[0]},{chart.end[1]}")


def test_before_the_deadline_the_line_ends_today_and_nothing_is_folded(rollout):
    chart = drawn(rollout, SENT)

    assert "" == chart.fold
    assert chart.end[0] < chart.due
    assert 15 == len(chart.line.split())


def test_on_the_day_after_the_fold_is_there_and_flat(rollout):
    chart = drawn(rollout, CLOSED)

    assert "" != chart.fold


def test_the_page_labels_its_lines_and_has_the_same_as_a_table(rollout):
    rollout.office.clock[0] = YEARS_LATER
    client = rollout.office.client(rollout.consolidator())

    page = client.get(reverse("directive_progress", args=["son-duong-2020"])).content.decode()

    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "2 sent" in words
    assert "later: +1" in words
    assert "after the deadline 2" in words
    assert "before 26/08/2020" in words
    assert "00:00" not in words.split("Deadlines")[0]
    rows = re.search(r"<tbody>(.*?)</tbody>", page.split("The same as a table")[1], re.DOTALL)
    assert rows is not None
    assert 17 == rows[1].count("<tr>")
