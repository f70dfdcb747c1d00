"""What does nothing, beside which the exchange is measured: it answers as the exchange does, and by the way it says."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest
from litestar import Litestar
from litestar.routes import ASGIRoute, HTTPRoute

from bluezone.lab.exchange.empty import Floor, bare_application, empty_application, measured_empty
from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH, REQUEST_BYTES


@pytest.mark.parametrize("floor", Floor)
def test_a_call_that_does_nothing_is_answered_with_as_many_bytes_as_the_exchange_answers(floor: Floor) -> None:
    with measured_empty(floor) as service:
        line = HTTPConnection(*service.public, timeout=10)
        for _ in range(3):
            line.request("POST", CALL_PATH, bytes(REQUEST_BYTES))
            answer = line.getresponse()
            assert (200, "application/octet-stream") == (answer.status, answer.headers["content-type"])
            assert bytes(ANSWER_BYTES) == answer.read()
        line.close()


def test_an_empty_handler_goes_through_the_whole_framework_a_route_through_its_router_and_a_bare_one_past_it() -> None:
    handler, route, bare = (empty_application(floor) for floor in (Floor.HANDLER, Floor.ROUTE, Floor.BARE))

    assert isinstance(handler, Litestar)
    assert isinstance(route, Litestar)
    assert [HTTPRoute] == [type(each) for each in handler.routes]
    assert [ASGIRoute] == [type(each) for each in route.routes]
    assert bare is bare_application
