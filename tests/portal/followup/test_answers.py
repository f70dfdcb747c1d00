"""Answers are sound from birth: what contradicts itself is refused with one sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import Answer, Outcome, Symptom
from bluezone.portal.followup.forms import AnswerForm

WARM, HOT = Decimal("37.4"), Decimal("37.5")


@pytest.mark.parametrize(
    ("outcome", "told", "sentence"),
    [
        (Outcome.WELL, {"symptoms": (Symptom.COUGH,)}, "not well"),
        (Outcome.WELL, {"temperature": HOT}, "not well"),
        (Outcome.SYMPTOMS, {}, "which symptoms"),
        (Outcome.SYMPTOMS, {"temperature": WARM}, "which symptoms"),
        (Outcome.NOT_REACHED, {"temperature": WARM}, "gave no answer"),
        (Outcome.REFUSED, {"symptoms": (Symptom.FEVER,)}, "gave no answer"),
        (Outcome.WELL, {"temperature": Decimal("43.1")}, "between 34 and 43"),
        (Outcome.WELL, {"temperature": Decimal("3.7")}, "between 34 and 43"),
        (Outcome.WELL, {"words": "a" * 201}, "200 characters"),
    ],
)
def test_what_contradicts_itself_is_refused(outcome, told, sentence):
    with pytest.raises(RefusedError, match=sentence):
        Answer(outcome, **told)


def test_a_fever_is_a_symptom_and_a_little_less_is_none():
    assert Answer(Outcome.SYMPTOMS, temperature=HOT).is_feverish
    assert not Answer(Outcome.WELL, temperature=WARM).is_feverish


def test_only_whoever_was_not_reached_is_asked_again():
    answers = [Answer(Outcome.WELL), Answer(Outcome.REFUSED), Answer(Outcome.NOT_REACHED)]

    assert [True, True, False] == [one.closes for one in answers]


@pytest.mark.parametrize(("typed", "degrees"), [("36,8", "36.8"), ("36.8", "36.8"), (" 37 ", "37"), ("", None)])
def test_a_temperature_is_read_as_people_type_it(typed, degrees):
    form = AnswerForm({"outcome": "well", "channel": "call", "temperature": typed})

    assert (Decimal(degrees) if degrees else None) == form.answer().temperature


@pytest.mark.parametrize("typed", ["36,85", "warm", "36,8,1"])
def test_one_that_is_none_is_refused(typed):
    with pytest.raises(RefusedError, match="such as 37,5"):
        AnswerForm({"outcome": "well", "channel": "call", "temperature": typed}).answer()


@pytest.mark.parametrize("sent", [{}, {"outcome": "fine", "channel": "call"}, {"outcome": "well", "channel": "fax"}])
def test_a_form_that_no_page_made_is_refused(sent):
    with pytest.raises(RefusedError, match="press one of the buttons"):
        AnswerForm(sent).answer()
