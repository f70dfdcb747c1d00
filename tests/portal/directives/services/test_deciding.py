"""Deciding on several reports at once, and under a level that may close meanwhile."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluezone.portal.directives.models import ApprovalRecord, Participant, ReportRecord
from bluezone.portal.directives.services.deciding import decide_chosen, require_open_level
from bluezone.portal.errors import ChangedError
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN


def test_of_several_reports_the_one_that_is_another_by_now_is_named_and_none_is_decided_on(rollout):
    for key in (TAN_TRAO_COMMITTEE, TRUNG_YEN):
        rollout.send(key)
    read = {key: rollout.read(key) for key in (TAN_TRAO_COMMITTEE, TRUNG_YEN)}
    rollout.participant(TRUNG_YEN).report.figures.filter(indicator="broadcasts").update(value=99)

    with pytest.raises(ChangedError) as told:
        decide_chosen(actor=rollout.consolidator(), record=rollout.record, read=read, step=Step.APPROVE, now=SENT)

    assert told.value.words.en == (
        "Ủy ban nhân dân xã Trung Yên: This report is not what you have read; read it again. "
        "None of the chosen reports was decided on."
    )
    assert {"submitted"} == set(ReportRecord.objects.values_list("state", flat=True))


def test_whoever_decides_holds_the_level_above_before_asking_whether_it_has_approved(rollout):
    """A level that approves between question and act would else have sums of which it knows nothing."""
    reporter = Participant.objects.select_related("reports_to").get(pk=rollout.participant(TRUNG_YEN).pk)

    with CaptureQueriesContext(connection) as asked:
        require_open_level(reporter)

    held, looked = (query["sql"] for query in asked)
    assert f'WHERE "{Participant._meta.db_table}"."id" = {reporter.reports_to_id}' in held
    assert f'FROM "{ApprovalRecord._meta.db_table}"' in looked
    assert connection.vendor == "sqlite" or "FOR UPDATE" in held
