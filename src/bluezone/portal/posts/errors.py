"""What a door's device is refused, as a reason that its page acts on and a sentence in both languages.

DoorError       a refusal with its reason (`portal/errors.py`: RefusedError)
"""

from __future__ import annotations

from enum import Enum

from bluezone.portal.errors import RefusedError
from bluezone.vietnam.words import Words


class Untaken(Enum):
    """Why nothing, or a row, was not taken."""

    MALFORMED = "malformed"
    FORGED = "forged"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    """The place is closed, for as long as that lasts."""
    FULL = "full"
    OVER = "over"
    """Of a row: its time to be kept is over already."""


class DoorError(RefusedError):
    """What a device sent was refused; nothing was changed."""

    def __init__(self, reason: Untaken, words: Words) -> None:
        super().__init__(words.en)
        self.reason, self.words = reason, words


def door_error(reason: Untaken) -> DoorError:
    """Makes the refusal with the sentence that belongs to its reason."""
    return DoorError(reason, SENTENCES[reason])


SENTENCES = {
    Untaken.MALFORMED: Words("Dữ liệu gửi lên không đọc được.", "What was sent cannot be read."),
    Untaken.FORGED: Words("Mã hoặc thiết bị này không do nơi đây cấp.", "This code or device was not made here."),
    Untaken.EXPIRED: Words(
        "Đã hết hạn; xin cán bộ phụ trách điểm trực cấp mã mới.",
        "It has expired; ask whoever keeps this post for a new code.",
    ),
    Untaken.REVOKED: Words(
        "Thiết bị hoặc mã này không còn dùng được; xin cán bộ phụ trách điểm trực cấp mã mới.",
        "This device or code is out of force; ask whoever keeps this post for a new code.",
    ),
    Untaken.NOT_YET: Words(
        "Địa điểm này còn chờ duyệt; khi được duyệt mới dùng được.",
        "This place still waits for approval; it can be used afterwards.",
    ),
    Untaken.CLOSED: Words(
        "Địa điểm này đang đóng. Khi địa điểm mở lại, máy này tự gửi tiếp; lượt quá 21 ngày thì không được giữ nữa.",
        "This place is closed. Once it is open again, this device sends by itself; rows older than 21 days are not "
        "kept any more.",
    ),
    Untaken.FULL: Words(
        "Thiết bị đã gửi quá nhiều trong một ngày; phần còn lại gửi ngày mai.",
        "This device has sent too much in one day; the rest goes tomorrow.",
    ),
    Untaken.OVER: Words(
        "Lượt này đã quá 21 ngày nên không còn được giữ.",
        "This row is older than 21 days, and is not kept any more.",
    ),
}
