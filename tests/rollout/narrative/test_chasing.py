"""The letter to those who are late names them, and nobody else."""

from __future__ import annotations

import datetime as dt

from bluezone.rollout.consolidation.deadlines import late
from bluezone.rollout.narrative.blocks import Table, Text
from bluezone.rollout.narrative.chasing import chasing_letter
from tests.support.rollout.reporting import COMMUNES, DISTRICT, DUE, SON_DUONG, expected_of, report

NOW = DUE + dt.timedelta(hours=9)
NEW_DUE = DUE + dt.timedelta(days=2)
EXPECTED = expected_of(DISTRICT)


def test_one_late_commune_is_named_with_what_it_was_asked() -> None:
    reports = {
        e.organisation.id: report(e.organisation.id, {"staff": 1})
        for e in EXPECTED.reports
        if e.organisation.id != COMMUNES[3]
    }

    letter = chasing_letter(SON_DUONG, late(EXPECTED, reports, (), NOW), now=NOW, new_due=NEW_DUE)

    assert letter is not None
    assert letter.subject.startswith("V/v đôn đốc")
    (table,) = [block for block in letter.blocks if isinstance(block, Table)]
    assert (("1", DISTRICT[COMMUNES[3]].name, "1, 2.1, 2.2", "00:00 26/08/2020"),) == table.rows
    last = letter.blocks[-1]
    assert isinstance(last, Text)
    assert last.text.endswith("trước 00:00 ngày 28/08/2020./.")


def test_where_nobody_is_late_there_is_no_letter() -> None:
    before = DUE - dt.timedelta(seconds=1)

    assert chasing_letter(SON_DUONG, late(EXPECTED, {}, (), before), now=before, new_due=NEW_DUE) is None
