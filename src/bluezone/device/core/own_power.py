"""How strongly this phone's model sends, as far as the phone knows (docs/protocol/1-air.md, "Power").

What its owner told it comes first, then what the signed configuration says of the model, then what travels with the
application. A model that none of them has is unknown: no maker's mean stands in for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

MAX_MODEL = 32
_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OwnPower:
    """Knows a phone's own power, or that nobody does."""

    told_dbm: int | None = None
    """By whoever started the phone."""
    model: Callable[[], str] = str
    """The plain name of the model once the system has said it; empty before, and where it says none."""
    measured: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """By model, dBm: what travels with the application."""

    def dbm(self, published: Mapping[str, int] = _NONE) -> int | None:
        """The power of this phone's model, or None. `published` is the signed configuration's table."""
        if self.told_dbm is not None:
            return self.told_dbm
        model = self.model()
        return published.get(model, self.measured.get(model))


def plain_model(name: str) -> str:
    """A model's name as tables have it: small letters and figures of ASCII, at most 32, since each list writes blanks
    and hyphens as it likes."""
    return "".join(sign for sign in name.lower() if sign.isascii() and sign.isalnum())[:MAX_MODEL]
