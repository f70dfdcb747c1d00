"""A link opens for its days, and as long as one could still write to whoever got it."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.cases.models import Person
from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import Answer, Outcome
from bluezone.portal.followup.models import Visit
from bluezone.portal.messages.models import OptOut
from bluezone.portal.reminders.models import Whose
from bluezone.portal.reminders.own import answer_by_link, reminder_behind, stop_by_link
from tests.support.portal.offices import NOW, Office
from tests.support.portal.reminding import PHONES, ReminderOffice

pytestmark = pytest.mark.usefixtures("kept_office")
A_DAY = dt.timedelta(days=1)
WELL = Answer(Outcome.WELL)


@pytest.fixture(scope="module")
def kept_office(kept) -> ReminderOffice:
    return ReminderOffice(Office())


@pytest.fixture
def office(kept_office, db) -> ReminderOffice:
    return kept_office


@pytest.fixture
def code(office) -> str:
    """Of a message that left to the first contact's own telephone."""
    office.agrees(1)
    office.remind(1)
    office.deliver()
    return office.code()


def test_a_link_opens_on_its_day_and_the_two_after_it_and_no_longer(code):
    """By the calendar of Viet Nam, as the days that somebody is followed."""
    last = NOW.replace(hour=23, minute=59) + 2 * A_DAY

    assert reminder_behind(code, last) is not None
    assert reminder_behind(code, last + dt.timedelta(minutes=1)) is None
    with pytest.raises(RefusedError, match="older than three days"):
        answer_by_link(code=code, answer=WELL, now=NOW + 3 * A_DAY)
    assert not Visit.objects.exists()


def test_a_link_that_went_to_a_number_that_was_corrected_takes_nothing(code):
    """Whoever has that number reads nothing behind it, answers for nobody, and ends nobody's consent."""
    Person.objects.filter(phone=PHONES[1]).update(phone="0912000008")

    assert reminder_behind(code, NOW) is None
    with pytest.raises(RefusedError, match="opens nothing"):
        answer_by_link(code=code, answer=WELL, now=NOW)
    with pytest.raises(RefusedError, match="opens nothing"):
        stop_by_link(code=code, now=NOW)
    assert (False, False) == (Visit.objects.exists(), OptOut.objects.exists())


def test_a_link_of_whoever_turns_out_to_be_a_minor_opens_nothing(code):
    Person.objects.filter(phone=PHONES[1]).update(birth_year=NOW.year - 12)

    assert reminder_behind(code, NOW) is None


def test_a_link_opens_nothing_once_another_agreed_to_the_same_number(office, code):
    Person.objects.filter(phone=PHONES[2]).update(phone=PHONES[1])
    office.agrees(2, Whose.SHARED)

    assert reminder_behind(code, NOW) is None


def test_no_code_is_no_link(code):
    assert (None, True) == (reminder_behind("", NOW), reminder_behind(code.lower(), NOW) is not None)
