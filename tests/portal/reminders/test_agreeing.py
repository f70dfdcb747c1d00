"""Nobody is reminded who has not agreed: on which number, who reads it, and how it ends at once."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Person
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.messages.addresses import Address
from bluezone.portal.messages.models import Message, OptOut, State
from bluezone.portal.messages.services import end_opt_out, keep_opt_out
from bluezone.portal.reminders import services
from bluezone.portal.reminders.candidates import LeftOut
from bluezone.portal.reminders.forgetting import forget_reminders, forget_reminders_of
from bluezone.portal.reminders.models import Consent, How, Kind, Reminder, Whose
from bluezone.portal.reminders.selectors import failed_in, reminders_of
from bluezone.portal.reminders.waiting import waiting
from tests.support.portal.offices import NOW, Office
from tests.support.portal.reminding import PHONES, ReminderOffice

pytestmark = pytest.mark.usefixtures("kept_office")


@pytest.fixture(scope="module")
def kept_office(kept) -> ReminderOffice:
    return ReminderOffice(Office())


@pytest.fixture
def office(kept_office, db) -> ReminderOffice:
    return kept_office


def share_a_telephone(*people: int) -> None:
    Person.objects.filter(phone__in=[PHONES[at] for at in people]).update(phone=PHONES[people[0]])


def test_whoever_has_not_agreed_is_left_out_and_whoever_has_is_reached(office):
    assert LeftOut.NOT_ASKED == office.why_not(1)

    consent = office.agrees(1)

    assert (None, office.sender, NOW) == (office.why_not(1), consent.asked_by, consent.asked_at)
    line = Entry.objects.get(act="reminders.consent")
    assert [str(office.node(1).person_id)] == list(line.subjects.values_list("key", flat=True))
    assert PHONES[1] not in str(line.detail)


def test_to_another_telephone_than_theirs_nobody_agrees_and_a_new_one_is_asked_anew(office):
    with pytest.raises(RefusedError, match="not the telephone of this person"):
        office.agrees(1, address="0912999999")
    office.agrees(1)

    Person.objects.filter(phone=PHONES[1]).update(phone="0912000009")

    assert LeftOut.ANOTHER_NUMBER == office.why_not(1)
    office.agrees(1)
    assert office.why_not(1) is None
    assert 1 == Consent.objects.filter(ended_at=None).count()


def test_a_parent_agrees_for_a_minor_on_a_telephone_of_their_own(office):
    office.agrees(1)
    Person.objects.filter(phone=PHONES[1]).update(birth_year=NOW.year - 12)

    assert LeftOut.MINOR == office.why_not(1)
    with pytest.raises(RefusedError, match="a minor"):
        office.agrees(1)
    office.agrees(1, Whose.GUARDIAN, "0912000777")
    assert office.why_not(1) is None


def test_nobody_answers_for_whoever_is_of_age_nor_after_they_came_of_age(office):
    """A guardian's number is anybody's; an adult's own is the one in their record."""
    people = Person.objects.filter(phone=PHONES[1])
    people.update(birth_year=NOW.year - 19)
    with pytest.raises(RefusedError, match="of age: they agree themselves"):
        office.agrees(1, Whose.GUARDIAN, "0912000777")

    people.update(birth_year=NOW.year - 18)
    office.agrees(1, Whose.GUARDIAN, "0912000777")
    assert office.why_not(1) is None
    assert LeftOut.OF_AGE == office.why_not(1, now=NOW.replace(year=NOW.year + 1))


def test_of_whom_no_year_is_known_either_may_be_noted(office):
    Person.objects.filter(phone=PHONES[1]).update(birth_year=None)

    for whose, address in ((Whose.OWN, ""), (Whose.GUARDIAN, "0912000777")):
        office.agrees(1, whose, address)
        assert office.why_not(1) is None


def test_one_number_is_one_persons_own(office):
    share_a_telephone(1, 2)
    office.agrees(1)

    with pytest.raises(RefusedError, match="another person agreed to it"):
        office.agrees(2)
    office.agrees(2, Whose.SHARED)


@pytest.mark.parametrize("before", [Whose.OWN, Whose.SHARED])
def test_at_a_number_to_which_another_agreed_nobodys_own_is_noted_whatever_that_one_said(office, before):
    share_a_telephone(1, 2)
    office.agrees(2, before)

    with pytest.raises(RefusedError, match="another person agreed to it"):
        office.agrees(1)


def test_what_another_unit_noted_is_told_in_the_same_words_as_another_persons_number(office):
    office.agrees(2, address="hoa@example.vn")
    keep_opt_out(actor=office.sender, address=Address("0987654321"), path=office.node(3).path, now=NOW)
    told = []
    for whose, address in ((Whose.OWN, "hoa@example.vn"), (Whose.GUARDIAN, "0987654321")):
        with pytest.raises(RefusedError) as refused:
            office.agrees(1, whose, address)
        told.append(str(refused.value))

    assert told[0] == told[1]


