"""From a line of text to a radio: `scheme:what?option=value&option=value`.

    virtual:DIR    a room of processes on this machine; x, y in metres, tx in dB, air, seed, name
    bumble:NAME    a real controller by bumble's name for it: usb:0, hci-socket:0, serial:/dev/ttyACM0
    replay:FILE    a recorded log; speed
    android:pipe   the application on Android that has started this process, over its standard input and output
    bluez:NAME     an adapter of this machine by bluetoothd's leave, as hci0; bluez alone, whichever it has; connections

The composition root calls this; it is the one place that knows every radio.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl

from bluezone.radio.air import PRESETS, Air, AirParameters
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import Clock, Radio
from bluezone.radio.door import Place
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason
from bluezone.radio.pipe import open_standard_pipe
from bluezone.radio.replay import ReplayRadio, read_recording
from bluezone.radio.room import open_room_radio

MAX_SPEC_CHARACTERS = 1_024

_MAX_OPTIONS = 16
_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
_ADAPTER = re.compile(r"|hci[0-9]{1,3}")
_YES_OR_NO = {"yes": True, "no": False}
_T = TypeVar("_T")


async def open_radio(spec: str, *, clock: Clock) -> Radio:
    """The radio that the spec names. Raises RadioUnavailableError with one plain line."""
    parsed = _parse(spec)
    match parsed.scheme:
        case "virtual":
            return await _open_virtual(parsed, clock)
        case "bumble":
            return await _open_bumble(parsed, clock)
        case "replay":
            return await _open_replay(parsed, clock)
        case "android":
            return await _open_android(parsed, clock)
        case "bluez":
            return await _open_bluez(parsed, clock)
    known = "bluez, virtual:DIR, bumble:CONTROLLER, replay:FILE and android:pipe"
    raise _unknown(f"unknown radio '{parsed.scheme}': known are {known}")


@dataclass(frozen=True, slots=True)
class _Spec:
    scheme: str
    what: str
    options: dict[str, str]

    def only(self, *known: str) -> None:
        for option in self.options:
            if option not in known:
                raise _unknown(f"{self.scheme}: unknown option '{option}'; known are {', '.join(known) or 'none'}")

    def option(self, name: str, convert: Callable[[str], _T], default: _T) -> _T:
        if name not in self.options:
            return default
        try:
            return convert(self.options[name])
        except (ValueError, KeyError, OverflowError) as error:
            raise _unknown(f"{self.scheme}: '{self.options[name]}' is no value for {name}") from error


def _parse(spec: str) -> _Spec:
    if len(spec) > MAX_SPEC_CHARACTERS or "\0" in spec:
        raise _unknown(f"a radio is named in at most {MAX_SPEC_CHARACTERS} characters")
    head, _, query = spec.partition("?")
    scheme, _, what = head.partition(":")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=_MAX_OPTIONS)
    except ValueError as error:
        raise _unknown(f"'{query}' is no list of options; write option=value&option=value") from error
    parsed = _Spec(scheme, what, dict(pairs))
    if scheme in {"virtual", "bumble", "replay"} and not what:
        raise _unknown(f"{scheme}: something must follow the colon, as in virtual:DIR, bumble:usb:0 or replay:FILE")
    return parsed


async def _open_virtual(spec: _Spec, clock: Clock) -> Radio:
    spec.only("x", "y", "tx", "air", "seed", "name")
    parameters: AirParameters = spec.option("air", PRESETS.__getitem__, PRESETS["normal"])
    air = Air(parameters, spec.option("seed", int, 0))
    try:
        place = Place(
            spec.option("x", _centimetres, 0), spec.option("y", _centimetres, 0), spec.option("tx", int, 0)
        )  # fmt: skip
    except ValueError as error:
        raise _unknown(f"virtual: {error}") from error
    name = spec.option("name", _name, None)
    return await open_room_radio(Path(spec.what), place, air=air, clock=clock, name=name)


async def _open_bumble(spec: _Spec, clock: Clock) -> Radio:
    spec.only()
    try:
        from bluezone.radio.controllers import open_controller  # noqa: PLC0415 - bumble is an extra, and slow to import
    except ImportError as error:
        raise RadioUnavailableError(
            UnavailableReason.NO_ADAPTER, "bumble is not installed: install bluezone[radio]"
        ) from error
    return await open_controller(spec.what, clock=clock)


async def _open_replay(spec: _Spec, clock: Clock) -> Radio:
    spec.only("speed")
    speed = spec.option("speed", float, 1.0)
    recording = read_recording(Path(spec.what))
    try:
        return ReplayRadio(recording, clock=clock, speed=speed)
    except ValueError as error:
        raise _unknown(f"replay: {error}") from error


async def _open_android(spec: _Spec, clock: Clock) -> Radio:
    spec.only()
    if spec.what != "pipe":
        raise _unknown("android: write android:pipe; there is no other way to the application")
    pipe = await open_standard_pipe()
    return AndroidRadio(pipe, clock=clock, release=pipe.close)


async def _open_bluez(spec: _Spec, clock: Clock) -> Radio:
    spec.only("connections")
    if not _ADAPTER.fullmatch(spec.what):
        raise _unknown(f"bluez: '{spec.what}' is no name of an adapter; write bluez, or bluez:hci0")
    connections = spec.option("connections", _YES_OR_NO.__getitem__, False)
    try:
        from bluezone.radio.bluez import open_bluez_radio  # noqa: PLC0415 - what speaks to the bus is an extra
    except ImportError as error:
        raise RadioUnavailableError(
            UnavailableReason.NO_SERVICE, "dbus-fast is not installed: install bluezone[desktop]"
        ) from error
    return await open_bluez_radio(spec.what, clock=clock, connections=connections)


def _centimetres(text: str) -> int:
    return round(float(text) * 100)


def _name(text: str) -> str | None:
    if not _NAME.fullmatch(text):
        raise ValueError("a name has 1..32 letters, digits, _ and -")
    return text


def _unknown(message: str) -> RadioUnavailableError:
    return RadioUnavailableError(UnavailableReason.UNKNOWN_SPEC, message)
