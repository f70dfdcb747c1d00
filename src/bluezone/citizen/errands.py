"""What the owner has set going and what takes a while: one errand at a time, watched by the page that shows it.

An errand starts by a tap and only by a tap. It runs beside the pages; how it ended is kept until the next one starts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from enum import StrEnum

from bluezone.device.core.outbox import MessageKey
from bluezone.device.errors import ConsentError, DeviceError, StoreError, UnreachableError
from bluezone.protocol.errors import MalformedError, ProtocolError


class Ending(StrEnum):
    """How an errand ended, as far as the owner can do something about it."""

    RUNNING = "running"
    DONE = "done"
    UNREACHABLE = "unreachable"
    """No network, or nobody answered: kept, and tried again only at the owner's word."""
    NOT_TAKEN = "not-taken"
    """The exchange answered, and did not take it now."""
    NOT_KEPT = "not-kept"
    """This phone could not write down what has to be on disk before it leaves."""
    NOTHING = "nothing"
    """There was nothing to send, or something else is not finished yet."""
    MISTYPED = "mistyped"


@dataclass(slots=True)
class Errand:
    """The one under way, or the one that ended last."""

    name: str = ""
    ending: Ending = Ending.DONE
    about: MessageKey | None = None
    """Which sealed message is on its way, or which page's consent; a second tap there has the same."""
    _task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def is_running(self) -> bool:
        return self.ending is Ending.RUNNING

    def start(self, name: str, work: Awaitable[object], *, about: MessageKey | None = None) -> None:
        """Raises ConsentError while another one runs."""
        if self.is_running:
            raise ConsentError("something is being sent already")
        self.name, self.ending, self.about = name, Ending.RUNNING, about
        self._task = asyncio.get_running_loop().create_task(self._run(work))

    async def finished(self) -> None:
        """Waits for the errand under way."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, work: Awaitable[object]) -> None:
        self.ending = Ending.NOT_TAKEN  # whatever else may happen, the page must not wait for ever
        try:
            self.ending = Ending.RUNNING
            await work
            self.ending = Ending.DONE
        except UnreachableError:
            self.ending = Ending.UNREACHABLE
        except StoreError:
            self.ending = Ending.NOT_KEPT
        except ConsentError:
            self.ending = Ending.NOTHING
        except MalformedError:
            self.ending = Ending.MISTYPED
        except (DeviceError, ProtocolError):
            self.ending = Ending.NOT_TAKEN
        except BaseException:
            self.ending = Ending.UNREACHABLE
            raise
