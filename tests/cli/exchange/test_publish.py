"""Hours that are closed by hand, beside an exchange that is not served."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.cli.exchange import publish
from bluezone.joining.exchange.initialising import initialise
from bluezone.protocol.calendar import HOUR_MS
from tests.support.commands import bluezone
from tests.support.exchange.exchanges import NOON_MS


def test_nothing_is_published_by_a_clock_that_leaps_beside_the_steady_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leaps while the hardware's clock is asked, in the midst of the command."""
    times = [NOON_MS]

    def clock() -> int:
        return times[0]

    def leaps() -> int:
        times[0] = NOON_MS + 2 * HOUR_MS
        return NOON_MS

    initialise(tmp_path, clock)
    monkeypatch.setattr(publish, "system_clock", clock)
    monkeypatch.setattr(publish, "noted_clock", lambda _: clock)
    monkeypatch.setattr(publish, "hardware_clock", leaps)
    monkeypatch.setattr(publish, "steady_clock", lambda: 1e6)

    refused = bluezone("exchange", "publish", "--data", tmp_path)

    assert 0 != refused.status
    assert "the clock leapt: nothing is signed before it is set right" in refused.err
    assert not (tmp_path / "public" / "v1" / "index").exists()
