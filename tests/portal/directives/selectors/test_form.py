"""Where on the form stands what must be mended, and as of which day its figures are."""

from __future__ import annotations

from bluezone.portal.directives.selectors.form import _by_indicator, form_context
from bluezone.portal.directives.services.entering import Entry
from bluezone.rollout.reports.findings import Rule, error, question
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout


def test_an_error_stands_at_the_first_field_that_it_is_about_and_a_question_at_none():
    errors = [
        error(Rule.BEYOND_WHOLE, ("residents-installed", "residents"), "quá", "more than all"),
        error(Rule.MISSING, ("residents-installed",), "thiếu", "missing"),
        error(Rule.MISSING, (), "ngày", "no day"),
    ]

    found = _by_indicator([*errors, question(Rule.OUTLIER, ("staff",), "lạ", "unlike the neighbours")])

    assert {"residents-installed": [errors[0].words, errors[1].words]} == found


def test_the_day_of_the_figures_is_the_one_that_was_typed_and_before_that_today(rollout: Rollout):
    office, entries = rollout.participant(TRUNG_YEN), (Entry(), Entry(as_of="2020-08-20"))

    assert ["2020-08-24", "2020-08-20"] == [form_context(office, None, one, (), SENT)["day"] for one in entries]
