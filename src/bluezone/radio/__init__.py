"""The air, whatever carries it: one interface, and several radios behind it.

Who only uses a radio imports from here. The radios themselves (virtual, room, bumble, replay) are opened by a line of
text, or imported from their own modules by the few who compose a world.
"""

from bluezone.radio.base import (
    ALWAYS,
    MAX_FRAME_BYTES,
    Address,
    Clock,
    Duty,
    FrameListener,
    HeardFrame,
    Radio,
)
from bluezone.radio.errors import RadioError, RadioUnavailableError, ReadFailedError, UnavailableReason
from bluezone.radio.opening import open_radio

__all__ = [
    "ALWAYS",
    "MAX_FRAME_BYTES",
    "Address",
    "Clock",
    "Duty",
    "FrameListener",
    "HeardFrame",
    "Radio",
    "RadioError",
    "RadioUnavailableError",
    "ReadFailedError",
    "UnavailableReason",
    "open_radio",
]
