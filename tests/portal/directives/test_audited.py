"""What the audit tells of each act for a directive: what it was about, and how much; never what stands in it."""

from __future__ import annotations

import pytest

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.directives.models import FigureRecord, Participant
from tests.support.portal.rolling import Rollout, a_rollout, things_of


@pytest.fixture
def rollout(office) -> Rollout:
    return a_rollout(office)


def told(act: str) -> dict[str, object]:
    return Line.objects.filter(act=f"directives.{act}").latest("number").detail


def test_each_act_is_told_by_what_it_was_about(rollout):
    loaded = told("load")

    things = things_of(rollout)

    key = rollout.record.key
    assert {"participants": Participant.objects.count()} == loaded
    assert {"directive": key, "way": "web", "figures": FigureRecord.objects.count()} == told("report")
    assert {"evidence": things["evidence"], "kind": "poster", "count": 1} == told("evidence")
    assert {"directive": key, "what": "report"} == told("draft")
    assert {"directive": key, "step": "approve"} == told("decide")
    assert {"directive": key, "indicator": "broadcasts", "was": 100, "becomes": 99} == told("correct")
    assert ["signatures", "signed"] == sorted(told("load"))
