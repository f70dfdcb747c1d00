"""The internal listener as a whole: who may ask, in what form, and how it refuses. One file a resource beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Litestar, Request, Response
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler

from bluezone.exchange.errors import BusyError, DeposedError, ExchangeError
from bluezone.exchange.listeners.describing import add_refusals, description_of
from bluezone.exchange.listeners.internal.alerts import alert_routes
from bluezone.exchange.listeners.internal.codes import code_routes
from bluezone.exchange.listeners.internal.operating import operating_routes, totals_routes
from bluezone.exchange.listeners.internal.places import places_routes
from bluezone.exchange.listeners.internal.publishing import publishing_routes
from bluezone.exchange.listeners.internal.reports import report_routes
from bluezone.exchange.listeners.internal.witnesses import witness_routes
from bluezone.exchange.service import Exchange
from bluezone.protocol.errors import InvalidValueError


def internal_application(
    exchange: Exchange, accepts: Callable[[bytes], bool], lets_watch: Callable[[bytes], bool]
) -> Litestar:
    """What the portal and the operator reach, if their request's authorization is accepted; and a monitor, who by its
    own reaches figures alone."""

    def require_key(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        shown = connection.headers.get("authorization", "").encode()
        is_let_in = handler.opt.get("open") or accepts(shown) or (handler.opt.get("watched") and lets_watch(shown))
        if not is_let_in:
            raise NotAuthorizedException("the internal interface needs its key")

    return Litestar(
        route_handlers=[
            *code_routes(exchange),
            *alert_routes(exchange),
            *places_routes(exchange),
            *report_routes(exchange),
            *publishing_routes(exchange),
            *witness_routes(exchange),
            *totals_routes(exchange),
            *operating_routes(exchange),
        ],
        guards=[require_key, _require_json],
        exception_handlers={
            ExchangeError: _refuse,
            InvalidValueError: _refuse,
            RecursionError: _refuse_form,
            UnicodeDecodeError: _refuse_form,
        },
        openapi_config=description_of(
            "Bluezone exchange, internal",
            "Codes, alerts about places, typed codes, publishing, reports and totals.",
            add=add_refusals,
            keyed=True,
        ),
        logging_config=None,
        debug=False,
    )


async def _require_json(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A body of another kind is not guessed at: a browser's form would need nobody's leave to be sent here.

    It waits for nothing; the framework would ask it in a thread, for each request anew, if it were no coroutine. The
    guard that reads keys from the disk is asked so.
    """
    headers = connection.headers
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if has_body and kind != "application/json":
        raise HTTPException(status_code=415, detail="a body is application/json")


def _refuse(_request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, object]]:
    status = 503 if isinstance(error, BusyError | DeposedError) else 400
    return Response({"status_code": status, "detail": str(error)}, status_code=status)


def _refuse_form(_request: Request[Any, Any, Any], _error: Exception) -> Response[dict[str, object]]:
    """What the JSON reader raises for bytes that are no text and for a hundred thousand open brackets."""
    return Response({"status_code": 400, "detail": "the body is not acceptable JSON"}, status_code=400)
