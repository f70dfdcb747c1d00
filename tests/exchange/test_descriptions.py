"""Both listeners as they describe themselves, against whoever reads the description and tries everything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from litestar import Litestar
from litestar.testing import TestClient

from bluezone.exchange.listeners.describing import Document, add_files_and_call, add_refusals, description_of
from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH
from tests.support.amounts import REQUESTS_BY_DESCRIPTION
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import Served, served
from tests.support.sources import PROTOCOL_PAGES

LATE = 503
"""The one answer of class 500: told on purpose."""


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("exchange"), NOON_MS) as process:
        yield process


def door(running: Served, listener: str) -> tuple[str, dict[str, str]]:
    return (running.internal, running.bearer) if listener == "internal" else (running.public, {})


def described(running: Served, listener: str) -> dict[str, Any]:
    url, headers = door(running, listener)
    answer = httpx.get(f"{url}/schema/openapi.json", headers=headers, trust_env=False, timeout=60)
    assert 200 == answer.status_code
    return answer.json()


@pytest.mark.in_turn(of=2)
@pytest.mark.slow
@pytest.mark.parametrize("mode", ["allowed", "forbidden"])
@pytest.mark.parametrize("listener", ["internal", "public"])
def test_no_request_that_the_descriptions_allow_or_forbid_breaks_the_live_service(running, listener, mode) -> None:
    """schemathesis on a served exchange: every answer is one that the description names, and never a 500."""
    url, headers = door(running, listener)

    statuses = try_everything(url, headers, described(running, listener), mode)

    assert statuses <= {200, 201, 304, 400, 401, 404, 405, 415, LATE}
    assert {200, 400 if listener == "internal" else 404} & statuses
    assert 200 == httpx.get(f"{running.public}/v1/index", trust_env=False, timeout=60).status_code


def try_everything(url: str, headers: dict[str, str], document: dict[str, Any], mode: str) -> set[int]:
    import schemathesis  # not before somebody asks: whoever collects the tests loads every file of them
    from schemathesis import GenerationMode, checks
    from schemathesis.specs.openapi import checks as of_descriptions

    chosen = {"allowed": GenerationMode.POSITIVE, "forbidden": GenerationMode.NEGATIVE}[mode]
    asked_of_answers = [
        checks.not_a_server_error,
        of_descriptions.status_code_conformance,
        of_descriptions.content_type_conformance,
        of_descriptions.response_schema_conformance,
    ]
    schema = schemathesis.openapi.from_dict(document)
    statuses: set[int] = set()
    with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30) as client:
        for result in schema.get_all_operations():
            operation = result.ok()
            says_something = operation.path_parameters or (operation.body and operation.path != CALL_PATH)
            if chosen is GenerationMode.NEGATIVE and not says_something:
                continue  # nothing can be said wrongly; any bytes are the body of a call

            @settings(
                max_examples=REQUESTS_BY_DESCRIPTION,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=chosen))
            def attempt(case) -> None:
                asked = case.as_transport_kwargs(base_url=url)
                kept = {name: asked[name] for name in ("json", "params") if name in asked}
                response = client.request(asked["method"], asked["url"], content=asked.get("data"), **kept)
                statuses.add(response.status_code)
                if response.status_code != LATE:
                    case.validate_response(response, checks=asked_of_answers)

            attempt()
    return statuses


def test_the_call_is_described_and_is_the_only_thing_that_phones_post(running) -> None:
    paths = described(running, "public")["paths"]

    assert [CALL_PATH] == [path for path, verbs in paths.items() if set(verbs) != {"get"}]
    answer = paths[CALL_PATH]["post"]["responses"]["200"]["content"]["application/octet-stream"]["schema"]
    assert str(ANSWER_BYTES) in answer["description"]


def test_the_internal_description_names_its_key_and_needs_it(running) -> None:
    document = described(running, "internal")
    without = httpx.get(f"{running.internal}/schema/openapi.json", trust_env=False, timeout=60)

    assert 401 == without.status_code
    assert {"key": {"type": "http", "scheme": "bearer"}} == document["components"]["securitySchemes"]
    openly = {path for path, verbs in document["paths"].items() for verb in verbs.values() if verb.get("security")}
    assert {"/health", "/ready"} == openly


@pytest.mark.parametrize("path", ["/schema/swagger", "/schema/redoc", "/schema/elements", "/schema/rapidoc"])
def test_no_viewer_that_would_load_foreign_scripts_is_served(running, path: str) -> None:
    assert 404 == httpx.get(f"{running.public}{path}", trust_env=False, timeout=60).status_code
    assert (
        404 == httpx.get(f"{running.internal}{path}", headers=running.bearer, trust_env=False, timeout=60).status_code
    )


@pytest.mark.parametrize(("listener", "add"), [("public", add_files_and_call), ("internal", add_refusals)])
def test_whoever_asks_after_one_for_whom_it_failed_reads_nothing_twice(
    listener: str, add: Callable[[Document], None]
) -> None:
    """What is added stands in the framework's own document, which it keeps."""
    whole = (PROTOCOL_PAGES / f"exchange-{listener}.openapi.json").read_text(encoding="utf-8")
    document = json.loads(whole)

    add(document)

    assert json.loads(whole) == document


def test_it_is_worked_out_for_the_first_who_asks_and_not_at_a_start() -> None:
    added: list[Document] = []
    listener = Litestar([], openapi_config=description_of("An exchange", "For tests.", add=added.append))
    before = list(added)

    with TestClient(listener) as anybody:
        said = [anybody.get("/schema/openapi.json").json()["info"]["title"] for _ in range(2)]

    assert [] == before
    assert (["An exchange"] * 2, 1) == (said, len(added))
