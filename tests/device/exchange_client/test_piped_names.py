"""Names that the application on Android looks up: by a scripted one, and by its own Java."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from bluezone.device.exchange_client.piped_names import PipedNames
from tests.support.radio.android import NO_JAVA, AndroidStage
from tests.support.radio.pipes import joined
from tests.support.radio.stages import on_stage

needs_java = pytest.mark.skipif(bool(NO_JAVA), reason=NO_JAVA)


def looked_up(answer: str) -> tuple[str, Sequence[IPv4Address | IPv6Address]]:
    """The order that the application hears, and what the engine makes of this answer."""

    async def whole() -> tuple[str, Sequence[IPv4Address | IPv6Address]]:
        async with joined() as ends:
            looking = asyncio.ensure_future(PipedNames(ends.pipe, patience_s=0.2)("exchange.example"))
            name, token, *words = (await ends.hears.readline()).decode().split()
            ends.says.write(f"{answer.format(token)}\n".encode())
            return " ".join([name, *words]), await looking

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("answer", "addresses"),
    [
        ("resolved {} c0000201", ["192.0.2.1"]),
        ("resolved {} 20010db8000000000000000000000001+c0000201", ["2001:db8::1", "192.0.2.1"]),
        ("failed {} unknown", []),
        ("failed {} busy", []),
        ("done {}", []),
        ("resolved 77 c0000201", []),
    ],
)
def test_the_phone_is_asked_and_its_answer_is_the_answer(answer: str, addresses: list[str]) -> None:
    assert ("resolve exchange.example", [ip_address(one) for one in addresses]) == (
        looked_up(answer)[0],
        list(looked_up(answer)[1]),
    )


@pytest.mark.parametrize("host", ["", "Exchange.example", "two words", "exchange.example.", "x" * 254, "a_b"])
def test_what_is_no_name_of_a_host_is_asked_of_nobody(host: str) -> None:
    async def whole() -> Sequence[IPv4Address | IPv6Address]:
        async with joined() as ends:
            return await PipedNames(ends.pipe, patience_s=5)(host)

    assert () == asyncio.run(whole())


@needs_java
def test_the_applications_own_java_knows_this_machine_and_no_name_that_is_kept_for_nobody() -> None:
    async def whole() -> tuple[Sequence[IPv4Address | IPv6Address], Sequence[IPv4Address | IPv6Address]]:
        async with on_stage(AndroidStage, 0) as (stage, _):
            assert isinstance(stage, AndroidStage)
            names = PipedNames(stage.pipes[0])
            return await names("localhost"), await names("bluezone.invalid")

    here, nowhere = asyncio.run(whole())

    assert IPv4Address("127.0.0.1") in here
    assert [] == list(nowhere)
