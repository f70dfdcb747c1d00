"""A phone's store with its key: beside it on a computer, in the phone's key store behind Android's pipe."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bluezone.device.errors import KeyLostError
from bluezone.joining.device.own_store import open_own_store
from bluezone.joining.refusal import RefusedError
from bluezone.radio.opening import open_radio
from tests.support.device.key_stores import an_old_phone
from tests.support.radio.android import NO_JAVA, AndroidStage
from tests.support.radio.stages import loop_clock, on_stage, until

needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)


def files(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if not one.name.endswith(("-wal", "-shm")))


def test_on_a_computer_the_key_lies_beside_the_store_and_a_lost_one_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    data = tmp_path / "data"
    data.mkdir()

    async def play() -> None:
        radio = await open_radio(f"virtual:{tmp_path}", clock=loop_clock())
        (await open_own_store(data, radio)).close()
        assert ["phone.store", "store.key"] == files(data)
        (data / "store.key").unlink()
        with pytest.raises(RefusedError, match=r"store\.key is missing"):
            await open_own_store(data, radio)
        await radio.close()

    asyncio.run(play())
    assert ["phone.store"] == files(data)


@needs_java
def test_a_phone_of_before_keeps_what_it_knows_and_its_plain_key_goes(tmp_path: Path) -> None:
    an_old_phone(tmp_path / "phone.store")

    async def play() -> None:
        async with on_stage(AndroidStage, 0) as (_, (radio,)):
            store = await open_own_store(tmp_path, radio)
            store.save_fact("kept", b"from before")
            store.close()
            again = await open_own_store(tmp_path, radio)
            assert b"from before" == again.fact("kept")
            again.close()

    asyncio.run(play())
    assert ["phone.store", "store.key.sealed"] == files(tmp_path)


@needs_java
def test_files_that_were_carried_to_another_phone_wait_for_its_owners_word(tmp_path: Path) -> None:
    async def play() -> None:
        async with on_stage(AndroidStage, 0, 5) as (stage, (ours, other)):
            assert isinstance(stage, AndroidStage)
            store = await open_own_store(tmp_path, ours)
            store.save_fact("kept", b"of the first phone")
            store.close()
            before = (tmp_path / "phone.store").read_bytes()

            opening = asyncio.ensure_future(open_own_store(tmp_path, other))
            await asyncio.sleep(0.5)
            assert not opening.done()
            assert before == (tmp_path / "phone.store").read_bytes()

            stage.phones[1].write(b"agree\n")
            await until(opening.done)
            anew = await opening
            assert anew.fact("kept") is None
            anew.close()

            opening = asyncio.ensure_future(
                open_own_store(tmp_path, ours)
            )  # back on the first phone, which is another now
            await asyncio.sleep(0.2)
            await stage.pipes[0].close()
            with pytest.raises(KeyLostError):
                await opening

    asyncio.run(play())
