"""Sending by a carrier's HTTP interface, whichever it is: address, headers and body are templates of the operator's.

    [gateway]
    url = "https://sms.example.vn/v1/send"
    headers = { Authorization = "Bearer {secret}" }
    body = '{"to": {phone}, "text": {text}, "ref": {key}}'    # JSON: blanks become JSON strings
    key_in_answer = "id"                                       # where the answer names it; empty if it does not
    secret_file = "gateway.secret"

With `form = { to = "{phone}", … }` instead of `body` a form is sent. The answer is read up to a bound, and only for
that one key; redirects are not followed.
"""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.messages.outlets.base import LOOPBACK, Letter, OutletError, Taken

TIMEOUT_S, LARGEST_ANSWER, LONGEST_KEY = 10.0, 64 << 10, 80
_PASSING = frozenset({425, 429})
"""Too early and too many requests (RFC 8470, RFC 6585): the request was not acted on. 408 and the 5xx pass, too, but a
proxy or a server that failed halfway answers so of a message that it has handed on."""


class GatewaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[gateway]` of the outlets' file."""

    url: Annotated[str, msgspec.Meta(min_length=8, max_length=500)]
    """May hold {phone}, {text}, {key} and {secret}, percent-encoded when they are filled in."""
    method: Annotated[str, msgspec.Meta(pattern=r"^(GET|POST|PUT)\Z")] = "POST"
    headers: dict[str, str] = {}
    body: str = ""
    form: dict[str, str] = {}
    key_in_answer: str = ""
    secret_file: str = ""
    """Beside the outlets' file, mode 0600."""
    without_marks: bool = False
    """Send đ as d and no tones: half as many segments, and readable on every phone."""
    receipt_secret_file: str = ""
    """What the carrier shows when it tells that a message arrived."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("a gateway's url begins with https://")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("numbers and codes travel only over https; plain http is for this machine alone")
        if self.body and self.form:
            raise ValueError("a gateway is sent a body or a form, not both")


class GatewayOutlet:
    """Sends through one carrier's HTTP interface."""

    def __init__(self, chosen: GatewaySettings, secret: str) -> None:
        self._chosen, self._secret = chosen, secret

    def send(self, letter: Letter) -> Taken:
        """Hands a message to the carrier. Raises OutletError."""
        leave_by(Way.MESSAGE)
        status, answer = self._ask(letter)
        if status >= httpx.codes.BAD_REQUEST:
            is_unsure = status == httpx.codes.REQUEST_TIMEOUT or status >= httpx.codes.INTERNAL_SERVER_ERROR
            passing = is_unsure or status in _PASSING
            raise OutletError(f"the gateway refuses ({status})", may_be_tried_again=passing, may_have_left=is_unsure)
        if status >= httpx.codes.MULTIPLE_CHOICES:
            raise OutletError(f"the gateway leads elsewhere ({status})", may_be_tried_again=False)
        return Taken(self._key_in(answer))

    def _ask(self, letter: Letter) -> tuple[int, bytes]:
        chosen, blanks = self._chosen, self._blanks(letter)
        request: dict[str, Any] = {"headers": {n: _filled(value, blanks) for n, value in chosen.headers.items()}}
        if chosen.body:
            spoken = {name: json.dumps(value, ensure_ascii=False) for name, value in blanks.items()}
            request["content"] = _filled(chosen.body, spoken).encode()
            request["headers"].setdefault("content-type", "application/json; charset=utf-8")
        elif chosen.form:
            request["data"] = {name: _filled(value, blanks) for name, value in chosen.form.items()}
        url = _filled(chosen.url, {name: quote(value, safe="") for name, value in blanks.items()})
        try:
            with (
                httpx.Client(trust_env=False, timeout=TIMEOUT_S) as client,
                client.stream(chosen.method, url, **request) as answer,
            ):
                return answer.status_code, _bounded(answer)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise OutletError("the gateway does not answer", may_be_tried_again=True) from error
        except httpx.HTTPError as error:
            raise OutletError("the gateway does not answer", may_be_tried_again=True, may_have_left=True) from error
        except (httpx.InvalidURL, UnicodeEncodeError, ValueError) as error:
            raise OutletError("the gateway does not answer", may_be_tried_again=True) from error

    def _blanks(self, letter: Letter) -> dict[str, str]:
        return {"phone": letter.address, "text": letter.body, "key": letter.key, "secret": self._secret}

    def _key_in(self, answer: bytes) -> str:
        if not self._chosen.key_in_answer:
            return ""
        try:
            found = msgspec.json.decode(answer, type=dict[str, Any]).get(self._chosen.key_in_answer, "")
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return ""
        return str(found)[:LONGEST_KEY] if isinstance(found, str | int) else ""


def _filled(template: str, blanks: dict[str, str]) -> str:
    """Fills every blank in one pass, so that a text with {secret} in it stays a text."""
    filled, rest = "", template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, end, after = rest.partition("}")
        if end and name in blanks:
            filled, rest = filled + before + blanks[name], after
        else:
            filled += before + "{"
    return filled + rest


def _bounded(answer: httpx.Response) -> bytes:
    """Reads enough of the answer to find a key in; who sends more is not read to the end."""
    read = b""
    for part in answer.iter_bytes():
        read += part
        if len(read) > LARGEST_ANSWER:
            return b""
    return read
