"""Many are reminded by one press: by day, once a day of one thing, in words that say nothing, as they were read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Person
from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import Answer, Outcome
from bluezone.portal.followup.forms import OwnAnswerForm
from bluezone.portal.followup.models import Watch
from bluezone.portal.messages.models import Message, Outlet, State
from bluezone.portal.messages.outlets.base import OutletError
from bluezone.portal.messages.services import LEASE
from bluezone.portal.reminders import merged_persons, own, services
from bluezone.portal.reminders.candidates import LeftOut, candidates_among
from bluezone.portal.reminders.models import Consent, Kind, Reminder, Whose
from bluezone.portal.reminders.selectors import counts_of, failed_in
from bluezone.portal.reminders.services import Sent, Way
from bluezone.portal.reminders.waiting import waiting
from bluezone.portal.reminders.wording import CODE_SIGNS, link_to, words_of
from bluezone.portal.sampling.models import Due
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.vietnam.folding import without_marks
from bluezone.vietnam.sms import measure
from tests.support.portal.offices import NOW, Office, the_unit
from tests.support.portal.reminding import PAGE, PHONES, STATION, WAY, ReminderOffice

pytestmark = pytest.mark.usefixtures("kept_office")
AN_HOUR, A_DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NIGHT = NOW.replace(hour=21, minute=0)


@pytest.fixture(scope="module")
def kept_office(kept) -> ReminderOffice:
    return ReminderOffice(Office())


@pytest.fixture
def office(kept_office, db) -> ReminderOffice:
    return kept_office


def test_a_message_leads_to_a_link_of_ones_own_and_names_nobody_and_nothing(office):
    office.agrees(1)
    office.agrees(2)
    assert Sent(2, 0) == office.remind(1, 2)

    office.deliver()

    first, second = (one.body for one in office.carrier.letters[-2:])
    assert {PHONES[1], PHONES[2]} == {one.address for one in office.carrier.letters[-2:]}
    assert first.replace(first.split("#")[1].split(" ")[0], "") == second.replace(
        second.split("#")[1].split(" ")[0], ""
    )
    told = f"{first} {without_marks(first)}".lower()
    person = office.node(1).person
    said = (person.full_name, person.pseudonym, "f1", "covid", "sars", "cách ly", "xét nghiệm", "mẫu", "sơn dương")
    assert [] == [word for word in said if word.lower() in told or without_marks(word).lower() in told]
    assert STATION in first


def test_the_words_are_one_part_without_marks_and_the_same_whatever_is_asked(office):
    link = link_to(PAGE, "X" * CODE_SIGNS)

    assert 1 == measure(without_marks(words_of(link=link, phone=STATION))).segments
    assert 1 == measure(without_marks(words_of(link="", phone=STATION))).segments
    with pytest.raises(ValueError, match="leads somewhere"):
        words_of(link="", phone="")


def test_whoever_shares_a_telephone_gets_no_link_but_the_number_to_call(office):
    office.agrees(1, Whose.SHARED)
    office.remind(1)

    office.deliver()

    words = office.carrier.letters[-1].body
    assert ("#" in words, "http" in words, STATION in words) == (False, False, True)
    assert "" == office.last().digest


@pytest.mark.parametrize("second", [Whose.SHARED, Whose.GUARDIAN])
def test_whoevers_number_another_agreed_to_as_well_gets_no_link_any_more(office, second):
    """Neither of the two, whoever agreed first: nobody could tell whose link it was."""
    office.agrees(1)
    read = office.read(1)
    Person.objects.filter(phone=PHONES[2]).update(phone=PHONES[1], birth_year=None)
    office.agrees(2, second, PHONES[1])
    with pytest.raises(RefusedError, match="nobody is left"):
        office.remind(1, read=read)

    office.remind(1)
    office.wants_a_sample(2)
    office.remind(2, kind=Kind.SAMPLE)
    office.deliver()

    assert ["", ""] == list(Reminder.objects.values_list("digest", flat=True))
    assert [False, False] == ["#" in one.body for one in office.carrier.letters[-2:]]


def test_to_an_e_mail_address_it_leaves_by_mail_and_without_a_way_not_at_all(office):
    office.agrees(1, address="Lan@Example.vn")
    office.remind(1)
    assert Outlet.MAIL == office.last().message.outlet

    office.agrees(2, address="hoa@example.vn")
    sms_alone = Way((Outlet.GATEWAY,), PAGE, is_plain=True)
    with pytest.raises(RefusedError, match="nobody is left"):
        office.remind(2, way=sms_alone)


def test_one_thing_is_said_once_a_day_and_no_more_than_two(office):
    office.agrees(1)
    office.remind(1)

    assert LeftOut.HAD_IT == office.why_not(1)
    with pytest.raises(RefusedError, match="nobody is left"):
        office.remind(1)
    office.wants_a_sample(1)
    office.remind(1, kind=Kind.SAMPLE)
    assert LeftOut.ENOUGH == office.why_not(1, Kind.PAPER)
    assert office.why_not(1, Kind.PAPER, NOW + A_DAY) is None


def test_one_number_gets_one_message_a_press_and_two_a_day_whoever_shares_it(office):
    """The words are the same for all who share it; who is left out is called."""
    Person.objects.filter(phone__in=[PHONES[2], PHONES[3]]).update(phone=PHONES[1])
    for at in (1, 2, 3):
        office.agrees(at, Whose.SHARED)
    office.remind(1, 2, 3)
    assert LeftOut.SAME_NUMBER == office.why_not(2)

    office.wants_a_sample(1, 2, 3)
    office.remind(1, 2, 3, kind=Kind.SAMPLE)

    assert (2, LeftOut.ENOUGH) == (Reminder.objects.count(), office.why_not(3, Kind.PAPER))


def test_whoever_is_in_two_outbreaks_gets_one_message(office):
    office.agrees(1)
    again = Involvement.objects.get(pk=office.node(1).pk)
    other = Outbreak.objects.create(name="Vụ thứ hai", pathogen="SARS-CoV-2", place="VN", begins=NOW.date())
    again.pk, again.outbreak = None, other
    again.save()
    nodes = list(Involvement.objects.filter(person=again.person_id).select_related("person", "unit__parent"))
    found = candidates_among(nodes, Kind.ANSWER, WAY.outlets, NOW)
    assert [None, LeftOut.ABOVE] == [one.left_out for one in found]

    read = {one.involvement.pk: one.as_read for one in found}
    said = {"kind": Kind.ANSWER, "involvements": nodes, "read": read, "way": WAY, "now": NOW}
    sent = services.send_reminders(actor=office.sender, **said, entropy=office.office.chance.randbytes)

    assert (Sent(1, 1), 1) == (sent, Reminder.objects.count())


def test_a_press_of_two_in_one_moment_sends_one_message(office):
    """The persons are held, so the second finds what the first did; the table would refuse it, too."""
    office.agrees(1)
    read = office.read(1)
    office.remind(1, read=read)

    with pytest.raises(RefusedError, match="nobody is left"):
        office.remind(1, read=read, by=office.everywhere)
    one = office.last()
    again = {"consent": one.consent, "involvement": one.involvement, "kind": one.kind, "day": one.day}
    other = Message.objects.get(pk=one.message_id)
    other.pk = None
    other.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(message=other, **again)


def test_whoever_withdrew_or_changed_the_number_between_page_and_press_is_left_out(office):
    for at in (1, 2, 3):
        office.agrees(at)
    read = office.read(1, 2, 3)
    office.withdraws(1)
    Person.objects.filter(phone=PHONES[2]).update(phone="0912000008")

    assert Sent(1, 2) == office.remind(1, 2, 3, read=read)
    assert office.node(3).pk == office.last().involvement_id


def test_whoever_answered_between_page_and_press_is_left_out(office):
    for at in (1, 2):
        office.agrees(at)
    read = office.read(1, 2)
    office.ask(1, Answer(Outcome.WELL))

    assert Sent(1, 1) == office.remind(1, 2, read=read)
    assert office.node(2).pk == office.last().involvement_id


def test_nobody_is_reminded_of_a_paper_that_does_not_wait(office):
    office.agrees(1)

    with pytest.raises(RefusedError, match="nobody is left"):
        office.remind(1, kind=Kind.PAPER)


def test_whoever_agreed_to_something_else_since_the_page_was_read_is_left_out(office):
    office.agrees(1)
    office.agrees(2)
    read = office.read(1, 2)
    office.agrees(1, Whose.SHARED)

    assert Sent(1, 1) == office.remind(1, 2, read=read)


def test_nobody_is_reminded_at_night_and_what_waited_till_then_leaves_no_more(office):
    office.agrees(1)
    with pytest.raises(RefusedError, match="between 21:00 and 7:00"):
        office.remind(1, now=NIGHT)
    with pytest.raises(RefusedError, match="between 21:00 and 7:00"):
        office.remind(1, now=NOW.replace(hour=6, minute=59))

    office.remind(1, now=NIGHT - AN_HOUR)
    before = len(office.carrier.letters)

    assert 0 == office.deliver(NIGHT).sent
    assert (0, 1) == ((run := office.deliver(NOW + A_DAY)).sent, run.failed)
    assert ("its day is over", "") == (office.last().message.problem, office.last().message.address)
    assert before == len(office.carrier.letters)


def test_where_the_portal_was_killed_while_sending_nothing_is_sent_twice_and_that_is_said(office):
    office.agrees(1)
    office.remind(1)

    class Killed(BaseException):
        pass

    class Dying:
        def send(self, _letter: object) -> None:
            raise Killed

    carrier, office.carrier = office.carrier, Dying()  # type: ignore[assignment] # it keeps nothing
    with pytest.raises(Killed):
        office.deliver()
    office.carrier = carrier
    before = len(carrier.letters)

    run = office.deliver(NOW + LEASE)

    assert (0, 1, before) == (run.sent, run.failed, len(carrier.letters))
    message = office.last().message
    assert (State.UNSURE, "") == (message.state, message.body)
    assert {"unsure": 1} == {name: count for name, count in counts_of(office.sender, NOW).items() if count}


@pytest.mark.parametrize(("may_have_left", "state"), [(True, State.UNSURE), (False, State.QUEUED)])
def test_a_carrier_that_may_have_taken_it_is_not_asked_again(office, may_have_left, state):
    office.agrees(1)
    office.remind(1)
    office.carrier.refusal = OutletError("away", may_be_tried_again=True, may_have_left=may_have_left)

    office.deliver()
    office.carrier.refusal = None

    assert state == office.last().message.state


def test_a_reminder_that_failed_waits_for_a_call_until_somebody_called_or_got_an_answer(office):
    for at in (1, 2):
        office.agrees(at)
    office.remind(1, 2)
    office.carrier.refusal = OutletError("no such number", may_be_tried_again=False)
    office.deliver()
    office.carrier.refusal = None
    assert {"reminders.called": 2} == {one.what: one.count for one in waiting(office.sender, NOW)}

    services.note_call(actor=office.sender, reminder=office.last(), now=NOW + AN_HOUR)
    office.ask(1, Answer(Outcome.WELL), NOW + AN_HOUR)

    assert not failed_in(office.sender, NOW + AN_HOUR).exists()
    with pytest.raises(RefusedError, match="a colleague was faster"):
        services.note_call(actor=office.sender, reminder=office.last(), now=NOW + AN_HOUR)


def test_only_people_of_ones_own_units_of_whom_it_is_asked_are_listed(office):
    for at in (1, 2):
        office.agrees(at)

    assert {"Người Thứ B", "Người Thứ C"} == office.reached()
    assert {"Người Thứ C"} == office.reached(staff=office.officer)
    office.ask(2, Answer(Outcome.WELL))
    assert {"Người Thứ B"} == office.reached()


def test_a_release_whose_paper_waits_is_reminded_of_until_it_is_delivered(office):
    office.agrees(2)
    office.order(2, home=True, days=3)
    assert set() == office.reached(Kind.PAPER)
    (decision,) = office.release(2, now=NOW + 3 * A_DAY)
    office.issue(office.draw_up(decision, now=NOW + 3 * A_DAY), NOW + 3 * A_DAY)

    assert {"Người Thứ C"} == office.reached(Kind.PAPER, now=NOW + 3 * A_DAY)


def test_whoever_moved_to_another_commune_is_reminded_from_there(office):
    office.agrees(2)
    office.remind(2)
    neighbour = the_unit("02545-202507")
    Involvement.objects.filter(pk=office.node(2).pk).update(unit=neighbour, path=neighbour.path)

    assert {"sent": 0, "waits": 0} == {name: counts_of(office.officer, NOW)[name] for name in ("sent", "waits")}
    assert 1 == counts_of(office.sender, NOW)["waits"]


def test_a_person_sends_a_thousand_a_day_at_most(office, monkeypatch):
    monkeypatch.setattr(services, "MOST_A_DAY", 1)
    for at in (1, 2):
        office.agrees(at)
    office.remind(1)

    with pytest.raises(RefusedError, match="a day at most"):
        office.remind(2)
    office.remind(2, now=NOW + A_DAY)


def test_each_press_is_a_line_of_the_audit_with_everybody_and_no_number(office):
    for at in (1, 2):
        office.agrees(at)
    office.remind(1, 2)

    line = Entry.objects.get(act="reminders.send")
    assert ({"kind": "answer", "reminders": 2}, 2) == (dict(line.detail), line.subjects.count())


def test_what_was_agreed_goes_with_a_merged_record_and_goes_back(office):
    office.agrees(1)
    office.remind(1)
    kept, merged = office.node(2).person, office.node(1).person

    moved = merged_persons.join_persons(kept=kept, merged=merged, now=NOW)
    assert (kept.pk, office.node(2).pk) == (office.last().consent.person_id, office.last().involvement_id)
    assert LeftOut.ANOTHER_NUMBER == office.why_not(2)

    merged_persons.part_persons(merged=merged, moved=moved)
    assert (merged.pk, office.node(1).pk) == (office.last().consent.person_id, office.last().involvement_id)


def test_of_two_consents_that_become_one_persons_the_newer_holds_and_what_waits_by_the_other_is_not_sent(office):
    office.agrees(1)
    office.agrees(2, now=NOW + AN_HOUR)
    office.remind(1)
    kept, merged = office.node(2).person, office.node(1).person

    merged_persons.join_persons(kept=kept, merged=merged, now=NOW + AN_HOUR)

    older, newer = Consent.objects.filter(person=kept).order_by("pk")
    assert (NOW + AN_HOUR, None) == (older.ended_at, newer.ended_at)
    assert (State.OPTED_OUT, "") == (office.last().message.state, office.last().message.address)


def test_a_link_of_a_consent_that_another_overruled_opens_nothing(office):
    office.agrees(1)
    office.remind(1)
    office.deliver()
    office.agrees(2, now=NOW + AN_HOUR)
    assert own.reminder_behind(office.code(), NOW) is not None

    merged_persons.join_persons(kept=office.node(2).person, merged=office.node(1).person, now=NOW + AN_HOUR)

    assert own.reminder_behind(office.code(), NOW) is None


@pytest.mark.parametrize(("no_at", "why"), [(NOW, LeftOut.NOT_ASKED), (NOW - A_DAY, None)])
def test_a_no_of_whoever_is_kept_is_overruled_by_a_later_yes_alone(office, no_at, why):
    office.agrees(2, now=NOW - A_DAY)
    office.withdraws(2, now=no_at)
    office.agrees(1, address="lan@example.vn")

    merged_persons.join_persons(kept=office.node(2).person, merged=office.node(1).person, now=NOW)

    assert why == office.why_not(2)


def test_a_later_no_of_whoever_is_merged_ends_what_is_kept_and_stays_said_when_they_are_two_again(office):
    office.agrees(2, address="lan@example.vn")
    office.agrees(1)
    office.withdraws(1, now=NOW + AN_HOUR)
    kept, merged = office.node(2).person, office.node(1).person

    moved = merged_persons.join_persons(kept=kept, merged=merged, now=NOW + AN_HOUR)
    assert LeftOut.NOT_ASKED == office.why_not(2)

    merged_persons.part_persons(merged=merged, moved=moved)
    assert [LeftOut.NOT_ASKED] * 2 == [office.why_not(at) for at in (1, 2)]
    assert 1 == Consent.objects.filter(person=merged).count()


def test_what_one_link_opens_is_asked_in_every_outbreak_and_answered_for_each(office):
    """They get one message; behind it stands what either asks."""
    office.agrees(1)
    office.remind(1)
    office.deliver()
    watch, again = office.watch(1), office.place(1)
    other = Outbreak.objects.create(name="Vụ thứ hai", pathogen="SARS-CoV-2", place="VN", begins=NOW.date())
    again.pk, again.outbreak = None, other
    again.save()
    in_other = Watch.objects.create(
        involvement=again, path=again.path, first_day=watch.first_day, last_day=watch.last_day
    )
    Due.objects.update_or_create(involvement=office.node(1), defaults={"path": again.path, "wanted_on": None})
    Due.objects.create(involvement=again, path=again.path, wanted_on=NOW.date())
    asked = own.asked_of_them(own.reminder_behind(office.code(), NOW), NOW)
    assert (True, False, NOW.date()) == (asked.to_answer, asked.has_answered, asked.sample_since)

    own.answer_by_link(code=office.code(), answer=OwnAnswerForm({"outcome": "well"}).answer(), now=NOW)

    assert [1, 1] == [one.visits.filter(outcome=Outcome.WELL).count() for one in (watch, in_other)]
    assert own.asked_of_them(own.reminder_behind(office.code(), NOW), NOW).has_answered
    with pytest.raises(RefusedError, match="is here already"):
        own.answer_by_link(code=office.code(), answer=OwnAnswerForm({"outcome": "well"}).answer(), now=NOW)
