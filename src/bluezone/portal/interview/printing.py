"""The interview on paper: the same questions as on the screen, in the same order, to be keyed back step by step."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext, override

from bluezone.documents.errors import PaperError
from bluezone.documents.questionnaires import Block, Question, set_questionnaire
from bluezone.portal.cases.models import Case
from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import Symptom
from bluezone.portal.interview.selectors import window_of
from bluezone.portal.interview.telling import Proof, Risk, Speaker
from bluezone.portal.tracing.models import Exposure
from bluezone.vietnam.telephone import spaced_phone

_STAYS, _CONTACTS = 12, 20
"""Rows of the tables: a page of either, as handwriting needs it."""


def printed_interview(case: Case, *, now: dt.datetime) -> bytes:
    """Sets the form for this case as PDF, in Vietnamese. Raises RefusedError where its name cannot be set."""
    with override(settings.LANGUAGE_CODE):
        try:
            return set_questionnaire(
                gettext("Interview of a case"), _told(case), _blocks(case, now.date()), foot=case.number, now=now
            )
        except PaperError as error:
            raise RefusedError("this person's name cannot be set on a form") from error


def _told(case: Case) -> list[tuple[str, str]]:
    person = case.person
    return [
        (gettext("Person"), person.full_name),
        (gettext("Number"), case.number),
        (gettext("Telephone"), spaced_phone(person.phone) if person.phone else ""),
        (gettext("Year of birth"), str(person.birth_year or "")),
        (gettext("Commune"), case.unit.name),
        (gettext("First symptoms"), _day(case.onset)),
        (gettext("Asked by"), ""),
        (gettext("Asked on"), ""),
    ]


def _blocks(case: Case, today: dt.date) -> list[Block]:
    first, last = window_of(case, today)
    days = gettext("Day by day from %(first)s to %(last)s: the person can have infected others then.")
    return [
        Block(
            gettext("Who"),
            gettext(
                "I ask where you have been and whom you met, so that we can help them in time. Health officers of this "
                "area read what you tell me, and each reading is noted. You may leave any question out."
            ),
            (
                Question(
                    gettext("Does the person agree to answer?"),
                    (gettext("Yes, agrees"), gettext("No, does not want to")),
                ),
                Question(gettext("Who answers?"), tuple(str(one.label) for one in Speaker)),
                Question(gettext("Language")),
            ),
        ),
        Block(
            gettext("Illness"),
            "",
            (
                Question(gettext("First symptoms on")),
                Question(gettext("Symptoms"), (*(str(one.label) for one in Symptom), gettext("No symptoms at all"))),
                Question(gettext("Test"), tuple(str(one.label) for one in Proof)),
                Question(gettext("Sample taken on")),
            ),
        ),
        Block(
            gettext("Where, day by day?"),
            days % {"first": _day(first), "last": _day(last)},
            (),
            (
                (gettext("Day"), 1),
                (gettext("From (time)"), 0.8),
                (gettext("Until (time)"), 0.8),
                (gettext("Place"), 2.6),
                (gettext("Commune"), 1.4),
                (gettext("What happened there"), 2.2),
            ),
            _STAYS,
        ),
        Block(
            gettext("With whom?"),
            ", ".join(str(one.label) for one in Exposure.Kind),
            (),
            (
                (gettext("Full name"), 2.4),
                (gettext("Telephone"), 1.4),
                (gettext("Year of birth"), 0.8),
                (gettext("Commune"), 1.3),
                (gettext("First day"), 1),
                (gettext("Last day"), 1),
                (gettext("Where they met"), 1.8),
            ),
            _CONTACTS,
        ),
        Block(
            gettext("At home and at work"),
            "",
            (
                Question(gettext("How many live in the household?")),
                Question(gettext("Occupation")),
                Question(gettext("Where they work or study")),
                Question(gettext("What to mind"), tuple(str(one.label) for one in Risk)),
                Question(gettext("What they need while they stay at home")),
            ),
        ),
    ]


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
