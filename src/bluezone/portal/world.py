"""The world as a request meets it: what time it is, where chance comes from, and how to reach the exchange.

The composition root puts a World into every WSGI request; tests put another. So no module of the portal reads a clock,
and a drill can run at any date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from django.http import HttpRequest

if TYPE_CHECKING:
    from bluezone.protocol.config import Configuration
    from bluezone.protocol.signature import Kind

ENVIRON_KEY = "bluezone.world"
VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True, repr=False)
class IssuedCode:
    """A code in clear. It exists in one answer and is kept nowhere."""

    spaced: str
    handle: str
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """What became of a code."""

    state: str
    """issued, redeemed or expired."""
    date: dt.date


@dataclass(frozen=True, slots=True)
class SealedReport:
    """A report that waits at the exchange."""

    id: str
    sealed: bytes


class ExchangeDesk(Protocol):
    """The exchange's internal interface, as far as the portal uses it. Every method raises ExchangeError."""

    def issue_code(self, *, level: str, onset: dt.date, first_exposure: dt.date | None, long: bool) -> IssuedCode:
        """Orders one fresh code."""

    def code_status(self, handle: str) -> CodeStatus | None:
        """Asks what became of a code; None once the exchange has forgotten it."""

    def waiting_reports(self) -> Sequence[SealedReport]:
        """Fetches the sealed reports that nobody has acknowledged."""

    def acknowledge(self, ids: Sequence[str]) -> None:
        """Lets the exchange erase reports that are filed here."""

    def alert_venues(self, day: dt.date, entries: Sequence[bytes]) -> int:
        """Has entries about places on a UTC day published with the next batch; how many were new. Safe to repeat."""

    def publish_places(self, file: bytes) -> tuple[str, int]:
        """Has a commune's signed places published in place of older ones; of which commune and epoch. Repeatable."""


class PublishedDesk(Protocol):
    """What the exchange publishes for everybody, believed only under its root key."""

    def configuration(self) -> Configuration | None:
        """Reads the configuration that phones follow now; None before the first. Raises ExchangeError."""

    def believes(self, kind: Kind, key_id: bytes, now: dt.datetime) -> bool:
        """Whether the key list that phones follow names this key, for now. Raises ExchangeError."""


@dataclass(frozen=True, slots=True)
class World:
    """Time, chance, and the exchange."""

    clock: Callable[[], dt.datetime]
    entropy: Callable[[int], bytes]
    exchange: ExchangeDesk | None = None
    published: PublishedDesk | None = None
    doubts_clock: Callable[[], bool] = lambda: False
    """Whether the clock leapt, so that what cannot be taken back waits. A drill's clock leaps, as it should."""

    def now(self) -> dt.datetime:
        """Reads the clock: the moment, in Viet Nam."""
        return self.clock().astimezone(VIET_NAM)

    def today(self) -> dt.date:
        """Today's date, in Viet Nam."""
        return self.now().date()


def with_world(application: WsgiApplication, world: World) -> WsgiApplication:
    """Wraps the application so that each of its requests knows its world."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ[ENVIRON_KEY] = world
        return application(environ, start)

    return answer


def world_of(request: HttpRequest) -> World:
    """The world of this request."""
    found = request.META[ENVIRON_KEY]
    assert isinstance(found, World)
    return found
