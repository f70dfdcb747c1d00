"""Whoever takes note of differences takes note of these, as they are now."""

from __future__ import annotations

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.services import noting
from tests.support.portal.offices import NOW


@pytest.mark.parametrize(("differences", "fingerprint"), [(("TT1",), "of others"), ((), "of these")])
def test_differences_that_are_others_by_now_or_gone_are_not_taken_note_of(db, monkeypatch, differences, fingerprint):
    monkeypatch.setattr(noting, "locked", lambda paper, *_, **__: paper)
    monkeypatch.setattr(noting, "differences_of", lambda _: differences)
    monkeypatch.setattr(noting, "fingerprint_of", lambda _: "of these")

    with pytest.raises(RefusedError, match="once more"):
        noting.note_differences(paper=None, read="", fingerprint=fingerprint, reason="nhỏ", by=None, now=NOW)
