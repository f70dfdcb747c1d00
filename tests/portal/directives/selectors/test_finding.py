"""What a number or a hash names is found for those alone whose it is: a file, a seat."""

from __future__ import annotations

import pytest

from bluezone.portal.directives.models import EvidenceRecord, FigureRecord, File, KeyingRecord, Participant
from bluezone.portal.directives.selectors.finding import file_behind, membership_with_number
from bluezone.portal.directives.services.registering import end_membership
from tests.support.portal.rolling import SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout


@pytest.fixture
def file(db) -> File:
    facts = {"name": "x.pdf", "media_type": "application/pdf", "size": 1, "kept_at": SENT}
    _another, found = (File.objects.create(sha256=sign * 64, **facts) for sign in "0a")
    return found


def as_evidence(rollout: Rollout, file: File) -> None:
    EvidenceRecord.objects.create(
        participant=rollout.participant(TRUNG_YEN),
        kind="photo",
        day=SENT.date(),
        file=file,
        added_by=rollout.person(TRUNG_YEN),
        added_at=SENT,
    )


def as_a_figure(rollout: Rollout, file: File) -> None:
    FigureRecord.objects.filter(report=rollout.send(TRUNG_YEN), indicator="broadcasts").update(file=file)


def as_a_keying(rollout: Rollout, file: File) -> None:
    KeyingRecord.objects.create(
        participant=rollout.participant(TRUNG_YEN), scan=file, by=rollout.person(TRUNG_YEN), at=SENT, as_of=SENT.date()
    )


@pytest.mark.parametrize("stands", [as_evidence, as_a_figure, as_a_keying])
def test_a_file_is_found_by_the_participant_behind_whose_counts_it_stands(rollout: Rollout, file: File, stands):
    own, other = rollout.participant(TRUNG_YEN), rollout.participant(TAN_TRAO_COMMITTEE)
    assert file_behind(own, file.sha256) is None

    stands(rollout, file)

    assert file == file_behind(own, file.sha256)
    assert file_behind(other, file.sha256) is None


def test_a_seat_is_found_among_those_of_whom_one_says_who_works_there_until_it_ends(rollout: Rollout):
    """Whoever says it of one office ends nobody's seat at another by typing its number."""
    seat = rollout.participant(rollout.person(TRUNG_YEN) and TRUNG_YEN).memberships.get()
    own, other = (Participant.objects.filter(key=key) for key in (TRUNG_YEN, TAN_TRAO_COMMITTEE))

    assert (seat, None) == (membership_with_number(own, seat.pk), membership_with_number(other, seat.pk))

    end_membership(actor=rollout.consolidator(), membership=seat, now=SENT)

    assert membership_with_number(own, seat.pk) is None
