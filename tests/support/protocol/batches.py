"""Small batches for tests: full grids of padded groups with entries that depend on nothing but their place."""

from __future__ import annotations

import hashlib
from typing import Any

from bluezone.protocol.batch import Batch, Group, GroupKey, grid, make_group, write_batch
from bluezone.protocol.calendar import Day
from bluezone.protocol.signature import Kind, sign_file
from tests.support.protocol.signing import signing_key

DAY = Day(18_482)  # 2020-08-08
WINDOW_END_S = DAY.embargo_end_ms // 1000
"""The first window end at which DAY may be published."""


def entries(key: GroupKey, count: int) -> list[bytes]:
    return [hashlib.sha256(f"{key} {number}".encode()).digest()[:16] for number in range(count)]


def group(key: GroupKey, count: int = 16) -> Group:
    return make_group(key, entries(key, count))


def batch(**changes: Any) -> Batch:
    """A valid batch of two days' groups; any field may be given instead."""
    end_s = changes.get("window_end_s", WINDOW_END_S)
    fields: dict[str, Any] = {
        "kind": Kind.BATCH,
        "sequence": 7,
        "window_start_s": end_s - 3_600,
        "window_end_s": end_s,
        "config_sequence": 3,
        "previous": hashlib.sha256(b"the batch before").digest(),
        "groups": tuple(group(key) for key in grid(end_s, tracing_days=2)),
    }
    return Batch(**{**fields, **changes})


def batch_file(**changes: Any) -> bytes:
    """The same as a signed file."""
    written = batch(**changes)
    return sign_file(write_batch(written), [signing_key(written.kind)])
