"""The exchange's internal interface over HTTP, as the portal's ExchangeDesk: short waits, bounded answers."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import httpx
import msgspec

from bluezone.portal.errors import ExchangeError
from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.secrets_on_disk import read_secret_text
from bluezone.portal.world import CodeStatus, IssuedCode, SealedReport

_TIMEOUT_S = 5.0
_LARGEST_ANSWER = 4_000_000
_NOBODY_BEHIND = (httpx.codes.BAD_GATEWAY, httpx.codes.GATEWAY_TIMEOUT)
"""What a proxy on the way answers where it reaches no exchange (docs/operating/two-machines.md)."""
T = TypeVar("T")


class _Code(msgspec.Struct, frozen=True):
    spaced: Annotated[str, msgspec.Meta(max_length=40)]
    handle: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
    expires_at: dt.datetime


class _Status(msgspec.Struct, frozen=True):
    state: Annotated[str, msgspec.Meta(pattern=r"^(issued|redeemed|expired)\Z")]
    date: dt.date


class _Report(msgspec.Struct, frozen=True):
    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
    sealed: Annotated[str, msgspec.Meta(max_length=8_000)]


class _Staged(msgspec.Struct, frozen=True):
    new: Annotated[int, msgspec.Meta(ge=0)]


class _Published(msgspec.Struct, frozen=True):
    unit: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{5}\Z")]
    epoch: Annotated[int, msgspec.Meta(ge=0)]


class HttpExchangeDesk:
    """Asks the exchange at this address with the key in this file, read anew for each client."""

    def __init__(self, address: str, key_file: Path) -> None:
        self._address, self._key_file = address, key_file

    def issue_code(self, *, level: str, onset: dt.date, first_exposure: dt.date | None, long: bool) -> IssuedCode:
        """Orders one fresh code. Raises ExchangeError."""
        order = {"level": level, "onset": onset.isoformat(), "form": "long" if long else "short", "count": 1}
        if first_exposure is not None:
            order["first_exposure"] = first_exposure.isoformat()
        (code,) = _decoded(self._ask("POST", "/internal/v1/codes", order), tuple[_Code])
        return IssuedCode(code.spaced, code.handle, code.expires_at)

    def code_status(self, handle: str) -> CodeStatus | None:
        """Asks what became of a code; None once the exchange has forgotten it. Raises ExchangeError."""
        answer = self._ask("GET", f"/internal/v1/codes/{handle}", refusable=True)
        if answer.status_code == httpx.codes.BAD_REQUEST:
            return None  # codes are forgotten a day after they expire
        status = _decoded(answer, _Status)
        return CodeStatus(status.state, status.date)

    def waiting_reports(self) -> Sequence[SealedReport]:
        """Fetches the sealed reports that nobody has acknowledged. Raises ExchangeError."""
        reports = _decoded(self._ask("GET", "/internal/v1/reports"), list[_Report])
        try:
            return [SealedReport(one.id, base64.b64decode(one.sealed, validate=True)) for one in reports]
        except ValueError as error:
            raise ExchangeError("the exchange's answer cannot be read") from error

    def acknowledge(self, ids: Sequence[str]) -> None:
        """Lets the exchange erase reports that are filed here. Raises ExchangeError."""
        self._ask("POST", "/internal/v1/reports/acknowledged", {"ids": list(ids)})

    def alert_venues(self, day: dt.date, entries: Sequence[bytes]) -> int:
        """Sends entries about places on a UTC day; how many were new. Raises ExchangeError."""
        order = {"day": day.isoformat(), "entries": [entry.hex() for entry in entries]}
        return _decoded(self._ask("POST", "/internal/v1/venue-alerts", order), _Staged).new

    def publish_places(self, file: bytes) -> tuple[str, int]:
        """Has a commune's signed places published; of which commune and epoch. Raises ExchangeError."""
        order = {"file": base64.b64encode(file).decode()}
        published = _decoded(self._ask("POST", "/internal/v1/places", order), _Published)
        return published.unit, published.epoch

    def _ask(self, method: str, path: str, body: Any = None, *, refusable: bool = False) -> httpx.Response:
        leave_by(Way.EXCHANGE)
        headers = {"authorization": f"Bearer {read_secret_text(self._key_file)}"}
        try:
            with httpx.Client(base_url=self._address, headers=headers, trust_env=False, timeout=_TIMEOUT_S) as client:
                answer = client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise ExchangeError("the exchange does not answer") from error
        if answer.status_code in _NOBODY_BEHIND:
            raise ExchangeError("the exchange does not answer")
        if len(answer.content) > _LARGEST_ANSWER:
            raise ExchangeError("the exchange's answer is too large")
        if not answer.is_success and not (refusable and answer.status_code == httpx.codes.BAD_REQUEST):
            raise ExchangeError(_reason(answer))
        return answer


def _reason(answer: httpx.Response) -> str:
    """What the exchange says is wrong with an order, else only that it refused."""
    try:
        return str(msgspec.json.decode(answer.content, type=dict[str, Any])["detail"])[:200]
    except (msgspec.MsgspecError, KeyError, UnicodeDecodeError, RecursionError):
        return f"the exchange refused ({answer.status_code})"


def _decoded(answer: httpx.Response, wanted: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=wanted)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ExchangeError("the exchange's answer cannot be read") from error