def test_what_is_noted_is_of_whoever_was_read(office):
    node = office.place(1)
    read = services.digest_of_person(node, None)
    office.agrees(1)

    said = {"address": PHONES[1], "whose": Whose.OWN, "how": How.HERE, "read": read, "now": NOW}
    with pytest.raises(ChangedError):
        services.note_consent(actor=office.sender, involvement=node, **said)
    with pytest.raises(ChangedError):
        services.withdraw_consent(actor=office.sender, involvement=node, read=read, now=NOW)


def test_whoever_wants_no_more_gets_none_also_what_waits_and_whoever_else_has_the_number(office):
    share_a_telephone(1, 2)
    office.agrees(1)
    office.agrees(2, Whose.SHARED)
    office.remind(1, 2)

    office.withdraws(1)

    assert {State.OPTED_OUT} == set(Message.objects.values_list("state", flat=True))
    assert {""} == set(Message.objects.values_list("address", flat=True))
    assert (LeftOut.NOT_ASKED, LeftOut.UNWANTED) == (office.why_not(1), office.why_not(2))
    assert 0 == office.deliver().sent


def test_a_number_that_wants_none_is_asked_anew_only_once_that_is_taken_back(office):
    office.agrees(1)
    office.withdraws(1)

    with pytest.raises(RefusedError, match="take the note back"):
        office.agrees(1)

    path = office.node(1).path
    end_opt_out(actor=office.sender, address=Address(PHONES[1]), path=path, now=NOW)
    office.agrees(1)
    assert office.why_not(1) is None


def test_nothing_is_taken_back_that_nobody_said(office):
    with pytest.raises(RefusedError, match="has not agreed"):
        office.withdraws(1)
    assert not OptOut.objects.exists()


def test_with_a_name_its_numbers_and_reminders_go(office):
    """A number is as good as a name, and the term of names may end before that of what was sent."""
    for at in (1, 2):
        office.agrees(at)
    office.remind(1, 2)

    forget_reminders_of({office.node(1).person_id}, NOW)

    assert [office.node(2).person_id] == list(Consent.objects.values_list("person", flat=True))
    assert [office.node(2).pk] == list(Reminder.objects.values_list("involvement", flat=True))


def test_with_a_name_its_number_goes_out_of_what_waits_and_nothing_leaves_to_it(office):
    for at in (1, 2):
        office.agrees(at)
    office.remind(1, 2)

    forget_reminders_of({office.node(1).person_id}, NOW)

    assert [PHONES[2]] == list(Message.objects.exclude(address="").values_list("address", flat=True))
    office.deliver()
    assert [PHONES[2]] == [one.address for one in office.carrier.letters]


def test_of_what_was_never_delivered_no_number_outlives_the_term_of_contacts(office):
    """Where an outlet was taken away, its messages wait for ever."""
    office.agrees(1)
    office.remind(1)
    later = NOW + dt.timedelta(days=91)

    assert 2 == forget_reminders(later - dt.timedelta(days=90), later)

    assert ("", "") == Message.objects.values_list("address", "body").get()


def test_a_consent_without_a_reminder_in_the_term_of_contacts_is_forgotten(office):
    for at in (1, 2):
        office.agrees(at)
    office.remind(2, now=NOW + dt.timedelta(days=1))

    assert 1 == forget_reminders(NOW + dt.timedelta(days=1), NOW + dt.timedelta(days=91))

    assert [office.node(2).person_id] == list(Consent.objects.values_list("person", flat=True))


def test_whoever_shares_a_number_that_another_has_stopped_is_called(office):
    """They have not said no; and what they were to get did not come."""
    share_a_telephone(1, 2)
    for at in (1, 2):
        office.agrees(at, Whose.SHARED)
    office.remind(1)
    office.wants_a_sample(2)
    office.remind(2, kind=Kind.SAMPLE)

    office.withdraws(1)

    (found,) = failed_in(office.sender, NOW)
    assert office.node(2).pk == found.involvement_id
    assert {"reminders.called": 1} == {one.what: one.count for one in waiting(office.sender, NOW)}
    assert [True] == [one.is_open for one in reminders_of(office.sender, office.place(2))]
    assert [False] == [one.is_open for one in reminders_of(office.sender, office.place(1))]
    services.note_call(actor=office.sender, reminder=found, now=NOW)
    assert not failed_in(office.sender, NOW).exists()


def test_nobody_calls_whoever_stopped_their_own_reminders(office):
    office.agrees(1)
    office.remind(1)
    office.withdraws(1)

    with pytest.raises(RefusedError, match="has not failed"):
        services.note_call(actor=office.sender, reminder=office.last(), now=NOW)
