"""Which adapter a radio uses, and what is said where there is none that is on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from dbus_fast import Variant

from bluezone.radio.adapters import ADAPTER, ADVERTISING, Adapters
from bluezone.radio.bluetoothd import Objects
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason

HCI0, HCI1 = "/org/bluez/hci0", "/org/bluez/hci1"


def adapter(*, on: bool = True, state: str = "on") -> dict[str, dict[str, Variant]]:
    return {ADAPTER: {"Powered": Variant("b", on), "PowerState": Variant("s", state)}, ADVERTISING: {}}


class Daemon:
    """Answers with what there is; something may happen while an answer is under way."""

    def __init__(self, **there: dict[str, dict[str, Variant]]) -> None:
        self.there: Objects = {f"/org/bluez/{name}": interfaces for name, interfaces in there.items()}
        self.meanwhile: Callable[[], object] = lambda: None
        self.asked = 0

    async def objects(self) -> Objects:
        self.asked += 1
        answer = {path: {name: dict(held) for name, held in found.items()} for path, found in self.there.items()}
        self.meanwhile()
        return answer


def chosen(daemon: Daemon, wanted: str = "") -> str:
    return asyncio.run(Adapters(daemon, wanted).choose())  # type: ignore[arg-type] # all of it that is asked


def refused(daemon: Daemon, wanted: str = "") -> tuple[UnavailableReason, str]:
    with pytest.raises(RadioUnavailableError) as error:
        chosen(daemon, wanted)
    return error.value.reason, str(error.value)


def test_without_a_name_it_is_the_first() -> None:
    assert HCI0 == chosen(Daemon(hci1=adapter(), hci0=adapter()))


def test_with_a_name_it_is_that_one() -> None:
    assert HCI1 == chosen(Daemon(hci0=adapter(), hci1=adapter()), "hci1")


def test_one_that_cannot_advertise_is_none() -> None:
    old = {ADAPTER: adapter()[ADAPTER]}

    assert (UnavailableReason.NO_ADAPTER, "there is no Bluetooth adapter") == refused(Daemon(hci0=old))


def test_one_that_is_not_there_is_named() -> None:
    said = "there is no Bluetooth adapter hci7"

    assert (UnavailableReason.NO_ADAPTER, said) == refused(Daemon(hci0=adapter()), "hci7")


def test_why_it_is_off_is_told() -> None:
    off, blocked = adapter(on=False, state="off"), adapter(on=False, state="off-blocked")

    assert (UnavailableReason.POWERED_OFF, "Bluetooth is off") == refused(Daemon(hci0=off))
    reason, said = refused(Daemon(hci0=blocked))
    assert UnavailableReason.BLOCKED is reason
    assert said.endswith("(rfkill)")


def test_the_one_in_use_stays_while_another_comes() -> None:
    async def play() -> list[str]:
        daemon = Daemon(hci1=adapter())
        adapters = Adapters(daemon, "")  # type: ignore[arg-type] # as above
        first = await adapters.choose()
        daemon.there[HCI0] = adapter()
        adapters.forget()
        return [first, await adapters.choose()]

    assert [HCI1, HCI1] == asyncio.run(play())


def test_what_is_told_while_an_answer_is_under_way_is_newer_than_the_answer() -> None:
    async def play() -> tuple[str, int]:
        daemon = Daemon(hci0=adapter(on=False))
        adapters = Adapters(daemon, "")  # type: ignore[arg-type] # as above

        def switched_on() -> None:
            daemon.there[HCI0] = adapter()
            daemon.meanwhile = lambda: None
            adapters.changed(HCI0, {"Powered": Variant("b", True)})

        daemon.meanwhile = switched_on
        return await adapters.choose(), daemon.asked

    assert (HCI0, 2) == asyncio.run(play())


def test_only_a_switch_of_the_one_in_use_matters() -> None:
    async def play() -> list[bool]:
        adapters = Adapters(Daemon(hci0=adapter(), hci1=adapter()), "")  # type: ignore[arg-type] # as above
        await adapters.choose()
        off, on, seen = (
            {"Powered": Variant("b", False)},
            {"Powered": Variant("b", True)},
            {"Discovering": Variant("b", True)},
        )
        return [adapters.changed(*told) for told in ((HCI0, seen), (HCI1, off), (HCI0, off), (HCI0, off), (HCI0, on))]

    assert [False, False, True, False, True] == asyncio.run(play())
