"""A regime's file, as somebody may have changed it."""

from __future__ import annotations

import contextlib

from bluezone.trace.errors import RegimeError
from bluezone.trace.regimes.reading import read_regime
from bluezone.trace.regimes.shipped import shipped_regime
from tests.support.trace.regimes import SOUND


def fuzz(data: bytes) -> None:
    for template in (None, shipped_regime("template")):
        with contextlib.suppress(RegimeError):
            read_regime(data, "copy.toml", template)


def samples() -> list[bytes]:
    return [SOUND.encode()]
