"""The internal listener: codes, alerts about places, publishing, reports and totals for the portal, under a bearer key.

Own port, never public. It speaks JSON, and nothing it says contains a seed.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from bluezone.exchange.codes import MAX_CODES_AT_ONCE, CodeOrder, code_status
from bluezone.exchange.errors import BusyError, ExchangeError, RequestError
from bluezone.exchange.listeners.describing import OPEN, add_refusals, description_of
from bluezone.exchange.service import Exchange
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.venue_alerts import MAX_ALERTS_AT_ONCE, VenueAlerts
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import MAX_CONFIG_BYTES, Configuration
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.index import Cosignature, Published

HIDDEN_BELOW = 10
"""A day's total is told only from here on."""
REPORTS_AT_ONCE = 500
_MAX_CONFIG_BASE64 = MAX_CONFIG_BYTES * 4 // 3 + 4

_LATE = ResponseSpec(dict[str, str], description="Resting, or late.", generate_examples=False)

SixteenBytes = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
"""In hexadecimal digits."""


class CodesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order for codes."""

    level: Literal["F0", "F1"]
    onset: dt.date
    first_exposure: dt.date | None = None
    form: Literal["short", "long"] = "short"
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_CODES_AT_ONCE)] = 1


class Code(msgspec.Struct, frozen=True):
    """A code, told once."""

    code: str
    spaced: str
    handle: str
    expires_at: dt.datetime


class Status(msgspec.Struct, frozen=True):
    """What became of a code."""

    state: str
    date: dt.date


class AlertsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entries about places on one UTC day, and nothing that says which places."""

    day: dt.date
    entries: Annotated[list[SixteenBytes], msgspec.Meta(min_length=1, max_length=MAX_ALERTS_AT_ONCE)]


class PublishedFile(msgspec.Struct, frozen=True):
    """A file that came out."""

    kind: str
    sequence: int
    identity: str
    size: int
    window_end_s: int


class PublishedFiles(msgspec.Struct, frozen=True):
    published: list[PublishedFile]


class PublishedNow(msgspec.Struct, frozen=True):
    """What is published at this time of the exchange."""

    now_s: int
    files: list[PublishedFile]


class Report(msgspec.Struct, frozen=True):
    """A sealed report; only the portal's private key opens it."""

    id: str
    sealed: str
    """Base64."""


class Acknowledgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ids: Annotated[list[SixteenBytes], msgspec.Meta(max_length=500)]


class SignedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: Annotated[str, msgspec.Meta(max_length=4_096)]
    """Base64."""


class SignedConfiguration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: Annotated[str, msgspec.Meta(max_length=_MAX_CONFIG_BASE64)]
    """Base64."""


class ProposedHead(msgspec.Struct, frozen=True):
    """A log head that witnesses may sign."""

    head: str
    """Base64 of the signed head."""
    size: int
    witnesses: int


class WitnessSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A witness's word, each in base64."""

    key_id: Annotated[str, msgspec.Meta(max_length=16)]
    signature: Annotated[str, msgspec.Meta(max_length=128)]


class Maintenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    resting: bool


class Total(msgspec.Struct, frozen=True):
    """Uploads of a day; null while there are too few to tell."""

    date: dt.date
    uploads: int | None


