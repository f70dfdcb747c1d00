"""The bench of guesses: nothing is won, genuine phones get through, and a hit would be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.lab.exchange import guessing
from tests.support.amounts import CODE_GUESSES


@pytest.mark.breadth
@pytest.mark.slow
def test_code_guessing_wins_nothing_and_stops_no_genuine_phone(tmp_path: Path) -> None:
    figures = guessing.attack(tmp_path, CODE_GUESSES)

    assert (0, 0) == (figures["successes"], figures["genuine_unfinished"])
    assert figures["guesses"] >= CODE_GUESSES
    assert figures["genuine"] > 0
    assert figures["work_bits_at_the_end"] >= 12


@pytest.mark.breadth
@pytest.mark.slow
def test_a_guess_that_hit_would_be_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issued: list[str] = []

    def issue(*order: object) -> list[str]:
        issued.extend(real_issue(*order))
        return issued[1:]

    real_issue = guessing.issue
    monkeypatch.setattr(guessing, "issue", issue)
    monkeypatch.setattr(guessing, "LIVE_CODES", 50)  # one of them is guessed, the others are for genuine phones
    monkeypatch.setattr(guessing, "short_code", lambda _drawn: issued[0])

    assert 1 == guessing.attack(tmp_path, 100)["successes"]
