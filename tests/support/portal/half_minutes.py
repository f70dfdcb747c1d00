"""The half minute of an authenticator app (RFC 6238): its code passes until the next one ends, and once."""

from __future__ import annotations

import time
from collections.abc import Callable

from bluezone.joining.clocks import system_clock

HALF_MINUTE_S = 30
_TYPED: dict[str, int] = {}
"""The half minute of the last code that somebody here typed, by the app's secret."""


def digits_of(secret: str) -> str:
    """The six digits of this half minute."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, _half_minute())))


def new_code(secret: str, shown: Callable[[], str]) -> str:
    """What the app shows in a half minute whose code nobody here has typed: none passes twice."""
    while True:
        now = _half_minute()
        if _TYPED.get(secret) == now:
            time.sleep(HALF_MINUTE_S - system_clock() / 1_000 % HALF_MINUTE_S)
            continue
        code = shown()
        if _half_minute() == now:  # else it may be of this one or of the next
            _TYPED[secret] = now
            return code


def _half_minute() -> int:
    return system_clock() // (HALF_MINUTE_S * 1_000)
