"""The numbers of one kind of radio use: how loud a phone is at a distance, and how far that can be trusted.

A profile is data with a source, valid from birth. It is fitted elsewhere (`bluezone proximity fit`); this module only
holds it and answers what can be read off it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_DB_PER_NEPER = 10 / math.log(10)


class ProfileError(ValueError):
    """A profile's numbers make no sense; nothing was taken over from it."""


@dataclass(frozen=True, slots=True)
class OffsetTable:
    """How many dB a model reads too loud: the model's own figure, else its maker's mean, else the overall mean."""

    models: Mapping[str, float] = field(default_factory=dict)
    makers: Mapping[str, float] = field(default_factory=dict)
    overall: float = 0.0

    def of(self, maker: str, model: str) -> float:
        known = self.models.get(model.casefold())
        if known is None:
            known = self.makers.get(maker.casefold())
        return self.overall if known is None else known


@dataclass(frozen=True, slots=True)
class RadioProfile:
    """rssi = at one metre - 10 x exponent x log10(distance) + noise, and what is known before anything is heard."""

    name: str
    rssi_at_1m_dbm: float
    """Of a phone that says `reference_tx_power_dbm`, or says nothing."""
    exponent: float
    pair_sd_db: float
    """Of two phones' whole day together around that law: models unknown, pockets, habits. It does not average out."""
    scan_sd_db: float
    """Of one scan's level around the pair's: bodies turning, hands, walls."""
    packet_sd_db: float
    """Of one packet around its scan's level."""
    prior_median_m: float
    prior_log_sd: float
    """Of the natural logarithm of the distance of whoever is heard at all."""
    memory_minutes: float
    """After this time, a distance is as good as forgotten (one e-folding)."""
    reference_tx_power_dbm: float | None = None
    said_pair_sd_db: float | None = None
    """Of a pair of which the other says its power: one of the two models is known. None: as of any pair."""
    most_said_db: float = 6.0
    """So far what is said moves a level, and no farther: anybody can alter that byte on its way."""

    def __post_init__(self) -> None:
        positive = (
            self.exponent,
            self.pair_sd_db,
            self.scan_sd_db,
            self.prior_median_m,
            self.prior_log_sd,
            self.memory_minutes,
            self.pair_sd_db if self.said_pair_sd_db is None else self.said_pair_sd_db,
        )
        if not all(math.isfinite(number) and number > 0 for number in positive):
            raise ProfileError(f"profile {self.name}: exponent, deviations, median and memory must be positive")
        if not (-127 <= self.rssi_at_1m_dbm <= 20 and 0 <= self.packet_sd_db <= 40 and 0 <= self.most_said_db <= 40):
            raise ProfileError(f"profile {self.name}: impossible level or packet deviation")

    @classmethod
    def from_mapping(cls, numbers: Mapping[str, Any]) -> RadioProfile:
        """A profile as it stands in a parameter file. Unknown keys are ignored, so that a file may say more."""
        known = {key: numbers[key] for key in cls.__dataclass_fields__ if key in numbers}
        try:
            return cls(**known)
        except TypeError as error:
            raise ProfileError(f"profile {numbers.get('name', '?')} is incomplete or of the wrong types") from error

    @property
    def slope_db(self) -> float:
        """dB lost for each step of e in distance."""
        return _DB_PER_NEPER * self.exponent

    def corrected_level_dbm(self, level_dbm: float, tx_power_dbm: int | None, receiver_offset_db: float) -> float:
        """The level as the profile's reference phone would have heard its reference peer."""
        level = level_dbm - receiver_offset_db
        if tx_power_dbm is not None and self.reference_tx_power_dbm is not None:
            stronger = tx_power_dbm - self.reference_tx_power_dbm
            level -= max(-self.most_said_db, min(stronger, self.most_said_db))
        return level

    def where_said(self) -> RadioProfile:
        """The profile of a pair of which the other says its power."""
        if self.said_pair_sd_db is None or self.reference_tx_power_dbm is None:
            return self
        return replace(self, pair_sd_db=self.said_pair_sd_db)