def internal_application(exchange: Exchange, accepts: Callable[[bytes], bool]) -> Litestar:
    """What the portal and the operator reach, if their request's authorization is accepted."""

    def require_key(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        if not handler.opt.get("open") and not accepts(connection.headers.get("authorization", "").encode()):
            raise NotAuthorizedException("the internal interface needs its key")

    application = Litestar(
        route_handlers=[
            *_code_routes(exchange),
            _alerts_route(exchange),
            *_report_routes(exchange),
            *_publishing_routes(exchange),
            *_witness_routes(exchange),
            _totals_route(exchange),
            *_operating_routes(exchange),
        ],
        guards=[require_key, _require_json],
        exception_handlers={
            ExchangeError: _refuse,
            InvalidValueError: _refuse,
            RecursionError: _refuse_form,
            UnicodeDecodeError: _refuse_form,
        },
        openapi_config=description_of(
            "Bluezone exchange, internal", "Codes, alerts about places, publishing, reports and totals.", keyed=True
        ),
        logging_config=None,
        debug=False,
    )
    add_refusals(application)
    return application


def _require_json(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A body of another kind is not guessed at: a browser's form would need nobody's leave to be sent here."""
    headers = connection.headers
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if has_body and kind != "application/json":
        raise HTTPException(status_code=415, detail="a body is application/json")


def published_file(file: Published) -> PublishedFile:
    return PublishedFile(file.kind.value, file.sequence, file.identity.hex(), file.size, file.window_end_s)


def _code_routes(exchange: Exchange) -> list[Any]:
    @post("/internal/v1/codes", status_code=201, operation_id="issue_codes")
    async def issue(data: JSONBody[CodesRequest]) -> list[Code]:
        """Fresh codes; they are told here once and kept nowhere in clear."""
        order = CodeOrder(
            Level[data.level],
            Day.of(data.onset),
            Day.of(data.first_exposure) if data.first_exposure else None,
            long=data.form == "long",
        )
        issued = await exchange.issue(order, data.count)
        return [
            Code(code.code, code.spaced, code.handle.hex(), dt.datetime.fromtimestamp(code.expires_s, dt.UTC))
            for code in issued
        ]

    @get("/internal/v1/codes/{handle:str}", operation_id="code_status")
    async def status(handle: FromPath[str]) -> Status:
        """The state of a code, with its date and nothing finer."""
        try:
            raw = bytes.fromhex(handle)
        except ValueError as error:
            raise RequestError("a handle is 32 hexadecimal digits") from error
        now_s = exchange.clock() // 1000
        found = await exchange.writer.do(lambda connection: code_status(connection, raw, now_s))
        return Status(found.state, found.date)

    return [issue, status]


def _alerts_route(exchange: Exchange) -> Any:
    @post("/internal/v1/venue-alerts", status_code=200, operation_id="stage_venue_alerts")
    async def alert(data: JSONBody[AlertsRequest]) -> dict[str, int]:
        """Stages alerts about places for the next batch after their day's embargo; safe to repeat."""
        alerts = VenueAlerts(Day.of(data.day), tuple(bytes.fromhex(entry) for entry in data.entries))
        return {"new": await exchange.alert(alerts)}

    return alert


def _publishing_routes(exchange: Exchange) -> list[Any]:
    publisher = exchange.publisher

    @post("/internal/v1/publish", status_code=200, operation_id="publish")
    async def publish() -> PublishedFiles:
        """Closes and publishes every window whose hour is over; safe to repeat."""
        return PublishedFiles([published_file(file) for file in await publisher.publish_due()])

    @post("/internal/v1/configurations", status_code=201, operation_id="publish_configuration")
    async def configure(data: JSONBody[Configuration]) -> PublishedFile:
        """Publishes the next configuration for all phones; its sequence and time are set here."""
        return published_file(await publisher.publish_configuration(data))

    @post("/internal/v1/configurations/signed", status_code=201, operation_id="publish_signed_configuration")
    async def configure_signed(data: JSONBody[SignedConfiguration]) -> PublishedFile:
        """Publishes a configuration that persons have signed, as it is; its sequence must be the next one."""
        return published_file(await publisher.publish_signed_configuration(_bytes(data.file)))

    @post("/internal/v1/revocations", status_code=201, operation_id="publish_revocation")
    async def revoke(data: JSONBody[SignedFile]) -> PublishedFile:
        """Publishes a revocation that two persons have signed."""
        return published_file(await publisher.publish_revocation(_bytes(data.file)))

    @get("/internal/v1/published", operation_id="published")
    async def published() -> PublishedNow:
        """What is published, and the exchange's time: what a proposal must fit."""
        now_s = exchange.clock() // 1000
        return PublishedNow(now_s, [published_file(file) for file in publisher.published(now_s)])

    return [publish, configure, configure_signed, revoke, published]


def _witness_routes(exchange: Exchange) -> list[Any]:
    publisher = exchange.publisher

    @get("/internal/v1/head", operation_id="head")
    async def head() -> ProposedHead:
        """The newest head, for witnesses."""
        proposal = publisher.proposal
        return ProposedHead(_base64(proposal.head), proposal.size, len(proposal.cosignatures))

    @post("/internal/v1/cosignatures", status_code=200, operation_id="cosign")
    async def cosign(data: JSONBody[WitnessSignature]) -> dict[str, int]:
        """Adds a witness's signature to the newest head."""
        return {"witnesses": await publisher.witness(Cosignature(_bytes(data.key_id), _bytes(data.signature)))}

    return [head, cosign]


def _report_routes(exchange: Exchange) -> list[Any]:
    @get("/internal/v1/reports", operation_id="waiting_reports")
    async def waiting() -> list[Report]:
        """Sealed reports that nobody has acknowledged, at most 500."""
        rows = await exchange.writer.do(lambda connection: stored_log.waiting_reports(connection, REPORTS_AT_ONCE))
        return [Report(report_id.hex(), _base64(sealed)) for report_id, sealed in rows]

    @post("/internal/v1/reports/acknowledged", status_code=200, operation_id="acknowledge_reports")
    async def acknowledge(data: JSONBody[Acknowledgement]) -> dict[str, int]:
        """Erases reports that the portal has filed."""
        ids = [bytes.fromhex(one) for one in data.ids]
        erased = await exchange.writer.do(lambda connection: stored_log.delete_reports(connection, ids))
        return {"erased": erased}

    return [waiting, acknowledge]


def _totals_route(exchange: Exchange) -> Any:
    @get("/internal/v1/totals", operation_id="totals")
    async def totals() -> list[Total]:
        """Accepted uploads by day, hidden below ten."""
        by_day = await exchange.writer.do(stored_entries.upload_totals)
        return [Total(day.date, count if count >= HIDDEN_BELOW else None) for day, count in by_day.items()]

    return totals


def _operating_routes(exchange: Exchange) -> list[Any]:
    @get("/health", operation_id="health", opt={"open": True}, security=OPEN)
    async def health() -> dict[str, str]:
        """Whether the process answers at all."""
        return {"status": "alive"}

    @get("/ready", operation_id="ready", opt={"open": True}, security=OPEN, responses={503: _LATE})
    async def ready() -> Response[dict[str, str]]:
        """Whether what is published is fresh; 503 if not, or in maintenance."""
        if exchange.calls.resting:
            return Response({"status": "resting"}, status_code=503)
        fresh = exchange.is_ready()
        return Response({"status": "ready" if fresh else "late"}, status_code=200 if fresh else 503)

    @get("/metrics", operation_id="metrics", media_type="text/plain")
    async def metrics() -> str:
        """For Prometheus."""
        return exchange.measured().decode()

    @post("/internal/v1/maintenance", status_code=200, operation_id="maintenance")
    async def maintenance(data: JSONBody[Maintenance]) -> Maintenance:
        """Begins or ends a rest in which every call is told to come back later."""
        await exchange.rest(resting=data.resting)
        return data

    return [health, ready, metrics, maintenance]


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise RequestError("this is no base64") from error


def _refuse(_request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, object]]:
    status = 503 if isinstance(error, BusyError) else 400
    return Response({"status_code": status, "detail": str(error)}, status_code=status)


def _refuse_form(_request: Request[Any, Any, Any], _error: Exception) -> Response[dict[str, object]]:
    """What the JSON reader raises for bytes that are no text and for a hundred thousand open brackets."""
    return Response({"status_code": 400, "detail": "the body is not acceptable JSON"}, status_code=400)
