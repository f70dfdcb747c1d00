"""What a count may not fall below: what its own office reported of it on the last directive that counts it."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.directives.models import CorrectionRecord, DirectiveRecord, FigureRecord, Participant, ReportRecord
from bluezone.portal.directives.selectors.beside import previous_counts
from tests.support.portal.rolling import CLOSED as AT
from tests.support.portal.rolling import TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout

HERE = "02539"
"""The commune whose committee it is."""


def reported(rollout: Rollout, key: str, date: dt.date, unit: str = HERE, **figures: int) -> ReportRecord:
    """An approved report of the office that is called so in this unit, on a directive of this date."""
    record = DirectiveRecord.objects.get(pk=rollout.record.pk)
    record.pk, record.key, record.date = None, f"{date}", date
    record.save()
    participant = Participant.objects.get(directive=rollout.record, key=key)
    participant.pk, participant.directive, participant.reports_to, participant.unit_code = None, record, None, unit
    participant.save()
    row = ReportRecord.objects.create(participant=participant, state=ReportRecord.State.APPROVED)
    for name, value in figures.items():
        FigureRecord.objects.create(report=row, indicator=name, value=value)
    return row


def test_a_directive_in_between_that_counts_something_else_takes_no_count_away(rollout: Rollout):
    """Nor does what nobody approved, what came with the same letter or a later one, or what another office
    of the commune counted, or one elsewhere that is called the same."""
    reported(rollout, TRUNG_YEN, dt.date(2020, 7, 20), schools=3)
    reported(rollout, TRUNG_YEN, dt.date(2020, 7, 1), broadcasts=40, posters=7)
    reported(rollout, TRUNG_YEN, dt.date(2020, 7, 10), broadcasts=50)
    reported(rollout, TRUNG_YEN, dt.date(2020, 8, 10), broadcasts=60)
    sent = reported(rollout, TRUNG_YEN, dt.date(2020, 7, 30), broadcasts=70)
    ReportRecord.objects.filter(pk=sent.pk).update(state=ReportRecord.State.SUBMITTED)
    reported(rollout, TAN_TRAO_COMMITTEE, dt.date(2020, 7, 11), broadcasts=80)
    reported(rollout, TRUNG_YEN, dt.date(2020, 7, 12), "02545", broadcasts=90)

    found = previous_counts(rollout.directed, rollout.participant(TRUNG_YEN))

    assert {"broadcasts": 50, "posters": 7, "schools": 3} == found


def test_a_count_may_not_fall_below_what_its_office_agreed_to_and_no_other(rollout: Rollout):
    """What it agreed to is neither what it had sent, nor what is proposed still, nor what was withdrawn again."""
    names = ("agreed", "asked", "withdrawn", "agreed_and_sent_anew")
    row = reported(rollout, TRUNG_YEN, dt.date(2020, 7, 1), **dict.fromkeys(names, 50))
    for name, confirmed, withdrawn in (
        ("agreed", AT, None),
        ("asked", None, None),
        ("withdrawn", AT, AT),
        ("agreed_and_sent_anew", AT, None),
    ):
        CorrectionRecord.objects.create(
            participant=row.participant,
            indicator=name,
            was=50,
            becomes=40,
            at=AT,
            confirmed_at=confirmed,
            withdrawn_at=withdrawn,
        )
    reported(rollout, TRUNG_YEN, dt.date(2020, 7, 10), agreed_and_sent_anew=60)

    found = previous_counts(rollout.directed, rollout.participant(TRUNG_YEN))

    assert {"agreed": 40, "asked": 50, "withdrawn": 50, "agreed_and_sent_anew": 60} == found
