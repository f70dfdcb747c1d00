"""The drill's exchange tells phones whom to call, once however often the demo is started in its folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bluezone.citizen.communes import commune_of
from bluezone.citizen.hotlines import hotlines_for
from bluezone.joining import drill
from bluezone.joining.demo.story import WHOM_TO_CALL
from bluezone.joining.drill import open_drill
from bluezone.joining.refusal import RefusedError
from tests.support.exchange.exchanges import NOON_MS

pytestmark = pytest.mark.in_turn(of=2)


def test_whom_to_call_is_told_once(tmp_path: Path) -> None:
    async def two_starts() -> None:
        for _ in range(2):
            async with open_drill(tmp_path, NOON_MS) as authority:
                await authority.tell_first(WHOM_TO_CALL)

    asyncio.run(two_starts())

    told = tmp_path / "data" / "public" / "v1" / "config"
    assert ["1", "2"] == sorted(file.name for file in told.iterdir() if file.name.isdigit())
    assert b"0207 000 001" in (told / "2").read_bytes()


def test_what_takes_too_long_while_the_exchange_runs_is_not_told_as_its_start(tmp_path: Path) -> None:
    async def late() -> None:
        async with open_drill(tmp_path, NOON_MS):
            raise TimeoutError("somebody else's")

    with pytest.raises(TimeoutError, match="somebody else's"):
        asyncio.run(late())


def test_an_exchange_that_does_not_start_in_time_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drill, "START_S", 0.01)

    async def begun() -> None:
        async with open_drill(tmp_path, NOON_MS):
            raise AssertionError("it started")

    with pytest.raises(RefusedError, match="the exchange did not start in time"):
        asyncio.run(begun())


@pytest.mark.parametrize("code", WHOM_TO_CALL.unit_hotlines)
def test_each_number_is_one_that_a_phone_there_shows(code: str) -> None:
    commune = commune_of(code if len(code) > 2 else "00715")

    assert commune is not None
    assert WHOM_TO_CALL.unit_hotlines[code] in {one.number for one in hotlines_for(WHOM_TO_CALL, commune)}
