"""Notices on an Android phone: the application around this engine puts them on its screen (docs/guides/android.md).

Only Java may do that there, and a WebView knows no notices of pages. A notice's name is its tag for Android: so one of
an earlier life of the engine is replaced and taken back, too.
"""

from __future__ import annotations

from typing import Final

from bluezone.device.notifying.notice import Notice
from bluezone.radio.pipe import CARRIED_OUT, Pipe

PATIENCE_S = 5.0
"""For one order; the application asks nobody else before it answers."""
_URGENT, _PLAIN = "urgent", "plain"
WAY: Final = "android"


class AndroidNotifier:
    """The screen of the phone on which the application runs that has started this engine."""

    def __init__(self, pipe: Pipe, *, patience_s: float = PATIENCE_S) -> None:
        """The pipe is the radio's too, which lets go of it."""
        self._pipe, self._patience_s = pipe, patience_s

    @property
    def way(self) -> str:
        return WAY

    async def is_there(self) -> bool:
        return await self._ask("screen")

    async def tell(self, notice: Notice) -> bool:
        how = _URGENT if notice.urgent else _PLAIN
        return await self._ask("show", notice.name, how, notice.title.encode(), notice.body.encode())

    async def take_back(self, name: str) -> None:
        await self._ask("unshow", name)

    async def close(self) -> None:
        """Lets go of nothing: the pipe belongs to the radio."""

    async def _ask(self, order: str, *words: str | bytes) -> bool:
        """Whether it was carried out. Where it is forbidden or nobody answers, it is told again later."""
        return await self._pipe.ask(order, *words, within_s=self._patience_s) == CARRIED_OUT
