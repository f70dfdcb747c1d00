"""The half minute of an authenticator app (RFC 6238): a code that is made as it ends is refused when it arrives."""

from __future__ import annotations

import time

from bluezone.joining.clocks import system_clock

HALF_MINUTE_S = 30
ENOUGH_S = 6
"""For a page to be filled in and sent on a busy machine."""


def digits_of(secret: str) -> str:
    """The six digits of this half minute, or of the next one if little is left of this."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    wait_for_time_to_type()
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def wait_for_time_to_type() -> None:
    """Sleeps until the next half minute if little is left of this one."""
    left = HALF_MINUTE_S - system_clock() / 1_000 % HALF_MINUTE_S
    if left < ENOUGH_S:
        time.sleep(left)
