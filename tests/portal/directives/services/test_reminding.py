"""Reminders come three days before, one day before and on the last morning, each once, to those who owe a report."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.directives.models import DirectiveRecord, SentReminder
from bluezone.portal.directives.services.levels import extend
from bluezone.portal.directives.services.reminding import MessageQueue, message_queues, remind, remind_everybody
from bluezone.portal.messages.models import Message, Outlet
from bluezone.portal.world import VIET_NAM
from tests.support.portal.rolling import LOADED, TRUNG_YEN


def at(day: int, hour: int = 8, minute: int = 0) -> dt.datetime:
    return dt.datetime(2020, 8, day, hour, minute, tzinfo=VIET_NAM)


def test_nobody_is_reminded_before_the_hour_and_everybody_at_it(rollout):
    assert [] == remind(record=rollout.record, now=at(22, 7, 59))

    assert 38 == len(remind(record=rollout.record, now=at(22, 8)))


def test_a_second_call_says_nothing_again(rollout):
    remind(record=rollout.record, now=at(22, 9))

    assert at(22, 9) == DirectiveRecord.objects.get().reminded_until
    assert [] == remind(record=rollout.record, now=at(22, 10))
    assert 38 == SentReminder.objects.count()


def test_who_calls_late_tells_each_office_the_latest_only(rollout):
    sent = remind(record=rollout.record, now=at(25, 12))

    assert {0} == {one.days for one in sent}
    assert 38 == len(sent)


def test_whoever_has_reported_is_left_alone(rollout):
    rollout.send(TRUNG_YEN, at(21))

    assert TRUNG_YEN not in {one.participant.key for one in remind(record=rollout.record, now=at(22))}


def test_the_words_name_the_office_the_day_and_the_hour(rollout):
    sent = remind(record=rollout.record, now=at(24))

    text = next(one.text for one in sent if one.participant.key == TRUNG_YEN)
    assert text.startswith("Ủy ban nhân dân xã Trung Yên: còn 1 ngày")
    assert "trước 00:00 ngày 26/08/2020" in text


def test_the_queue_takes_them_for_the_telephones_of_those_who_sit_there(rollout):
    rollout.consolidator()
    person = rollout.person(TRUNG_YEN)
    person.phone = "0912000333"
    person.save()

    queues = [MessageQueue(Outlet.QUEUE, at(22), actor) for actor in (None, person)]
    remind(record=rollout.record, now=at(22), outlets=tuple(queues))

    assert {"0912000333"} == set(Message.objects.values_list("address", flat=True))
    assert [rollout.consolidator(), person] == [one.created_by for one in Message.objects.order_by("pk")]


def test_a_timer_that_stood_still_counts_the_days_that_are_left_now(rollout):
    sent = remind(record=rollout.record, now=at(23, 9))

    assert {True} == {"còn 2 ngày" in one.text for one in sent}


def test_nobody_is_told_that_today_is_the_last_day_once_it_is_over(rollout):
    assert [] == remind(record=rollout.record, now=at(26, 9))


def test_an_extended_deadline_is_reminded_of_in_the_morning_of_viet_nam(rollout):
    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        to=at(29, 12),
        note="lũ quét",
        acting_for=rollout.participant("culture-office"),
        now=at(25),
    )
    remind(record=rollout.record, now=at(28, 8))

    assert [] == remind(record=rollout.record, now=at(29, 7, 59))
    (last,) = remind(record=rollout.record, now=at(29))
    assert (TRUNG_YEN, 0) == (last.participant.key, last.days)
    assert "trước 12:00 ngày 29/08/2020" in last.text


def test_short_messages_leave_by_the_queue_where_there_is_one_and_else_not_at_all(rollout, settings, tmp_path):
    settings.MESSAGE_OUTLETS = None
    assert () == message_queues(at(22))

    settings.MESSAGE_OUTLETS = tmp_path / "outlets.toml"
    settings.MESSAGE_OUTLETS.write_text('[queue]\nfile = "queue.jsonl"\n', encoding="utf-8")
    (queue,) = message_queues(at(22), rollout.consolidator())
    assert MessageQueue(Outlet.QUEUE, at(22), rollout.consolidator()) == queue


def test_by_themselves_each_step_comes_once_for_every_directive(rollout):
    sent = [len(remind_everybody(now=at(22) + dt.timedelta(minutes=step))) for step in (0, 1, 60)]

    assert [38, 0, 0] == sent
    assert {rollout.record.pk} == set(SentReminder.objects.values_list("directive", flat=True))


def test_a_clock_that_forgot_when_it_was_last_here_reminds_nobody_twice(rollout):
    remind(record=rollout.record, now=at(22))
    DirectiveRecord.objects.update(reminded_until=LOADED)

    assert [] == remind(record=rollout.record, now=at(22, 9))
