"""A scan waits for another person until one has confirmed it; what is no scan waits for nobody."""

from __future__ import annotations

import pytest

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError


def test_what_is_no_scan_or_was_confirmed_is_not_to_be_confirmed(papers):
    """So the audit says once that somebody held the scan to its original, and who it was."""
    for paper in (papers.signed(), papers.confirmed(papers.scanned())):
        with pytest.raises(RefusedError, match="no scan that waits"):
            papers.confirmed(paper)

    confirmations = Entry.objects.filter(act="papers.confirm")
    assert [(papers.leader, str(paper.pk))] == [(line.actor, line.subjects.get().key) for line in confirmations]
