"""Nobody changes somebody else's figure in silence."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.rollout.consolidation.correcting import Correction, confirm
from bluezone.rollout.errors import CorrectionError
from tests.support.rollout.reporting import SENT

LATER = SENT + dt.timedelta(hours=1)


def proposed(note: str = "cộng nhầm", becomes: int = 6) -> Correction:
    return Correction("a", "staff", 5, becomes, note, "office", SENT)


def test_the_reporter_confirms() -> None:
    agreed = confirm(proposed(), by="a", at=LATER)

    assert not proposed().is_confirmed
    assert ("a", LATER) == (agreed.confirmed_by, agreed.confirmed_at)


@pytest.mark.parametrize("by", ["office", "b", ""])
def test_nobody_else_can_confirm(by: str) -> None:
    with pytest.raises(CorrectionError, match="Only the one"):
        confirm(proposed(), by=by, at=LATER)


def test_a_correction_needs_a_note() -> None:
    with pytest.raises(CorrectionError, match="note"):
        proposed(note="  ")


@pytest.mark.parametrize("becomes", [5, -1, 10**12])
def test_a_correction_needs_another_count(becomes: int) -> None:
    with pytest.raises(CorrectionError, match="no other count"):
        proposed(becomes=becomes)


def test_it_is_confirmed_once_and_not_before_it_was_proposed() -> None:
    with pytest.raises(CorrectionError):
        confirm(confirm(proposed(), by="a", at=LATER), by="a", at=LATER)
    with pytest.raises(CorrectionError):
        confirm(proposed(), by="a", at=SENT - dt.timedelta(seconds=1))
