"""Android's key store behind the pipe: by a scripted application, and by its own Java on an imitated phone."""

from __future__ import annotations

import asyncio

import pytest

from bluezone.device.errors import DeviceError, KeyLostError, KeyStoreBusyError
from bluezone.device.store.piped_seal import PipedSealer
from tests.support.radio.android import NO_JAVA, AndroidStage
from tests.support.radio.pipes import joined
from tests.support.radio.stages import on_stage, until

KEY = bytes(range(32))
needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)


def asked(order: str, answer: str) -> tuple[str, bytes | DeviceError]:
    """What the application hears, and what the engine makes of this answer."""

    async def whole() -> tuple[str, bytes | DeviceError]:
        async with joined() as ends:
            sealer = PipedSealer(ends.pipe, patience_s=0.2)
            asking = asyncio.ensure_future(sealer.seal(KEY) if order == "seal" else sealer.unseal(b"\x01\x02"))
            name, token, *words = (await ends.hears.readline()).decode().split()
            ends.says.write(f"{answer.format(token)}\n".encode())
            try:
                return " ".join([name, *words]), await asking
            except DeviceError as error:
                return " ".join([name, *words]), error

    return asyncio.run(whole())


def test_a_key_goes_to_the_phones_key_store_and_comes_back() -> None:
    assert (f"seal {KEY.hex()}", b"\x01\x02") == asked("seal", "sealed {} 0102")
    assert ("unseal 0102", KEY) == asked("unseal", f"unsealed {{}} {KEY.hex()}")


@pytest.mark.parametrize(
    ("order", "answer", "error"),
    [
        ("unseal", "failed {} lost", KeyLostError),
        ("unseal", "failed {} unable", KeyStoreBusyError),
        ("unseal", "done {}", KeyStoreBusyError),
        ("unseal", "nothing that is an answer", KeyStoreBusyError),
        ("unseal", "unsealed {} 0102", KeyStoreBusyError),
        ("seal", "failed {} lost", KeyStoreBusyError),
        ("seal", "failed {} unable", KeyStoreBusyError),
        ("seal", f"unsealed {{}} {KEY.hex()}", KeyStoreBusyError),
    ],
)
def test_only_the_word_lost_means_that_the_key_is(order: str, answer: str, error: type[DeviceError]) -> None:
    refused = asked(order, answer)[1]

    assert type(refused) is error
    assert KEY.hex() not in str(refused)


def test_the_owner_is_waited_for_as_long_as_it_takes_and_an_application_that_goes_is_no_yes() -> None:
    async def whole() -> None:
        async with joined() as ends:
            sealer = PipedSealer(ends.pipe, patience_s=0.01)
            asking = asyncio.ensure_future(sealer.ask_owner())
            name, token = (await ends.hears.readline()).decode().split()
            await asyncio.sleep(0.1)
            assert ("anew", False) == (name, asking.done())
            ends.says.write(f"done {token}\n".encode())
            await asking

            again = asyncio.ensure_future(sealer.ask_owner())
            await ends.hears.readline()
            ends.says.close()
            with pytest.raises(KeyLostError):
                await again

    asyncio.run(whole())


@needs_java
def test_the_applications_own_java_seals_and_opens_again_and_another_phone_does_not() -> None:
    async def whole() -> None:
        async with on_stage(AndroidStage, 0, 5) as (stage, _):
            assert isinstance(stage, AndroidStage)
            ours, other = (PipedSealer(pipe) for pipe in stage.pipes)
            sealed = await ours.seal(KEY)

            assert KEY not in sealed
            assert KEY == await ours.unseal(sealed)
            with pytest.raises(KeyLostError):
                await other.unseal(sealed)

    asyncio.run(whole())


@needs_java
def test_a_key_store_that_is_busy_has_lost_nothing_and_the_owners_yes_reaches_the_engine() -> None:
    async def whole() -> None:
        async with on_stage(AndroidStage, 0) as (stage, _):
            assert isinstance(stage, AndroidStage)
            sealer, owner = PipedSealer(stage.pipes[0]), stage.phones[0]
            sealed = await sealer.seal(KEY)
            owner.write(b"keys busy\n")
            with pytest.raises(KeyStoreBusyError):
                await sealer.unseal(sealed)
            owner.write(b"keys well\n")
            assert KEY == await sealer.unseal(sealed)
            owner.write(b"keys lose\n")
            with pytest.raises(KeyLostError):
                await sealer.unseal(sealed)

            asking = asyncio.ensure_future(sealer.ask_owner())
            await asyncio.sleep(0.1)
            assert not asking.done()
            owner.write(b"agree\n")
            await until(asking.done)
            await asking

    asyncio.run(whole())
