"""Where controllers come from."""

from __future__ import annotations

import asyncio

import pytest
from bumble.controller import Controller

from bluezone.radio.controllers import open_controller, open_on_ether
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason
from bluezone.radio.ether import Ether


@pytest.mark.parametrize("transport", ["nonsense:0", "usb:no-such-device", "file:/no/such/device", ""])
def test_a_controller_that_is_not_there_is_one_plain_line(transport):
    with pytest.raises(RadioUnavailableError, match="no Bluetooth controller at") as refused:
        asyncio.run(open_controller(transport, clock=lambda: 0))

    assert refused.value.reason is UnavailableReason.NO_ADAPTER
    assert "\n" not in str(refused.value)


def test_a_closed_phone_has_left_the_ether():
    async def play():
        ether = Ether()
        radio = await open_on_ether(ether, "ours", clock=lambda: 0)
        before: set[Controller] = set(ether.controllers)
        await radio.close()
        return len(before), len(ether.controllers)

    assert asyncio.run(play()) == (1, 0)
