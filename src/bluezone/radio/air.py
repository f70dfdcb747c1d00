"""What the air does to a frame: how strong it arrives at a distance, or that it does not arrive at all.

Pure: a seed and the moment decide everything, see draws.py. This module knows phones by number and places by
distance; it knows no duty, no address and no content. Every number has its source beside it; where there is none,
it says so. The model, term by term, is told in docs/decisions/0005-radios.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bluezone.radio import draws

MIN_RSSI_DBM, MAX_RSSI_DBM = -127, 20
BODY_WINDOW_MS = 300_000
"""People turn: the body's share is drawn anew this often. The five minutes are those of the labelled windows."""

_NEAREST_M = 0.1
_ALL = 1 << 20  # the resolution of a share
_PHONE, _PAIR, _DIRECTION, _BODY, _FRAME = range(1, 6)
_HALF_NORMAL_MEAN, _HALF_NORMAL_SD = math.sqrt(2 / math.pi), math.sqrt(1 - 2 / math.pi)


@dataclass(frozen=True, slots=True)
class AirParameters:
    """How phones hear each other. The defaults are the preset `normal`."""

    at_1_m_dbm: float = -74.1
    """Mean at 1 m, bodies and pockets included: fit to real exposure-notification scans of Android phones, known
    phone models (labelled set mitll_ua; the other sets gave -83.8 to -63.3 by transmit power)."""
    exponent: float = 1.04
    """Of the log-distance law, same fit; the other sets gave 1.03 to 1.55."""
    phone_sd_db: float = 3.1
    """How far one phone's antenna is from the mean, in both directions. Chosen so that the two phones of a pair
    together spread by 4.4 dB, the spread of the receive correction over 551 measured models."""
    pair_sd_db: float = 2.78
    """Where two phones stand to each other, the same in both directions: 2.9 dB between pairs of equal radios on
    789 people, of which the correlation 0.92 of A→B with B→A is common."""
    direction_sd_db: float = 0.82
    """The rest of those 2.9 dB, drawn for each direction."""
    body_sd_db: float = 3.44
    """Bodies between the phones, common to both directions, one-sided about its mean (a body only ever weakens).
    Fills the pair's 2.9 dB up to the 4.5 dB by which window means spread in the same fit."""
    noise_sd_db: float = 4.4
    """From frame to frame within one direction of a pair, same 789 people."""
    heard_share: float = 0.735
    """Of the frames above the floor. A beacon was heard in both directions 54 % of the time; √0.54 each way."""
    floor_dbm: float = -100.0
    """Weaker frames are lost. The original application recorded down to this level."""

    def __post_init__(self) -> None:
        spreads = (self.phone_sd_db, self.pair_sd_db, self.direction_sd_db, self.body_sd_db, self.noise_sd_db)
        if not all(0 <= spread <= 30 for spread in spreads):
            raise ValueError("a spread lies in 0..30 dB")
        if not 0 <= self.heard_share <= 1:
            raise ValueError("the heard share lies in 0..1")
        if not 0 < self.exponent <= 10 or not -127 <= self.at_1_m_dbm <= 20 or not -127 <= self.floor_dbm <= 20:
            raise ValueError("the path loss is out of range")


NORMAL = AirParameters()
SILENT = AirParameters(heard_share=0.0)
"""Nothing is ever heard: the control arm of every experiment."""
PRESETS = {"normal": NORMAL, "silent": SILENT}


@dataclass(frozen=True, slots=True)
class Path:
    """One direction of one pair: what stays the same while two phones are together."""

    at_1_m_dbm: float
    frame_key: int
    body_key: int


class Air:
    """The air of one world."""

    def __init__(self, parameters: AirParameters = NORMAL, seed: int = 0) -> None:
        self._parameters = parameters
        self._seed = seed
        self._heard_below = round(parameters.heard_share * _ALL)
        self._slope = 10 * parameters.exponent
        self._body_scale = parameters.body_sd_db / _HALF_NORMAL_SD
        self._body_mean = self._body_scale * _HALF_NORMAL_MEAN

    def path(self, sender: int, receiver: int) -> Path:
        """The way from one phone to another; worth keeping as long as both are around."""
        low, high = sorted((sender, receiver))
        p = self._parameters
        level = p.at_1_m_dbm
        level += self.louder_db(sender) + self.louder_db(receiver)
        level += p.pair_sd_db * self._normal(_PAIR, low, high)
        level += p.direction_sd_db * self._normal(_DIRECTION, sender, receiver)
        return Path(
            at_1_m_dbm=level,
            frame_key=draws.key(self._seed, _FRAME, sender, receiver),
            body_key=draws.key(self._seed, _BODY, low, high),
        )

    def louder_db(self, phone: int) -> float:
        """Tells by how many dB this phone sends, and hears, more strongly than the mean."""
        return self._parameters.phone_sd_db * self._normal(_PHONE, phone)

    def heard(self, path: Path, distance_m: float, sent_ms: Iterable[int]) -> list[tuple[int, int]]:
        """(moment, RSSI) of those frames, sent at these moments over this distance, that arrive."""
        if not self._heard_below:
            return []
        level = path.at_1_m_dbm - self._slope * math.log10(max(distance_m, _NEAREST_M))
        noise, floor, frame_key, heard_below = (
            self._parameters.noise_sd_db, self._parameters.floor_dbm, path.frame_key, self._heard_below
        )  # fmt: skip
        arrived = []
        window, strength = -1, level
        for at in sent_ms:
            draw = draws.mixed(frame_key + at * draws.GOLDEN)
            if draw % _ALL >= heard_below:
                continue
            if at // BODY_WINDOW_MS != window:
                window = at // BODY_WINDOW_MS
                strength = level + self._body_db(path, window)
            rssi = strength + noise * draws.NORMAL[draw >> draws.NORMAL_SHIFT]
            if rssi >= floor:
                arrived.append((at, min(max(round(rssi), MIN_RSSI_DBM), MAX_RSSI_DBM)))
        return arrived

    def _body_db(self, path: Path, window: int) -> float:
        loss = self._body_scale * abs(draws.normal(draws.mixed(path.body_key + window * draws.GOLDEN)))
        return self._body_mean - loss

    def _normal(self, *purpose: int) -> float:
        return draws.normal(draws.key(self._seed, *purpose))
