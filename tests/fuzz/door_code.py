"""Whatever a camera or a keyboard hands to the page at a door."""

from __future__ import annotations

from bluezone.protocol.door_codes import read_door_code
from scripts.freeze_doors import DOOR_TEXTS


def fuzz(data: bytes) -> None:
    assert "what" in read_door_code(data.decode("utf-8", "replace"), 1_600_000_000_000).as_answer()


def samples() -> list[bytes]:
    return [text.encode() for text in DOOR_TEXTS.values()]
