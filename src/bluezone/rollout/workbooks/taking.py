"""From a returned form to figures and findings, by the judge that holds for every way in."""

from __future__ import annotations

import datetime as dt

from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.reports.taking import NOTHING_BESIDE, Answers, Beside, Taken, take_answers
from bluezone.rollout.workbooks.reading import ReturnedForm


def take_form(
    form: ReturnedForm,
    directive: Directive,
    expected: ExpectedReport,
    *,
    received: dt.datetime,
    beside: Beside = NOTHING_BESIDE,
) -> Taken:
    """Judges the form; its figures carry the file's hash."""
    answers = Answers(form.answers, form.nothing, form.as_of, (form.sha256,), form.findings)
    return take_answers(answers, directive, expected, received=received, beside=beside)
