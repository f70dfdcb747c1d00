"""Speed: the hash chains and look-ups that a phone repeats for a whole nation's keys.

Plain bytes and numbers only; this room imports nothing of Bluezone. Two implementations give the same answers: C
(native/) where it could be built, and pure Python (_pure.py, the readable truth). BLUEZONE_KERNEL=auto|native|pure
chooses once, at import; `describe()` says which one runs and why.
"""

from bluezone.kernel.choosing import NativeUnavailableError
from bluezone.kernel.matching import CHOSEN, Implementation, SightingIndex, implementation

IMPLEMENTATION = CHOSEN.name
"""native or pure"""

rolling_ids = CHOSEN.rolling_ids
day_keys = CHOSEN.day_keys
ascending = CHOSEN.ascending
match_keys = CHOSEN.match_keys
match_seeds = CHOSEN.match_seeds
describe = CHOSEN.describe

__all__ = [
    "CHOSEN",
    "IMPLEMENTATION",
    "Implementation",
    "NativeUnavailableError",
    "SightingIndex",
    "ascending",
    "day_keys",
    "describe",
    "implementation",
    "match_keys",
    "match_seeds",
    "rolling_ids",
]
