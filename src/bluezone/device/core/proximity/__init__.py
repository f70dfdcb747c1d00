"""How near was the other phone, and for how long: from what one phone heard to expected close minutes.

Pure arithmetic on values: no file, clock, chance or numerical library. Parameters arrive as a `RadioProfile`; they
are fitted by `bluezone proximity fit` and kept in `bluezone.device.data`. Nothing here knows rules, people or words:
`bluezone.device.core.exposure` turns minutes into warnings (docs/decisions/0004-proximity.md has the reasons).
"""

from __future__ import annotations

from bluezone.device.core.proximity.listening import Listening, Observation
from bluezone.device.core.proximity.minutes import CloseSpell, close_minutes
from bluezone.device.core.proximity.profile import OffsetTable, ProfileError, RadioProfile

__all__ = [
    "CloseSpell",
    "Listening",
    "Observation",
    "OffsetTable",
    "ProfileError",
    "RadioProfile",
    "close_minutes",
]
