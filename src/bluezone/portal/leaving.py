"""The one gate at the edges: whatever is about to leave this portal asks here whether it may.

Of a real portal everything may. Of a training nothing may reach anybody, bind anybody or be believed by a phone: each
way out has one sentence that says so. The gate stands where something leaves, in the module that sends, signs or opens
a connection, and not on the pages: whatever page is added later leads through the same few doors
(`tests/architecture/test_leaving.py` finds them).
"""

from __future__ import annotations

import enum
from pathlib import Path

from django.conf import settings

from bluezone.portal.errors import RefusedError
from bluezone.portal.training import is_training
from bluezone.vietnam.words import Words


class Way(enum.Enum):
    """Says by which ways something leaves a portal, and what a training answers instead."""

    MESSAGE = Words(
        "đây là tập huấn: không tin nhắn hay thư nào được gửi đi",
        "this is a training: no message and no mail leaves it",
    )
    SIGNATURE = Words(
        "đây là tập huấn: không chứng thư số nào được dùng để ký ở đây; hãy in bản có dấu tập huấn và ký tay để học",
        "this is a training: no certificate signs anything here; to learn, print the marked sheet and sign it by hand",
    )
    PUBLICATION = Words(
        "đây là tập huấn: không gì được công bố",
        "this is a training: nothing is published",
    )
    EXCHANGE = Words(
        "đây là tập huấn: không có kết nối tới trạm trao đổi",
        "this is a training: it has no connection to an exchange",
    )
    KEY = Words(
        "đây là tập huấn: khóa của nó không được đưa cho ai, điện thoại không bao giờ được tin nó",
        "this is a training: its keys are handed to nobody, for no phone may ever believe them",
    )
    PROGRAM = Words(
        "đây là tập huấn: không tệp nào cho chương trình khác được xuất; bảng tính thì có, mang dấu tập huấn",
        "this is a training: no file for another program is written; spreadsheets are, with the mark",
    )
    BACKUP = Words(
        "đây là tập huấn: không có gì để giữ lại; hãy làm một bản tập huấn mới",
        "this is a training: there is nothing in it to keep; make another one",
    )


class TrainingError(RefusedError):
    """Something would have left a portal that was made to learn with."""

    def __init__(self, way: Way) -> None:
        super().__init__(way.value.en)
        self.words = way.value


def leave_by(way: Way) -> None:
    """Lets through what leaves a real portal. Raises TrainingError in a training."""
    if settings.TRAINING:
        raise TrainingError(way)


def leave_from(data: Path, way: Way) -> None:
    """Lets through what leaves a folder that nobody opened: its own mark decides. Raises TrainingError."""
    if is_training(data):
        raise TrainingError(way)
