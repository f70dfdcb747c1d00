"""What listening costs the battery: a line through what the original's makers published of it.

Their white paper (2020) says of a phone of 3,000 mAh that listening and speaking all the time takes 2 % an hour, and
listening 35 s in every 120 s 1 % in 80 minutes. That is 60 mA and 22.5 mA, so a receiver that is on takes 52.9 mA and
everything else of the application 7.1 mA. The line says 11 % a day for 40 s in 300 s, which was shipped; the
application itself and its questions and answers said "about 10 %". No phone was measured here.
"""

from __future__ import annotations

_ALL_OF_THE_TIME_MA, _SHARE, _SHARE_MA = 60.0, 35 / 120, 22.5
_LISTENING_MA = (_ALL_OF_THE_TIME_MA - _SHARE_MA) / (1 - _SHARE)
_APART_MA = _ALL_OF_THE_TIME_MA - _LISTENING_MA
_HOURS = 24


def mah_a_day(listening: float) -> float:
    """The charge that a day takes, with the receiver on for this share of it."""
    if not 0 <= listening <= 1:
        raise ValueError("a phone listens for a share of the day from 0 to 1")
    return _HOURS * (_APART_MA + _LISTENING_MA * listening)
