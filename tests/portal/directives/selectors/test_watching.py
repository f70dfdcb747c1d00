"""Which count of a report holds, and how many pieces of evidence stand behind it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.beside import _neighbours
from bluezone.portal.directives.selectors.watching import ShownFigure, report_context, report_page_context
from bluezone.portal.directives.services.evidence import Piece, add_evidence, withdraw_evidence
from tests.support.portal.rolling import SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_photo

FIVE = SimpleNamespace(value=5)


@pytest.mark.parametrize(
    ("figure", "correction", "holds"),
    [
        (None, None, None),
        (FIVE, None, 5),
        (FIVE, SimpleNamespace(becomes=4, confirmed_at=None), 5),
        (FIVE, SimpleNamespace(becomes=4, confirmed_at=SENT), 4),
    ],
    ids=["no figure", "as it was sent", "a correction that waits", "a correction that was confirmed"],
)
def test_the_corrected_count_holds_once_it_was_confirmed(figure, correction, holds):
    assert holds == ShownFigure(None, figure, correction, 0).value


def test_behind_a_count_stand_the_pieces_that_count_it_without_those_that_were_withdrawn(rollout: Rollout):
    """Its instruction asks for sessions, too, and no household is counted by them."""
    row, participant, actor = rollout.send(TRUNG_YEN), rollout.participant(TRUNG_YEN), rollout.person(TRUNG_YEN)
    visit = Piece("household-visit", SENT.date(), count=7)
    session = Piece("install-session", SENT.date(), count=3, file=a_photo(), file_name="anh.jpg")
    added = [
        add_evidence(actor=actor, participant=participant, piece=piece, now=SENT) for piece in (visit, visit, session)
    ]
    withdraw_evidence(actor=actor, row=added[1], now=SENT)

    shown = report_context(rollout.directed, participant, row, SENT)["shown"]

    assert [1] == [one.evidence for block in shown for one in block.figures if one.indicator.id == "households-visited"]


def test_neighbours_are_of_one_kind_and_report_to_the_same_office(rollout: Rollout):
    directive, own = rollout.directed.directive, rollout.participant(TRUNG_YEN)
    before = _neighbours(directive, own)
    rollout.approved(TAN_TRAO_COMMITTEE)

    found = _neighbours(directive, own)

    assert {} == before
    assert {1} == {len(percents) for percents in found.values()}
    assert {} == _neighbours(directive, rollout.participant(TAN_TRAO_COMMITTEE))
    for changed in ({"reports_to": rollout.participant("district-committee")}, {"kind": "agency"}):
        was = {name: getattr(rollout.participant(TAN_TRAO_COMMITTEE), name) for name in changed}
        Participant.objects.filter(key=TAN_TRAO_COMMITTEE).update(**changed)

        assert {} == _neighbours(directive, own)

        Participant.objects.filter(key=TAN_TRAO_COMMITTEE).update(**was)


def test_of_corrections_the_last_that_was_proposed_waits_and_none_is_the_readers_own(rollout: Rollout):
    row = rollout.approved(TRUNG_YEN)
    _withdrawn, last = (rollout.corrected(TRUNG_YEN, becomes) for becomes in (41, 42))

    context = report_page_context(rollout.consolidator(), rollout.participant(TRUNG_YEN), SENT)

    assert row == context["report"]
    assert [last] == context["waiting"]
    assert (False, True) == (context["is_mine"], context["decides"])


def test_a_dashboard_ranks_the_first_and_all_only_where_somebody_asks_for_them(rollout: Rollout, monkeypatch):
    monkeypatch.setattr("bluezone.portal.directives.views.watching.RANKED", 1)
    for key in (TRUNG_YEN, TAN_TRAO_COMMITTEE):
        rollout.approved(key)
    client, address = (
        rollout.office.client(rollout.consolidator()),
        reverse("directive_progress", args=[rollout.record.key]),
    )

    pages = [client.get(address, asked).content.decode() for asked in ({}, {"all": "1"})]

    assert [True, False] == ["All 2 offices" in page for page in pages]


def test_what_was_corrected_of_one_office_stands_in_the_report_of_no_other(rollout: Rollout):
    rows = {key: rollout.approved(key) for key in (TRUNG_YEN, TAN_TRAO_COMMITTEE)}
    proposed = rollout.corrected(TRUNG_YEN, becomes=41)

    def corrections(key: str) -> list:
        shown = report_context(rollout.directed, rollout.participant(key), rows[key], SENT)["shown"]
        return [one.correction for block in shown for one in block.figures if one.correction is not None]

    assert ([proposed], []) == (corrections(TRUNG_YEN), corrections(TAN_TRAO_COMMITTEE))
