"""Typed codes of places have cheap locks here."""

from __future__ import annotations

import pytest

from bluezone.protocol import place_codes


@pytest.fixture(autouse=True)
def cheap_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a lock costs is for whoever guesses at codes; protocol/test_place_codes.py holds it."""
    monkeypatch.setattr(place_codes, "SCRYPT_N", 2)
