"""The figures of the rail, counted once a person: a third of a page's work, and of many pages the same."""

from __future__ import annotations

import pytest
from django.utils.translation import get_language

from bluezone.portal.frame import waiting


def count_once_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that take back what each request did: what waits for somebody is the same at the next one. The figures
    themselves are asked by test_waiting.py."""
    count, counted = waiting.waiting_for, {}

    def kept(staff, now):
        whose = (staff.pk, now, get_language())
        if whose not in counted:
            counted[whose] = count(staff, now)
        return counted[whose]

    monkeypatch.setattr(waiting, "waiting_for", kept)
