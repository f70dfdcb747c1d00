"""Whom the owner can call, and where each number comes from. Pure.

All numbers stand in the signed configuration that every phone gets; which of them is the owner's own is chosen here, by
the commune that stays on this phone. The country's hotline comes first; without one, the nearest office's.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bluezone.citizen.communes import Commune
from bluezone.protocol.config import Configuration


class Whose(enum.StrEnum):
    """The office that answers a number."""

    COUNTRY = "country"
    COMMUNE = "commune"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Hotline:
    """One number to call."""

    number: str
    whose: Whose


def hotlines_for(configuration: Configuration, commune: Commune | None) -> list[Hotline]:
    """The numbers that are known for an owner of this commune; the first is the one to call."""
    known = [(configuration.hotline, Whose.COUNTRY)]
    if commune is not None:
        known += [
            (configuration.unit_hotlines.get(commune.code, ""), Whose.COMMUNE),
            (configuration.unit_hotlines.get(commune.province_code, ""), Whose.PROVINCE),
        ]
    return [Hotline(number.strip(), whose) for number, whose in known if number.strip()]
