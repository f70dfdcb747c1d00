"""What does nothing, beside which the exchange is measured: it answers as the exchange does, and by the way it says."""

from __future__ import annotations

import asyncio

import pytest
from litestar import Litestar
from litestar.routes import ASGIRoute, HTTPRoute

from bluezone.doors import Request, asynchronous
from bluezone.lab.exchange.empty import Floor, bare_application, empty_application
from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH, REQUEST_BYTES

CALL = Request(
    "POST", CALL_PATH.encode(), "1.1", [(b"content-type", b"application/octet-stream")], bytes(REQUEST_BYTES), False
)


@pytest.mark.parametrize("floor", Floor)
def test_a_call_that_does_nothing_is_answered_with_as_many_bytes_as_the_exchange_answers(floor: Floor) -> None:
    answer = asyncio.run(asynchronous(empty_application(floor))(CALL))

    assert (200, bytes(ANSWER_BYTES)) == (answer.status, answer.body)
    assert b"application/octet-stream" == dict(answer.headers)[b"content-type"]


@pytest.mark.parametrize("floor", Floor)
def test_it_has_read_the_whole_body_before_it_answers(floor: Floor) -> None:
    said: list[str] = []

    async def receive() -> dict[str, object]:
        said.append("read")
        return {"type": "http.request", "body": bytes(1_024), "more_body": said.count("read") < 4}

    async def send(message: dict[str, object]) -> None:
        said.append(str(message["type"]))

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": CALL_PATH,
        "raw_path": CALL_PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [],
    }
    asyncio.run(empty_application(floor)(scope, receive, send))

    assert ["read"] * 4 == said[:4]
    assert ["http.response.start", "http.response.body"] == said[4:]


def test_an_empty_handler_goes_through_the_whole_framework_a_route_through_its_router_and_a_bare_one_past_it() -> None:
    handler, route, bare = (empty_application(floor) for floor in (Floor.HANDLER, Floor.ROUTE, Floor.BARE))

    assert isinstance(handler, Litestar)
    assert isinstance(route, Litestar)
    assert [HTTPRoute] == [type(each) for each in handler.routes]
    assert [ASGIRoute] == [type(each) for each in route.routes]
    assert bare is bare_application
