"""Hours that are closed by hand, beside an exchange that is not served."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.cli.exchange import publish
from bluezone.exchange.publishing.publisher import Publisher
from bluezone.joining.exchange.initialising import initialise
from bluezone.protocol.calendar import HOUR_MS
from tests.support.commands import bluezone
from tests.support.exchange.exchanges import NOON_MS


@pytest.mark.parametrize("leaps_while", ["it starts", "it publishes"])
def test_nothing_is_published_by_a_clock_that_leaps_beside_the_steady_one_nor_by_the_next_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leaps_while: str
) -> None:
    """It leaps while the hardware's clock is asked, or once the exchange was begun."""
    times = [NOON_MS]

    def clock() -> int:
        return times[0]

    def leaps() -> int:
        if leaps_while == "it starts":
            times[0] = NOON_MS + 2 * HOUR_MS
        return NOON_MS

    async def begins(publisher: Publisher) -> None:
        await start(publisher)
        times[0] = NOON_MS + 2 * HOUR_MS

    initialise(tmp_path, clock)
    start = Publisher.start
    if leaps_while == "it publishes":
        monkeypatch.setattr(Publisher, "start", begins)
    monkeypatch.setattr(publish, "system_clock", clock)
    monkeypatch.setattr(publish, "noted_clock", lambda _: clock)
    monkeypatch.setattr(publish, "hardware_clock", leaps)
    monkeypatch.setattr(publish, "steady_clock", lambda: 1e6)

    refused, again = (bluezone("exchange", "publish", "--data", tmp_path) for _ in range(2))

    assert "the clock leapt: nothing is signed before it is set right" in refused.err
    assert "the clock leapt 2 h ahead; set it" in again.err
    assert (True, True) == (refused.status != 0, again.status != 0)
    assert not (tmp_path / "public" / "v1" / "batch").exists()
