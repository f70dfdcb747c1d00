"""The half minute of an authenticator app (RFC 6238): its code passes until the next one ends, and once."""

from __future__ import annotations

import time

from bluezone.joining.clocks import system_clock

HALF_MINUTE_S = 30
_TYPED: dict[str, int] = {}
"""The half minute of the last code that somebody here typed, by the app's secret."""


def digits_of(secret: str) -> str:
    """The six digits of this half minute."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, _half_minute())))


def wait_for_a_new_code(secret: str) -> None:
    """Sleeps until the next half minute where the code of this one was typed already: none passes twice."""
    if _TYPED.get(secret) == _half_minute():
        time.sleep(HALF_MINUTE_S - system_clock() / 1_000 % HALF_MINUTE_S)
    _TYPED[secret] = _half_minute()


def _half_minute() -> int:
    return system_clock() // (HALF_MINUTE_S * 1_000)
