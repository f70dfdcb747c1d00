"""How bytes stand in JSON: base64, or hexadecimal digits for what has sixteen of them."""

from __future__ import annotations

import base64
from typing import Annotated

import msgspec

from bluezone.exchange.errors import RequestError

SixteenBytes = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
"""In hexadecimal digits."""


def to_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise RequestError("this is no base64") from error
