"""What contacts told of their health does not outlive its term; that they were asked does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.apps import apps

from bluezone.portal.followup.answers import Answer, Outcome, Symptom
from bluezone.portal.followup.models import Task, Visit
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from tests.support.portal.followup import FollowupOffice
from tests.support.portal.offices import NOW

WORD = "Zyxwv"
TOLD = Answer(Outcome.SYMPTOMS, symptoms=(Symptom.HARD_BREATHING,), temperature=Decimal("38.4"), words=f"bà {WORD} kể")


def columns_with(*said: str) -> set[str]:
    """Columns of any table of the room that say one of these."""
    return {
        f"{model.__name__}.{column.name}"
        for model in apps.get_app_config("followup").get_models()
        for column in model._meta.concrete_fields
        for value in model._default_manager.order_by("pk").values_list(column.name, flat=True)
        if any(word in str(value) for word in said)
    }


def test_symptoms_temperatures_and_words_go_with_the_term_of_contacts_and_the_outcome_stays(office):
    asked = FollowupOffice(office)
    asked.ask(1, TOLD)
    asked.settle(1, Task.Outcome.NONE, f"bà {WORD} bị hen")
    days = Terms().contacts
    assert {"Visit.symptoms", "Visit.temperature", "Visit.words", "Task.reason"} == columns_with(
        WORD, "hard_breathing", "38.4"
    )

    kept = erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=days))
    found = erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=days + 1))
    again = erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=days + 2))

    assert [0, 2, 0] == [one["answers_of_contacts"] for one in (kept, found, again)]
    assert set() == columns_with(WORD, "hard_breathing", "38.4")
    assert ("symptoms", NOW) == Visit.objects.values_list("outcome", "at").get()
    assert Task.Outcome.NONE == Task.objects.get().outcome
