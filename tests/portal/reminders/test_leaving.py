"""What was true when somebody pressed is asked once more as a message leaves."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.cases.models import Person
from bluezone.portal.messages.models import Message, OptOut, State
from bluezone.portal.reminders.leaving import why_it_stays
from bluezone.portal.reminders.models import Consent, Reminder, Whose
from bluezone.portal.reminders.waiting import waiting
from tests.support.portal.offices import NOW, Office
from tests.support.portal.reminding import PHONES, ReminderOffice

pytestmark = pytest.mark.usefixtures("kept_office")
A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(scope="module")
def kept_office(kept) -> ReminderOffice:
    return ReminderOffice(Office())


@pytest.fixture
def office(kept_office, db) -> ReminderOffice:
    kept_office.carrier.letters.clear()
    return kept_office


def test_a_message_that_waits_leaves_no_more_to_a_number_that_was_corrected(office):
    """It belongs to a stranger by now; somebody calls the person instead, and nothing is said of the number itself."""
    for at in (1, 2):
        office.agrees(at)
    office.remind(1, 2)
    Person.objects.filter(phone=PHONES[1]).update(phone="0912000008")

    run = office.deliver(NOW + A_MINUTE)

    assert ([PHONES[2]], 1) == ([one.address for one in office.carrier.letters], run.failed)
    message = Message.objects.get(reminder__involvement=office.node(1))
    assert (State.FAILED, "their telephone is another one by now") == (message.state, message.problem)
    assert ("", "") == (message.address, message.body)
    assert ({"reminders.called": 1}, 0) == (
        {one.what: one.count for one in waiting(office.sender, NOW + A_MINUTE)},
        OptOut.objects.count(),
    )


def test_a_message_leaves_no_more_to_whoever_turns_out_to_be_a_minor(office):
    office.agrees(1)
    office.remind(1)
    Person.objects.filter(phone=PHONES[1]).update(birth_year=NOW.year - 12)

    office.deliver(NOW + A_MINUTE)

    assert ([], "a parent or guardian has to agree") == (office.carrier.letters, office.last().message.problem)


def test_a_link_that_waits_does_not_leave_to_a_number_that_others_read_by_now(office):
    office.agrees(1)
    office.remind(1)
    Person.objects.filter(phone=PHONES[2]).update(phone=PHONES[1])
    office.agrees(2, Whose.SHARED)

    office.deliver(NOW + A_MINUTE)

    problem = "it has a link, and others read that number by now"
    assert ([], problem) == (office.carrier.letters, office.last().message.problem)


def test_a_message_of_which_nothing_is_known_any_more_does_not_leave(office):
    office.agrees(1)
    office.remind(1)
    message = office.last().message_id
    assert why_it_stays(message, NOW) is None

    Consent.objects.update(ended_at=NOW)
    assert "nobody agrees to it any more" == why_it_stays(message, NOW)
    Reminder.objects.all().delete()

    assert "nobody agrees to it any more" == why_it_stays(message, NOW)
