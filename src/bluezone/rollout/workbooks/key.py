"""The key on every form: which directive, which organisation, which period, and a checksum that only the office makes.

It says that a form is ours and whose it is. It proves nothing about who filled it in: whoever holds the file can.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

from bluezone.rollout.directive.identifiers import is_id
from bluezone.rollout.errors import Returned, ReturnedFileError
from bluezone.vietnam.words import Words

MARK = "BZ1"
SHORTEST_SECRET = 32
_CHECK_BYTES = 10
"""80 bits: nobody tries forms a million million times."""
_KEY = re.compile(r"BZ1/([a-z0-9-]{1,64})/([a-z0-9-]{1,64})/([a-z0-9-]{1,64})/([A-Z2-7]{16})(?![A-Z2-7])")


@dataclass(frozen=True, slots=True)
class FormKey:
    """The organisation, directive and period of a form."""

    directive: str
    organisation: str
    period: str

    def __post_init__(self) -> None:
        if not all(map(is_id, (self.directive, self.organisation, self.period))):
            raise ValueError("a form's key is made of ids")

    def signed(self, secret: bytes) -> str:
        """Writes the key as it is printed on the form."""
        return f"{self._body()}/{self._checksum(secret)}"

    def _body(self) -> str:
        return f"{MARK}/{self.directive}/{self.organisation}/{self.period}"

    def _checksum(self, secret: bytes) -> str:
        if len(secret) < SHORTEST_SECRET:
            raise ValueError("the office's secret is too short")
        digest = hmac.digest(secret, self._body().encode(), hashlib.sha256)
        return base64.b32encode(digest[:_CHECK_BYTES]).decode()

    def is_signed_as(self, text: str, secret: bytes) -> bool:
        return hmac.compare_digest(self.signed(secret), text)


def find_key(texts: list[str], secret: bytes) -> FormKey:
    """Finds the one key among these texts. Raises ReturnedFileError where there is none, or one that is not ours."""
    found = {match.group(): match for text in texts if MARK in text for match in _KEY.finditer(text)}
    if not found:
        raise ReturnedFileError(
            Returned.NO_KEY,
            Words(
                "Không có mã phiếu: đây không phải phiếu do huyện phát. Điền vào đúng phiếu đã gửi cho đơn vị.",
                "There is no form key: this is not a form of ours. Fill in the form that was sent to you.",
            ),
        )
    if len(found) > 1:
        raise _altered()
    ((text, match),) = found.items()
    if not all(map(is_id, match.group(1, 2, 3))):
        raise _altered()
    key = FormKey(match[1], match[2], match[3])
    if not key.is_signed_as(text, secret):
        raise _altered()
    return key


def _altered() -> ReturnedFileError:
    return ReturnedFileError(
        Returned.ALTERED_KEY,
        Words(
            "Mã phiếu đã bị sửa hoặc lẫn với phiếu khác. Điền lại vào đúng phiếu đã gửi cho đơn vị.",
            "The form key was altered, or two forms were mixed. Fill in the form that was sent to you.",
        ),
    )
