"""The internal interface of a running exchange, as operators' commands use it."""

from __future__ import annotations

import argparse
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bluezone.joining.refusal import RefusedError

_PATIENCE_S = 60.0
_KEY_DIGITS = 64


def add_internal_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--internal", required=True, metavar="URL", help="the exchange's internal address")
    parser.add_argument("--internal-key", type=Path, required=True, metavar="FILE", help="its key: internal.key")


class InternalClient:
    """Asks a running exchange. What it refuses, and what cannot be reached, is one line."""

    def __init__(self, url: str, key_file: Path) -> None:
        import httpx

        key = key_file.read_bytes().decode("ascii", "replace").strip()
        if len(key) != _KEY_DIGITS or not key.isalnum() or not key.isascii():
            raise RefusedError(f"{key_file} holds no internal key")
        try:
            self._client = httpx.Client(
                base_url=url, headers={"authorization": f"Bearer {key}"}, trust_env=False, timeout=_PATIENCE_S
            )
        except httpx.InvalidURL as error:
            raise RefusedError(f"{url} is no address of an exchange") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, path: str) -> Any:
        return self._ask("GET", path, None)

    def post(self, path: str, body: object = None) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: object) -> Any:
        import httpx

        try:
            answer = self._client.request(method, f"/internal/v1/{path}", json=body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RefusedError(f"the internal interface cannot be reached: {type(error).__name__}") from error
        if answer.is_success:
            return answer.json()
        raise RefusedError(f"the exchange refuses: {_reason(answer)}")


def _reason(answer: Any) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status_code}"
