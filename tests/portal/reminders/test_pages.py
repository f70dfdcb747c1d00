"""The pages of reminders: the words and everybody whom they reach before the press, what became of it, and the link."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Person
from bluezone.portal.followup.models import Task, Visit
from bluezone.portal.messages.models import Message, OptOut, State
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.reminders.models import Consent, Kind, Reminder
from bluezone.portal.reminders.selectors import others_at
from tests.support.portal.offices import NOW, Office
from tests.support.portal.reminding import PHONES, STATION, ReminderOffice

pytestmark = pytest.mark.usefixtures("kept_office")
A_MINUTE = 30
"""So often an address is told that a link opens nothing (SECURITY.md)."""


@pytest.fixture(scope="module")
def kept_office(kept) -> ReminderOffice:
    return ReminderOffice(Office())


@pytest.fixture
def office(kept_office, db) -> ReminderOffice:
    return kept_office


@pytest.fixture
def queue(tmp_path, settings):
    """A portal whose outlet is a file."""
    settings.MESSAGE_OUTLETS = tmp_path / "outlets.toml"
    settings.MESSAGE_OUTLETS.write_text('[queue]\nfile = "queue.jsonl"\n', encoding="utf-8")
    return tmp_path / "queue.jsonl"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_portal_without_an_outlet_says_so_and_offers_no_press(office, settings):
    settings.MESSAGE_OUTLETS = None
    office.agrees(2)
    client = office.office.client(office.sender)

    for address in (reverse("reminders"), reverse("reminder_new", args=["answer"])):
        assert "Nothing can be sent from here" in text(client.get(address))
    assert "Remind those who are ticked" not in text(client.get(reverse("reminder_new", args=["answer"])))
    refused = client.post(reverse("reminder_send", args=["answer"]), {"to": [f"{office.node(2).pk}:x"]})
    assert (409, 0) == (refused.status_code, Message.objects.count())


def test_the_press_shows_words_parts_and_people_first_and_then_what_became_of_it(office, queue):
    office.agrees(1)
    office.agrees(2)
    client, address = office.office.client(office.sender), reverse("reminder_new", args=["answer"])
    page = client.get(address)
    seen = text(page)
    assert ("2 would be reached" in seen, "to 2 people" in seen, "parts each" in seen) == (True, True, True)
    assert "has not agreed to be reminded" in seen
    ticked = [
        one.split('"')[0] for one in page.content.decode().split('name="to"')[1:] for one in [one.split('value="')[1]]
    ]

    answer = client.post(reverse("reminder_send", args=["answer"]), {"to": ticked}, follow=True)

    assert "2 reminders leave now" in text(answer)
    assert {State.QUEUED} == set(Message.objects.values_list("state", flat=True))
    assert "http://localhost/reminders/own#" in Message.objects.first().body
    shown = Entry.objects.filter(act="reminders.new").latest("number")
    assert {str(office.node(at).person_id) for at in (1, 2)} <= set(shown.subjects.values_list("key", flat=True))


def test_each_figure_opens_its_list(office, queue):
    office.agrees(2)
    office.remind(2)
    Message.objects.update(state=State.FAILED, address="", body="", next_at=None)
    client = office.office.client(office.sender)

    page = text(client.get(reverse("reminders")))
    failed, sent = (text(client.get(f"{reverse('reminders')}?state={one}")) for one in ("failed", "sent"))

    assert f"{reverse('reminders')}?state=failed" in page
    assert ("Người Thứ C" in failed, "Người Thứ C" in sent) == (True, False)


def test_today_leads_to_those_whom_nobody_has_called(office, queue):
    for at in (1, 2):
        office.agrees(at)
    office.remind(1, 2)
    Message.objects.update(state=State.UNSURE, address="", body="", next_at=None)
    client = office.office.client(office.sender)
    called = Reminder.objects.get(involvement=office.node(1))
    client.post(reverse("reminder_called", args=[called.pk]))

    page = text(client.get(f"{reverse('reminders')}?state=call"))

    assert ("Người Thứ B" in page, "Người Thứ C" in page) == (False, True)


def test_nobody_reminds_people_of_others(office, queue):
    office.agrees(1)
    ((number, read),) = office.read(1).items()

    refused = office.office.client(office.officer).post(
        reverse("reminder_send", args=["answer"]), {"to": [f"{number}:{read}"]}
    )

    assert (409, 0) == (refused.status_code, Message.objects.count())


@pytest.mark.parametrize("ticked", ["x", "7", "7:", "9" * 40 + ":x", "1:ký"])
def test_whatever_comes_in_the_place_of_a_tick_sends_nothing(office, queue, ticked):
    office.agrees(2)
    client = office.office.client(office.sender)

    answer = client.post(reverse("reminder_send", args=["answer"]), {"to": [ticked]})

    assert (409, 0) == (answer.status_code, Message.objects.count())


def test_the_page_says_who_else_reads_a_shared_telephone(office):
    office.cases[3].person.__class__.objects.filter(phone=PHONES[3]).update(phone=PHONES[2])

    page = text(
        office.office.client(office.sender).get(reverse("reminded_person", args=[office.node(2).person.pseudonym]))
    )

    assert "Others stand with the same telephone" in page
    assert "Người Thứ D" in page


def test_of_others_elsewhere_with_the_same_telephone_nothing_is_told(office):
    Person.objects.filter(pk=office.node(1).person_id).update(phone=PHONES[2])

    assert [] == others_at(office.officer, office.place(2))
    assert ["Người Thứ B"] == [one.name for one in others_at(office.sender, office.place(2))]


def test_a_consent_is_noted_only_once_it_is_said_that_the_person_was_told(office):
    client, person = office.office.client(office.sender), office.node(2).person
    page = client.get(reverse("reminded_person", args=[person.pseudonym])).content.decode()
    read = page.split('name="read" value="')[1].split('"')[0]
    said = {"address": PHONES[2], "whose": "own", "how": "call", "read": read}

    untold = client.post(reverse("reminder_consent", args=[person.pseudonym]), said)
    assert (400, 0) == (untold.status_code, Consent.objects.count())
    client.post(reverse("reminder_consent", args=[person.pseudonym]), {**said, "told": "yes"})

    assert [PHONES[2]] == list(Consent.objects.values_list("address", flat=True))


@pytest.mark.parametrize(("year", "asks"), [(None, True), (1980, False), (NOW.year - 12, False)])
def test_where_no_year_of_birth_is_known_the_page_says_to_ask(office, year, asks):
    person = office.node(2).person
    type(person).objects.filter(pk=person.pk).update(birth_year=year)

    page = text(office.office.client(office.sender).get(reverse("reminded_person", args=[person.pseudonym])))

    assert asks is ("ask whether this is a minor" in page)


def left_with_a_code(office: ReminderOffice, at: int = 2, kind: Kind = Kind.ANSWER) -> str:
    office.agrees(at)
    office.remind(at, kind=kind)
    office.deliver()
    return office.code()


def test_behind_the_link_somebody_says_how_they_are_and_nobody_is_named(office):
    code, client = left_with_a_code(office), office.office.client()
    person = office.node(2).person

    opened = client.post(reverse("reminders_own"), {"code": code})
    taken = client.post(reverse("reminders_own"), {"code": code, "outcome": "symptoms", "symptoms": ["cough"]})
    again = client.post(reverse("reminders_own"), {"code": code})

    assert "How are you today?" in text(opened)
    assert STATION in text(opened)
    assert ("own", 1) == (Visit.objects.get().channel, Task.objects.count())
    assert "here already" in text(again)
    for answer in (opened, taken, again):
        told = (person.full_name, person.pseudonym, PHONES[2], "F1", "Sơn Dương", "SARS")
        words = re.sub(r"<[^>]*>", " ", text(answer))  # a token may spell anything
        assert [] == [word for word in told if word in words]


def test_behind_the_link_stands_what_is_asked_at_that_moment(office):
    code, client = left_with_a_code(office), office.office.client()
    before = text(client.post(reverse("reminders_own"), {"code": code}))

    office.wants_a_sample(2)
    later = text(client.post(reverse("reminders_own"), {"code": code}))

    assert "A sample is to be taken" not in before
    assert "A sample is to be taken" in later


def test_whoever_wants_no_more_says_so_behind_the_link_and_it_opens_nothing_then(office):
    code, client = left_with_a_code(office), office.office.client()

    stopped = client.post(reverse("reminders_own"), {"code": code, "stop": "1"})

    assert "No more messages are sent" in text(stopped)
    assert (0, 1, None) == (
        Consent.objects.filter(ended_at=None).count(),
        OptOut.objects.count(),
        OptOut.objects.get().recorded_by,
    )
    assert 409 == client.post(reverse("reminders_own"), {"code": code}).status_code
    assert Entry.objects.filter(act="reminders.stop").exists()


def test_a_link_that_opens_nothing_is_told_alike_and_many_are_told_to_wait(office):
    client = office.office.client()

    answers = [client.post(reverse("reminders_own"), {"code": "A" * 32}) for _ in range(A_MINUTE + 1)]

    assert [409] * A_MINUTE + [429] == [one.status_code for one in answers]


def test_a_code_is_kept_as_a_hash_and_stands_in_no_table_once_it_left(office):
    code = left_with_a_code(office)

    kept = Reminder.objects.get()
    assert code not in kept.digest
    assert "" == kept.message.body


def test_numbers_and_reminders_go_with_the_term_of_contacts_and_with_the_name(office):
    left_with_a_code(office)

    erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=Terms().contacts + 1))

    assert (0, 0) == (Consent.objects.count(), Reminder.objects.count())
