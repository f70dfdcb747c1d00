"""In which order reports stand for whoever decides, what each line says, and who that is."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from bluezone.portal.directives.selectors.listing import (
    REPORTS,
    Expected,
    Standing,
    decidable_in,
    expected_reports,
    reports_beside,
)
from bluezone.portal.frame.listing import Part
from bluezone.portal.identity.roles import Role
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout

LATER = SENT + dt.timedelta(days=9)


def line(standing: Standing, *, state: str = "", sent: dt.datetime | None = None, due: dt.datetime = SENT) -> Expected:
    return Expected(SimpleNamespace(state=state, submitted_at=sent, due=due), standing)


def test_what_is_to_be_decided_comes_first_then_who_is_late_then_who_has_time_and_last_what_is_done():
    done = line(Standing.ON_TIME, state="approved", sent=SENT)
    to_come, late = line(Standing.OPEN), line(Standing.LATE, due=LATER)
    to_decide = line(Standing.ON_TIME, state="submitted", sent=LATER, due=LATER)

    ordered = sorted([done, to_come, late, to_decide], key=lambda one: one.urgency)

    assert [to_decide, late, to_come, done] == ordered


def test_of_what_is_to_be_decided_the_first_that_was_sent_stands_first_whenever_it_was_due():
    early = line(Standing.ON_TIME, state="submitted", sent=SENT, due=LATER)
    late = line(Standing.SENT_LATE, state="submitted", sent=LATER, due=SENT)

    assert [early, late] == sorted([late, early], key=lambda one: one.urgency)


def test_how_a_report_came_in_is_said_once_it_was_sent():
    begun = line(Standing.OPEN, state="draft")
    sent = line(Standing.ON_TIME, state="submitted", sent=SENT)
    sent.row.way = begun.row.way = "paper"

    assert ["", "Bản giấy, hai người nhập"] == [one.way_text for one in (begun, sent)]


def test_beside_a_report_stands_of_each_office_how_far_its_report_is_or_that_it_sent_none(rollout: Rollout):
    rollout.send(TRUNG_YEN)
    top = rollout.participant("culture-office")

    beside = reports_beside(top, Part(REPORTS, chosen={"show": ""}), TRUNG_YEN, SENT, "vi")

    notes = {row.key: row.note for row in beside.rows}
    assert "Đã gửi" == notes.pop(TRUNG_YEN)
    assert {"chưa gửi, còn hạn"} == set(notes.values())


def test_reports_wait_for_whoever_works_where_they_go_and_has_a_role_that_decides(rollout: Rollout):
    rollout.send(TRUNG_YEN)
    rows = expected_reports(rollout.participant("culture-office"), SENT)
    collecting, reporting, elsewhere = (
        rollout.consolidator(), rollout.person("culture-office"), rollout.person("education-office", Role.CONSOLIDATOR)
    )  # fmt: skip

    waiting = [[one.row.key for one in decidable_in(person, rows)] for person in (collecting, reporting, elsewhere)]

    assert [[TRUNG_YEN], [], []] == waiting
