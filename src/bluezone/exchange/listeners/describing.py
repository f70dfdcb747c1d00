"""How both listeners describe themselves, as OpenAPI at /schema/openapi.json: everything they may answer, and the call.

The framework describes what a handler says; what stands around the handlers is added here: the key, the refusals that
every door shares, and the call, which is bare ASGI. Only the document is served: viewers would load foreign scripts.
The whole is worked out for the first who asks, not at each start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH, REQUEST_BYTES

OCTETS = "application/octet-stream"
OPEN: list[dict[str, list[str]]] = [{}]
"""The security of a door that needs no key."""
Document = dict[str, Any]
"""A part of a description, as it is served."""
_KEY = "key"
_REFUSAL: Document = {
    "schema": {
        "properties": {"status_code": {"type": "integer"}, "detail": {"type": "string"}},
        "type": "object",
        "required": ["status_code", "detail"],
    }
}
_FOR_EVERYBODY = {
    "400": "Not acceptable; the detail says why, and nothing was changed.",
    "401": "The key is missing or wrong.",
    "503": "Busy, at rest or late; the same request may be made again.",
}
_FOR_BODIES = {"413": "The body is too large.", "415": "The body is not application/json."}


def description_of(
    title: str, description: str, *, add: Callable[[Document], None], keyed: bool = False
) -> OpenAPIConfig:
    """Served as one JSON document at /schema/openapi.json, with what is added to what the framework says."""
    schemes = {_KEY: SecurityScheme(type="http", scheme="bearer")} if keyed else {}
    return OpenAPIConfig(
        title=title,
        version="1",
        description=description,
        path="/schema",
        render_plugins=[_Added(add)],
        components=Components(security_schemes=dict(schemes)),
        security=[{_KEY: []}] if keyed else None,
    )


def add_refusals(document: Document) -> None:
    """What every door that needs the key may answer beside what it is for."""
    for operation in _operations(document):
        if operation.get("security") == OPEN:
            continue
        shared = {**_FOR_EVERYBODY, **(_FOR_BODIES if "requestBody" in operation else {})}
        for status, meaning in shared.items():
            _responses(operation)[status] = {"description": meaning, "content": {"application/json": _REFUSAL}}


def add_files_and_call(document: Document) -> None:
    """What a phone reads, and the one thing that it ever posts."""
    for operation in _operations(document):
        _responses(operation).update(_answers_of_a_file())
    document["paths"][CALL_PATH] = {"post": _call()}


class _Added(JsonRenderPlugin):
    """Adds to a description once somebody asks for it; where that failed, for whoever asks next."""

    def __init__(self, add: Callable[[Document], None]) -> None:
        super().__init__()
        self._add = add
        self._whole = b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: Document) -> bytes:
        if not self._whole:
            self._add(openapi_schema)
            self._whole = super().render(request, openapi_schema)
        return self._whole


def _operations(document: Document) -> Iterator[Document]:
    for item in document["paths"].values():
        yield from (item[method] for method in ("get", "post") if method in item)


def _responses(operation: Document) -> Document:
    found: Document = operation.setdefault("responses", {})
    return found


def _answers_of_a_file() -> Document:
    """A file may be known to whoever asks, or not be published."""
    return {
        "304": {"description": "Whoever asks has this very file; told by its ETag."},
        "404": {
            "description": "Nothing of this name is published.",
            "content": {OCTETS: _octets(0), "application/json": _REFUSAL},
        },
        "503": {"description": _FOR_EVERYBODY["503"], "content": {"application/json": _REFUSAL}},
    }


def _call() -> Document:
    return {
        "summary": "Call",
        "description": "One shape for every purpose, success and refusal (docs/protocol/5-calls.md).",
        "operationId": "call",
        "requestBody": {"content": {OCTETS: _octets(REQUEST_BYTES)}, "required": True},
        "responses": {"200": {"description": "Always.", "content": {OCTETS: _octets(ANSWER_BYTES)}}},
        "deprecated": False,
    }


def _octets(size: int) -> Document:
    return {"schema": {"type": "string", "format": "binary", "description": f"Exactly {size} bytes."}}
