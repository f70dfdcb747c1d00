"""What a phone does by itself, guarded: each errand fails alone, is told to the owner, and is tried again.

Whatever goes wrong with one (no room on the disk, a store that may not be written, a defect of ours) ends neither the
phone nor another errand. Ending a phone's life is left to its owner and to the end of the service.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bluezone.device.errors import StoreError


class Errand(enum.StrEnum):
    """What is done again and again."""

    CLOCK = "clock"
    """Following the clock: ids, addresses, forgetting, the radio."""
    NEWS = "news"
    """Looking for warnings."""
    COVER = "cover"
    """Calls that say nothing, or bring what waited for their turn."""
    WRITING = "writing"
    """Writing down what was heard, and overwriting what was erased."""
    TELLING = "telling"
    """Telling the owner outside the pages."""


class Cause(enum.StrEnum):
    """Why an errand fails, as far as its owner can do something about it."""

    NO_ROOM = "no-room"
    """Something cannot be written: the disk is full, or closed to this phone."""
    DEFECT = "defect"


@dataclass(frozen=True, slots=True)
class Failure:
    """An errand that fails just now."""

    cause: Cause
    line: str
    """In one line, for whoever mends it."""


class Errands:
    """One phone's errands, and which of them fail just now."""

    def __init__(self, tell: Callable[[Errand, Failure], None]) -> None:
        self._tell = tell
        self._failing: dict[Errand, Failure] = {}

    @property
    def failing(self) -> Mapping[Errand, Failure]:
        """The errands whose last attempt failed."""
        return self._failing

    async def attempt(self, errand: Errand, work: Callable[[], Awaitable[object]]) -> bool:
        """Does an errand once; whether it was done. Its owner is told when it begins to fail."""
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - no errand may end the phone, whatever it ran into
            failure = Failure(_cause_of(error), str(error) or type(error).__name__)
            if self._failing.get(errand) != failure:
                self._failing[errand] = failure
                self._tell(errand, failure)
            return False
        self._failing.pop(errand, None)
        return True


def _cause_of(error: Exception) -> Cause:
    """A store that is damaged, or that another process holds, is no matter of room: those errors say so themselves."""
    return Cause.NO_ROOM if type(error) is StoreError or isinstance(error, OSError) else Cause.DEFECT
