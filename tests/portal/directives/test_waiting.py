"""What waits in a rollout: for whoever reports, decides, and watches over those below."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bluezone.portal.directives.models import Assigned, Participant, ReportRecord, SentReminder, TransitionRecord
from bluezone.portal.directives.selectors.chasing import late_offices
from bluezone.portal.directives.selectors.listing import expected_reports
from bluezone.portal.directives.services.chasing import chase
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.entering import Entry, save_draft
from bluezone.portal.directives.services.levels import extend, propose_correction
from bluezone.portal.directives.services.registering import give_membership
from bluezone.portal.frame.waiting import Whose
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import CLOSED, SENT, TRUNG_YEN
from tests.support.portal.waiting import counts_for, waits_for

LONG_LATE = CLOSED + dt.timedelta(days=5)


def test_a_form_waits_for_its_reporter_with_its_day_and_how_far_it_is(rollout):
    reporter, elsewhere = rollout.person(TRUNG_YEN), rollout.office.staff("Vũ Không Bàn", Role.REPORTER)
    cells = len(rollout.directed.expected(TRUNG_YEN).indicators)

    line = waits_for(reporter, SENT)["directives.form"]

    assert "/directives/son-duong-2020/mine/ubnd-trung-yen" == line.address
    assert rollout.directed.expected(TRUNG_YEN).due == line.due
    assert line.note.startswith(f"not begun, {cells} cells · ")
    assert {} == counts_for(elsewhere, SENT)


def test_cells_that_are_filled_in_are_counted_and_what_contradicts_is_told(rollout):
    reporter, expected = rollout.person(TRUNG_YEN), rollout.directed.expected(TRUNG_YEN)
    whole = next(name for name in expected.indicators if rollout.directed.directive.indicator(name).within)
    beyond = rollout.directed.directive.indicator(whole).within
    typed = Entry({whole: "50", beyond: "40"}, as_of=f"{SENT:%Y-%m-%d}")

    save_draft(participant=rollout.participant(TRUNG_YEN), entry=typed, now=SENT, actor=reporter)

    note = waits_for(reporter, SENT)["directives.form"].note
    assert note.startswith(f"2 of {len(expected.indicators)} cells · figures that contradict: 1 · ")


def test_a_form_is_late_from_its_day_on_unless_more_time_was_given(rollout):
    reporter = rollout.person(TRUNG_YEN)

    assert waits_for(reporter, CLOSED)["directives.form"].is_late(CLOSED)

    more = CLOSED + dt.timedelta(days=3)
    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        to=more,
        note="lũ quét",
        acting_for=rollout.participant("culture-office"),
        now=SENT,
    )

    line = waits_for(reporter, CLOSED)["directives.form"]
    assert more == line.due
    assert not line.is_late(CLOSED)


@pytest.mark.parametrize("later", [dt.timedelta(), dt.timedelta(days=1), dt.timedelta(days=2_281)], ids=str)
def test_today_and_the_page_of_the_late_say_the_same_days(rollout, later):
    now, top = CLOSED + later, rollout.participant("culture-office")
    line = waits_for(rollout.consolidator(), now)["directives.late"]
    longest = late_offices(top, now)[0].days

    assert (longest, later.days + 1) == (line.days_late(now), longest)
    rollout.office.clock[0] = now
    page = rollout.office.client(rollout.consolidator()).get("/").content.decode()
    assert re.search(rf"late by {longest} days?\b", page)


def test_a_form_that_came_back_waits_to_be_mended_and_not_to_be_begun(rollout):
    row, reporter = rollout.send(TRUNG_YEN), rollout.person(TRUNG_YEN)

    decide(
        actor=rollout.consolidator(),
        row=row,
        read=rollout.read(TRUNG_YEN),
        step=Step.RETURN,
        acting_for=rollout.participant("culture-office"),
        now=SENT,
        note="đếm lại",
    )

    assert waits_for(reporter, SENT)["directives.form"].note.startswith("sent back to be mended · ")


def test_what_is_still_to_come_is_told_with_the_next_day_and_not_with_one_that_is_over(rollout):
    more = CLOSED + dt.timedelta(days=3)
    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        to=more,
        note="lũ quét",
        acting_for=rollout.participant("culture-office"),
        now=SENT,
    )

    line = waits_for(rollout.consolidator(), CLOSED)["directives.open"]

    assert (1, more) == (line.count, line.due)


def test_a_sent_report_waits_for_whoever_decides_until_it_is_decided(rollout):
    consolidator = rollout.consolidator()

    rollout.send(TRUNG_YEN)

    reporter = rollout.person(TRUNG_YEN)
    assert {"directives.sent": 1} == counts_for(reporter, SENT)
    line = waits_for(consolidator, SENT)["directives.decide"]
    assert (1, SENT) == (line.count, line.since)
    rollout.approved("ubnd-tan-trao")
    assert 1 == counts_for(consolidator, SENT)["directives.decide"]


def test_a_report_that_one_took_in_oneself_waits_for_somebody_else(rollout):
    """Today counts what this person can decide, and names the others as what hangs on a colleague."""
    consolidator, colleague = rollout.consolidator(), rollout.office.staff("Lý Đồng Nghiệp", Role.CONSOLIDATOR)
    give_membership(actor=None, participant=rollout.participant("culture-office"), staff=colleague, now=SENT)
    rollout.send("ubnd-tan-trao")
    sent_by(consolidator, rollout.send(TRUNG_YEN))

    line = waits_for(consolidator, SENT)["directives.own"]

    assert (1, Whose.OTHERS, SENT) == (line.count, line.whose, line.since)
    assert 1 == counts_for(consolidator, SENT)["directives.decide"]
    assert 2 == counts_for(colleague, SENT)["directives.decide"]
    assert "directives.own" not in counts_for(colleague, SENT)
    ReportRecord.objects.filter(participant__key=TRUNG_YEN).update(way=ReportRecord.Way.PAPER)
    assert 2 == counts_for(consolidator, SENT)["directives.decide"]  # two have keyed it


def test_one_that_was_sent_back_and_came_from_another_hand_is_decided_on_as_any(rollout):
    consolidator, report = rollout.consolidator(), rollout.send(TRUNG_YEN)
    sent_by(consolidator, report)
    own = counts_for(consolidator, SENT)
    sent_by(rollout.person(TRUNG_YEN), report)

    assert {"directives.own": 1} == {name: own[name] for name in own if name in {"directives.own", "directives.decide"}}
    assert 1 == counts_for(consolidator, SENT)["directives.decide"]


def sent_by(actor: Staff, report: ReportRecord) -> None:
    """The report was sent once more, by this person."""
    TransitionRecord.objects.create(report=report, step="submit", acting_for=TRUNG_YEN, by=actor, at=SENT)


def test_who_is_late_is_counted_from_the_earliest_day_and_nobody_waits_for_sent_ones(rollout):
    consolidator = rollout.consolidator()
    below = Participant.objects.filter(directive=rollout.record, is_expected=True)

    before = waits_for(consolidator, SENT)
    after = waits_for(consolidator, LONG_LATE)

    assert "directives.late" not in before
    assert below.count() == before["directives.open"].count == after["directives.late"].count
    assert after["directives.late"].is_late(LONG_LATE)
    rollout.send(TRUNG_YEN)
    assert below.count() - 1 == counts_for(consolidator, LONG_LATE)["directives.late"]


def test_the_figures_of_the_day_are_those_of_the_lists_that_they_open(rollout):
    consolidator, top = rollout.consolidator(), rollout.participant("culture-office")
    for key in (TRUNG_YEN, "ubnd-tan-trao"):
        rollout.send(key)

    found, listed = waits_for(consolidator, LONG_LATE), expected_reports(top, LONG_LATE)

    assert "/directives/son-duong-2020/late?show=remind" == found["directives.late"].address
    assert "/directives/son-duong-2020/reports?show=waiting" == found["directives.decide"].address
    assert len(late_offices(top, LONG_LATE)) == found["directives.late"].count
    assert sum(row.is_meant("waiting") for row in listed) == found["directives.decide"].count
    open_ones = [row for row in expected_reports(top, SENT) if row.is_meant("open")]
    assert len(open_ones) == counts_for(consolidator, SENT)["directives.open"]


def test_a_correction_waits_for_the_reporter(rollout):
    rollout.approved(TRUNG_YEN)
    reporter = rollout.person(TRUNG_YEN)

    propose_correction(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        indicator="broadcasts",
        becomes=41,
        note="theo nhật ký",
        acting_for=rollout.participant("culture-office"),
        now=SENT,
    )

    assert {"directives.corrections": 1} == counts_for(reporter, SENT)


def test_everybody_of_another_desk_has_none_of_it(rollout):
    stranger = rollout.office.staff("Vũ Không Bàn", Role.CONSOLIDATOR)
    rollout.send(TRUNG_YEN)

    assert {} == counts_for(stranger, LONG_LATE)


def test_who_was_reminded_today_waits_for_nobody_here_until_tomorrow(rollout):
    consolidator, top = rollout.consolidator(), rollout.participant("culture-office")
    late = late_offices(top, LONG_LATE)
    read = {one.row.key: one.digest for one in late[:2]}

    chase(actor=consolidator, top=top, read=read, now=LONG_LATE)

    found = waits_for(consolidator, LONG_LATE)
    assert (len(late) - 2, 2) == (found["directives.late"].count, found["directives.reminded"].count)
    assert Whose.OTHERS is found["directives.reminded"].whose
    tomorrow = waits_for(consolidator, LONG_LATE + dt.timedelta(days=1))
    assert len(late) == tomorrow["directives.late"].count
    assert "directives.reminded" not in tomorrow


def test_each_of_both_figures_opens_its_own_part_of_the_list(rollout):
    consolidator, top = rollout.consolidator(), rollout.participant("culture-office")
    late = late_offices(top, LONG_LATE)
    chase(actor=consolidator, top=top, read={late[0].row.key: late[0].digest}, now=LONG_LATE)
    rollout.office.clock[0] = LONG_LATE
    client, found = rollout.office.client(consolidator), waits_for(consolidator, LONG_LATE)

    names = ("directives.late", "directives.reminded")
    listed = {name: client.get(found[name].address).content.decode() for name in names}

    assert {name: found[name].count for name in listed} == {
        name: page.count("late__office") for name, page in listed.items()
    }
    assert late[0].row.name in listed["directives.reminded"]


def test_a_reminder_that_went_out_by_itself_is_nobodys_chasing(rollout):
    consolidator, participant = rollout.consolidator(), rollout.participant(TRUNG_YEN)
    SentReminder.objects.create(
        directive=rollout.record, participant=participant, days=0, due=CLOSED, at=LONG_LATE, text="Hôm nay là hạn."
    )

    assert "directives.reminded" not in waits_for(consolidator, LONG_LATE)


def test_a_form_of_whoever_was_given_no_task_waits_without_a_cell(rollout):
    reporter = rollout.person(TRUNG_YEN)
    Assigned.objects.filter(participant__key=TRUNG_YEN).delete()

    assert waits_for(reporter, SENT)["directives.form"].note.startswith("not begun, 0 cells")


def test_no_form_waits_for_whoever_is_asked_nothing(rollout):
    reporter = rollout.person(TRUNG_YEN)
    Participant.objects.filter(key=TRUNG_YEN).update(is_expected=False)

    assert "directives.form" not in counts_for(reporter, SENT)
