"""Copies of a service's data, of a portal as of an exchange: when the last one was written, and when one was tried."""

from __future__ import annotations

from bluezone.joining.doctor.check import Check, doubtful, well, wrong
from bluezone.vietnam.words import Words

COPIED_ELSEWHERE = Words(
    "Dữ liệu trên PostgreSQL do công cụ riêng sao lưu; ở đây không biết.",
    "PostgreSQL is backed up by its own tools; nothing is known of it here.",
)


def last_written(name: str, written: Words | None, do: Words, *, is_old: bool, is_lost: bool = False) -> Check:
    """Makes the line of the last copy: `written` says when that was, None for never; `is_lost` is older than old."""
    if written is None:
        return wrong(name, Words("Chưa có bản sao lưu nào.", "No backup was ever written."), do)
    if is_lost:
        return wrong(name, written, do)
    return doubtful(name, written, do) if is_old else well(name, written.vi, written.en)


def last_tried(name: str, service: str, day: str | None, *, is_long_ago: bool) -> Check:
    """Makes the line of the last trial, of a day or never: a backup that nobody ever restored is a hope."""
    do = Words(
        f"Chạy: systemctl start bluezone-{service}-restore-check.service, và bật bộ hẹn giờ của nó.",
        f"Run: systemctl start bluezone-{service}-restore-check.service, and enable its timer.",
    )
    if day is None:
        said = Words("Chưa bản sao lưu nào được khôi phục thử.", "No backup was ever restored for a trial.")
        return doubtful(name, said, do)
    said = Words(f"Khôi phục thử gần nhất: {day}.", f"A backup was last restored for a trial on {day}.")
    return doubtful(name, said, do) if is_long_ago else well(name, said.vi, said.en)
