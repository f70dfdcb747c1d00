"""Where on the form stands what must be mended."""

from __future__ import annotations

from bluezone.portal.directives.selectors.form import _by_indicator
from bluezone.rollout.reports.findings import Rule, error, question


def test_an_error_stands_at_the_first_field_that_it_is_about_and_a_question_at_none():
    errors = [
        error(Rule.BEYOND_WHOLE, ("residents-installed", "residents"), "quá", "more than all"),
        error(Rule.MISSING, ("residents-installed",), "thiếu", "missing"),
        error(Rule.MISSING, (), "ngày", "no day"),
    ]

    found = _by_indicator([*errors, question(Rule.OUTLIER, ("staff",), "lạ", "unlike the neighbours")])

    assert {"residents-installed": [errors[0].words, errors[1].words]} == found
