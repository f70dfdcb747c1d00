"""The regimes that come with the product."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bluezone.trace.errors import RegimeError
from bluezone.trace.regimes.reading import read_regime
from bluezone.trace.regimes.regime import Regime

REGIMES = ("template", "2020-08", "2021-05-hcmc", "2021-07-3638", "2021-12", "2022-02")
"""By name, in the order of time."""
_PLACE = re.compile(r"VN|[0-9]{2}")


def shipped_regime(name: str) -> Regime:
    """The regime of this name. Raises RegimeError, with the names that there are."""
    if name not in REGIMES:
        raise RegimeError(f"there is no regime {name[:40]}; there are {', '.join(REGIMES)}")
    return _read(name)


@dataclass(frozen=True, slots=True)
class InForce:
    """Whatever regime was in force in a province on a day: the one that began last, there or in the whole country."""

    place: str
    """The code of the province, or VN for what held everywhere."""

    def __post_init__(self) -> None:
        if _PLACE.fullmatch(self.place) is None:
            raise RegimeError("a place is VN, or a province by its two digits")

    def on(self, day: dt.date) -> Regime:
        """The regime in force on this day; the template before the first."""
        regimes = [shipped_regime(name) for name in REGIMES]
        begun = [one for one in regimes if one.place in {"VN", self.place} and (one.begins or dt.date.min) <= day]
        return begun[-1]


@cache
def _read(name: str) -> Regime:
    data = files("bluezone.trace").joinpath("regimes", "data", f"{name}.toml").read_bytes()
    return read_regime(data, f"{name}.toml", None if name == "template" else _read("template"))
