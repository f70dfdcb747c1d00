"""What can go wrong on the air.

RadioError
├── RadioUnavailableError   the radio cannot be opened or was lost (a reason enum says why)
│   └── RefusedByBluezError bluetoothd refuses what it is asked for
└── ReadFailedError         a peer's id could not be read over GATT: gone, too slow, or nonsense
"""

from __future__ import annotations

import enum


class RadioError(Exception):
    """The root of everything this room raises."""


class UnavailableReason(enum.Enum):
    """Why there is no radio; the owner's page tells what to do about each."""

    UNKNOWN_SPEC = "unknown spec"
    NO_ADAPTER = "no adapter"
    NO_SERVICE = "no Bluetooth service"
    POWERED_OFF = "powered off"
    BLOCKED = "blocked"
    """Off, by a switch of the machine that no program can turn."""
    NOT_PERMITTED = "not permitted"
    """Its owner has not allowed it, and can."""
    FORBIDDEN = "forbidden"
    """A rule of the machine forbids it."""
    CANNOT_SEND = "cannot send"
    """It may hear; but others take all the room for sending, or it is not made for it."""
    LOST = "lost"
    UNFORESEEN = "unforeseen"
    """An error that nobody thought of: a system's, or a defect of ours."""
    BAD_RECORDING = "bad recording"


class RadioUnavailableError(RadioError):
    """The radio cannot be opened, or was lost."""

    def __init__(self, reason: UnavailableReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class RefusedByBluezError(RadioUnavailableError):
    """bluetoothd refuses what it is asked for."""

    def __init__(self, reason: UnavailableReason, name: str, message: str) -> None:
        """`name` is that of the error on the bus; empty where it did not answer."""
        super().__init__(reason, message)
        self.name = name


class ReadFailedError(RadioError):
    """A peer's id could not be read over GATT."""
