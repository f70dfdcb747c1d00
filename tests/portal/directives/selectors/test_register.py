"""The list of directives: how many were asked, and how many reports are in."""

from __future__ import annotations

from types import SimpleNamespace

from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.selectors.register import DIRECTIVES, duties_of, letter_context, lines_of, quoted
from bluezone.portal.directives.services.registering import end_membership, give_membership
from bluezone.portal.frame.listing import Part
from tests.support.portal.rolling import CLOSED, LOADED, SENT, TRUNG_YEN, Rollout, a_rollout
from tests.support.rollout.directives import SHIPPED_TEXT

ANOTHER = SHIPPED_TEXT.replace('id = "son-duong-2020"', 'id = "son-duong-2021"', 1)


def test_only_reports_that_were_sent_are_counted(rollout: Rollout):
    rollout.approved(TRUNG_YEN)

    (before,), (after,) = (lines_of(Part(DIRECTIVES), now).rows for now in (SENT, CLOSED))

    assert (38, 1) == (before.expected, before.received)
    assert (False, True) == (before.is_over, after.is_over)


def test_on_the_page_of_a_directive_stand_its_own_duties_and_today_those_of_all(rollout: Rollout):
    first, second = rollout, a_rollout(rollout.office, ANOTHER)
    person = first.person(TRUNG_YEN)
    give_membership(actor=None, participant=second.participant(TRUNG_YEN), staff=person, now=LOADED)

    assert [second.participant(TRUNG_YEN)] == [duty.participant for duty in duties_of(person, second.record)]
    assert {first.record, second.record} == {duty.participant.directive for duty in duties_of(person)}
    end_membership(actor=None, membership=person.memberships.get(participant__directive=second.record), now=LOADED)
    assert [first.record] == [duty.participant.directive for duty in duties_of(person)]


def test_who_is_asked_nothing_is_named_and_how_many_each_instruction_asks(rollout: Rollout):
    context = letter_context(rollout.consolidator(), rollout.record)

    asked = [one.organisations for paragraph in context["paragraphs"] for one in paragraph.asked]
    assert sum(len(report.assignments) for report in context_of(rollout.record).expectation.reports) == sum(asked)
    assert 38 == context["expected"] == max(asked)
    everybody = rollout.record.participants.count()
    assert 1 == everybody - 38 - len(context["unasked"])  # the one to which all results go
    assert not any(one.is_expected for one in context["unasked"])
    assert quoted(context_of(rollout.record)) == context["paragraphs"]
    nobody = SimpleNamespace(directive=context_of(rollout.record).directive, expectation=SimpleNamespace(reports=()))
    assert {0} == {one.organisations for paragraph in quoted(nobody) for one in paragraph.asked}


def test_the_way_to_who_works_where_is_shown_to_those_alone_who_say_so(rollout: Rollout):
    collects, reports = rollout.consolidator(), rollout.person(TRUNG_YEN)

    assert [True, False] == [letter_context(one, rollout.record)["gives_seats"] for one in (collects, reports)]
