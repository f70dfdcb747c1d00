"""What a phone would have heard of a recorded contact, had it listened by a duty of its own.

A recording holds more than a phone hears that listens now and then. So its packets are thinned to a duty, from a phase
that chance draws for each phone; and what was heard again within five seconds is left out, as the machine leaves it
out (docs/protocol/1-air.md). Time runs from the start of the recorded session.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from bluezone.device.core.company import Company
from bluezone.device.core.proximity import Listening, Observation
from bluezone.lab.proximity.samples import Sample
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.sighting import MIN_INTERVAL_MS

Packet = tuple[int, int]
"""(milliseconds from the session's start, dBm)."""
Thinned = Callable[[Iterable[Packet], random.Random], Iterator[Observation]]

USUAL = Listening()
AS_RECORDED = Listening(on_ms=20_000, period_ms=60_000, speaking_on_ms=30_000, speaking_period_ms=30_000)
"""The application of the recordings (dp3t05) listened 20 s a minute and never paused in speaking."""
_ALONE = RadioDuty()
"""What a phone does by itself: 20 s in 300 s, and in company 20 s in 60 s."""


def heard(
    windows: Sequence[Sample],
    duty: str,
    chance: random.Random,
    *,
    says_dbm: int | None = None,
    pressed: bool = False,
) -> list[Observation]:
    """What a phone keeps of these windows of one contact, which come in order of time. `says_dbm` is what the sender
    would have said of its power, had the recorded application let it; `pressed` makes one time of listening of each
    recorded minute."""
    _, thinned = DUTIES[duty]
    kept: list[Observation] = []
    packets = _packets(windows)
    for observation in thinned(map(_pressed, packets) if pressed else packets, chance):
        if not kept or observation.time_ms - kept[-1].time_ms >= MIN_INTERVAL_MS:
            kept.append(msgspec.structs.replace(observation, tx_power_dbm=says_dbm))
    return kept


def _packets(windows: Sequence[Sample]) -> list[Packet]:
    return sorted(
        (round(1000 * (window.start_s + time_s)), round(rssi_dbm))
        for window in windows
        for time_s, rssi_dbm in zip(window.times_s, window.rssi_dbm, strict=True)
    )


def _pressed(packet: Packet) -> Packet:
    """The packet in the first 20 s of its minute. What was recorded is spread over most of it, as if a phone that
    listens a third of the time did so now and then all through it; its judgement makes two scans of that."""
    at_ms, rssi_dbm = packet
    within_ms = at_ms % AS_RECORDED.period_ms
    return at_ms - within_ms + within_ms * AS_RECORDED.on_ms // AS_RECORDED.period_ms, rssi_dbm


def _now_and_then(packets: Iterable[Packet], chance: random.Random) -> Iterator[Observation]:
    """Keeps 40 s of each 300 s. A scan never crosses the edge of a five-minute window, beyond which nothing is
    recorded where too little was heard."""
    phase_ms = chance.uniform(0, USUAL.period_ms - USUAL.on_ms)
    for at_ms, rssi_dbm in packets:
        if 0 <= at_ms % USUAL.period_ms - phase_ms < USUAL.on_ms:
            yield Observation(at_ms, rssi_dbm)


def _all(packets: Iterable[Packet], _chance: random.Random) -> Iterator[Observation]:
    for at_ms, rssi_dbm in packets:
        yield Observation(at_ms, rssi_dbm)


def _sooner_in_company(packets: Iterable[Packet], chance: random.Random) -> Iterator[Observation]:
    """Keeps one minute of recording, which holds one of its scans, in five; all of them in company. Whether it is in
    company, and for how much time a scan stands, the phone's own core says."""
    minute_ms, alone_ms = AS_RECORDED.period_ms, 1_000 * _ALONE.scan_period_s
    lone_minute = chance.randrange(alone_ms // minute_ms)
    company = Company()
    for at_ms, rssi_dbm in packets:
        if company.is_here(at_ms, _ALONE) or at_ms % alone_ms // minute_ms == lone_minute:
            company.hear(at_ms, _ALONE)
            yield Observation(at_ms, rssi_dbm, period_ms=1_000 * company.stands_for_s(at_ms, _ALONE))


DUTIES: Mapping[str, tuple[Listening, Thinned]] = {
    "40/300": (USUAL, _now_and_then),
    "20/60": (AS_RECORDED, _all),
    "adaptive": (AS_RECORDED, _sooner_in_company),
}
"""By what the command calls it: what the judgement is told of the duty, and which packets it leaves."""
