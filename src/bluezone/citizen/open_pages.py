"""Notices by the browser, while a page of ours is open and hidden: kept here until that page comes for them.

The page asks every so often (static/notices.js), has the browser show them by its Notification API, and says which ones
it has shown. Only then they are known to have got there.
"""

from __future__ import annotations

from collections.abc import Collection

from bluezone.device.notifying import Notice


class OpenPages:
    """What the browser is to show, and what it has shown, in this life of the engine."""

    def __init__(self) -> None:
        self._waiting: dict[str, Notice] = {}
        self._shown: dict[str, Notice] = {}
        self._asked = False

    @property
    def way(self) -> str:
        return "browser"

    @property
    def waiting(self) -> Collection[Notice]:
        """What a page that asks is to show."""
        return tuple(self._waiting.values())

    def was_asked(self) -> Collection[Notice]:
        """Answers a page: what it is to show."""
        self._asked = True
        return self.waiting

    def was_shown(self, name: str) -> None:
        """Notes what a page has shown; what is none of ours changes nothing."""
        notice = self._waiting.pop(name, None)
        if notice is not None:
            self._shown[name] = notice

    async def is_there(self) -> bool:
        return self._asked

    async def tell(self, notice: Notice) -> bool:
        if self._shown.get(notice.name) == notice:
            del self._shown[notice.name]
            return True
        self._waiting[notice.name] = notice
        return False

    async def take_back(self, name: str) -> None:
        self._waiting.pop(name, None)
        self._shown.pop(name, None)

    async def close(self) -> None:
        self._waiting.clear()
        self._shown.clear()
