"""How both listeners describe themselves, as OpenAPI at /schema/openapi.json: everything they may answer, and the call.

The framework describes what a handler says; what stands around the handlers is added here: the key, the refusals that
every door shares, and the call, which is bare ASGI. Only the document is served: viewers would load foreign scripts.
"""

from __future__ import annotations

from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    PathItem,
    RequestBody,
    Schema,
    SecurityScheme,
)

from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH, REQUEST_BYTES

OCTETS = "application/octet-stream"
OPEN: list[dict[str, list[str]]] = [{}]
"""The security of a door that needs no key."""
_KEY = "key"
_REFUSAL = OpenAPIMediaType(
    Schema(
        type=OpenAPIType.OBJECT,
        properties={"status_code": Schema(type=OpenAPIType.INTEGER), "detail": Schema(type=OpenAPIType.STRING)},
        required=["status_code", "detail"],
    )
)
_FOR_EVERYBODY = {
    "400": "Not acceptable; the detail says why, and nothing was changed.",
    "401": "The key is missing or wrong.",
    "503": "Busy, at rest or late; the same request may be made again.",
}
_FOR_BODIES = {"413": "The body is too large.", "415": "The body is not application/json."}


def description_of(title: str, description: str, *, keyed: bool = False) -> OpenAPIConfig:
    """Served as one JSON document at /schema/openapi.json."""
    schemes = {_KEY: SecurityScheme(type="http", scheme="bearer")} if keyed else {}
    return OpenAPIConfig(
        title=title,
        version="1",
        description=description,
        path="/schema",
        render_plugins=[JsonRenderPlugin()],
        components=Components(security_schemes=dict(schemes)),
        security=[{_KEY: []}] if keyed else None,
    )


def add_refusals(application: Litestar) -> None:
    """What every door that needs the key may answer beside what it is for."""
    for operation in _operations(application):
        if operation.security == OPEN:
            continue
        shared = {**_FOR_EVERYBODY, **(_FOR_BODIES if operation.request_body else {})}
        for status, meaning in shared.items():
            _responses(operation)[status] = OpenAPIResponse(meaning, content={"application/json": _REFUSAL})


def add_file_answers(application: Litestar) -> None:
    """A file may be known to whoever asks, or not be published."""
    for operation in _operations(application):
        answers = _responses(operation)
        answers["304"] = OpenAPIResponse("Whoever asks has this very file; told by its ETag.")
        answers["404"] = OpenAPIResponse(
            "Nothing of this name is published.", content={OCTETS: _octets(0), "application/json": _REFUSAL}
        )
        answers["503"] = OpenAPIResponse(_FOR_EVERYBODY["503"], content={"application/json": _REFUSAL})


def add_call(application: Litestar) -> None:
    """The one thing that a phone ever posts."""
    paths = application.openapi_schema.paths
    assert paths is not None
    paths[CALL_PATH] = PathItem(
        post=Operation(
            operation_id="call",
            summary="Call",
            description="One shape for every purpose, success and refusal (docs/protocol/5-calls.md).",
            request_body=RequestBody(content={OCTETS: _octets(REQUEST_BYTES)}, required=True),
            responses={"200": OpenAPIResponse("Always.", content={OCTETS: _octets(ANSWER_BYTES)})},
        )
    )


def _octets(size: int) -> OpenAPIMediaType:
    return OpenAPIMediaType(
        Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description=f"Exactly {size} bytes.")
    )


def _operations(application: Litestar) -> list[Operation]:
    items = (application.openapi_schema.paths or {}).values()
    return [operation for item in items for operation in (item.get, item.post) if operation is not None]


def _responses(operation: Operation) -> dict[str, OpenAPIResponse]:
    if operation.responses is None:
        operation.responses = {}
    return operation.responses  # type: ignore[return-value]  # references are only made for components
