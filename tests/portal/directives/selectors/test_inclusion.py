"""Whose report is in the sums, and how many are expected at all."""

from __future__ import annotations

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.inclusion import Awaited, Inclusion, inclusion_at_the_top
from bluezone.portal.places.paths import SEPARATOR
from tests.support.portal.rolling import TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout

ONE, TWO, THREE = (Awaited(key, key.title()) for key in ("one", "two", "three"))


def test_expected_are_those_who_count_those_who_wait_and_those_who_are_missing():
    found = Inclusion(counted=(ONE,), waiting=(TWO,), missing=(THREE,))

    assert (3, (TWO, THREE)) == (found.expected, found.left_out)
    assert (3, 2, 1) == (found.funnel.expected, found.funnel.sent, found.funnel.approved)
    assert "" == Inclusion(counted=(ONE,), waiting=(), missing=()).digest != found.digest


def test_of_whom_nothing_is_expected_is_no_part_of_it_whatever_they_sent(rollout: Rollout):
    rollout.approved(TRUNG_YEN)
    rollout.send(TAN_TRAO_COMMITTEE)
    before = inclusion_at_the_top(rollout.record)
    Participant.objects.filter(key=TAN_TRAO_COMMITTEE).update(is_expected=False)

    found = inclusion_at_the_top(rollout.record)

    assert [[TRUNG_YEN], [TAN_TRAO_COMMITTEE]] == [
        [one.key for one in part] for part in (before.counted, before.waiting)
    ]
    assert [[TRUNG_YEN], []] == [[one.key for one in part] for part in (found.counted, found.waiting)]
    assert before.expected - 1 == found.expected


def test_below_a_participant_stands_whose_line_begins_with_its_own_and_nobody_called_alike(rollout):
    top = rollout.participant(TRUNG_YEN)
    stem = top.line.removesuffix(SEPARATOR)
    for line, is_below in (
        (f"{top.line}x{SEPARATOR}", True),
        (f"{stem}0{SEPARATOR}", False),
        (f"{stem}-{SEPARATOR}", False),
    ):
        Participant.objects.filter(key=TAN_TRAO_COMMITTEE).update(line=line)

        assert is_below is Participant.objects.filter(below(top), key=TAN_TRAO_COMMITTEE).exists()
