"""The regimes that come with the product."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from bluezone.trace.errors import RegimeError
from bluezone.trace.regimes.reading import read_regime
from bluezone.trace.regimes.regime import Regime

REGIMES = ("template", "2020-08", "2021-05-hcmc", "2021-07-3638", "2021-12", "2022-02")
"""By name, in the order of time."""


def shipped_regime(name: str) -> Regime:
    """The regime of this name. Raises RegimeError, with the names that there are."""
    if name not in REGIMES:
        raise RegimeError(f"there is no regime {name[:40]}; there are {', '.join(REGIMES)}")
    return _read(name)


@cache
def _read(name: str) -> Regime:
    data = files("bluezone.trace").joinpath("regimes", "data", f"{name}.toml").read_bytes()
    return read_regime(data, f"{name}.toml", None if name == "template" else _read("template"))
