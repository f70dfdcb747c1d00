"""What an organisation reported, on its own page."""

from __future__ import annotations

import pytest

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.of_offices import reports_of_organisation
from bluezone.portal.directives.services.levels import answer_correction
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from tests.support.portal.rolling import CLOSED, LOADED, TRUNG_YEN, Rollout


@pytest.fixture
def committee(rollout: Rollout) -> Organisation:
    participant = rollout.participant(TRUNG_YEN)
    made = create_organisation(
        actor=None, name=participant.name, kind=Kind.COMMITTEE, unit=participant.unit, now=LOADED
    )
    Participant.objects.filter(pk=participant.pk).update(organisation=made)
    return made


def broadcasts(rollout: Rollout, committee: Organisation) -> list[int]:
    (told,) = reports_of_organisation(rollout.person(TRUNG_YEN), committee)
    return [count for indicator, count in told.figures if indicator.id == "broadcasts"]


def test_the_count_is_the_corrected_one_once_its_reporter_confirmed_it(rollout, committee):
    rollout.approved(TRUNG_YEN, broadcasts=40)
    proposed = rollout.corrected(TRUNG_YEN, 41)
    before = broadcasts(rollout, committee)
    answer_correction(actor=rollout.person(TRUNG_YEN), row=proposed, agrees=True, now=CLOSED)

    assert ([40], [41]) == (before, broadcasts(rollout, committee))


def test_whoever_sits_there_writes_the_report_whoever_is_above_reads_it_and_others_know_of_none(rollout, committee):
    readers = (rollout.person(TRUNG_YEN), rollout.consolidator(), rollout.office.staff("Xa Lạ", Role.REPORTER))

    assert [["my_report"], ["report_page"], []] == [
        [told.page for told in reports_of_organisation(reader, committee)] for reader in readers
    ]
