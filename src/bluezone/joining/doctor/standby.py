"""The standby from which a portal reads its lists: whether it follows the portal's database."""

from __future__ import annotations

import contextlib
from typing import Any

from bluezone.joining.doctor.check import Check, doubtful, well
from bluezone.joining.patience import try_for
from bluezone.vietnam.words import Words

_ANSWERS_WITHIN_S = 5
_NAME = "lists"
_MEANWHILE = Words(
    "Trang vẫn đọc từ cơ sở dữ liệu chính. Xem máy dự phòng: docs/operating/portals.md",
    "Pages are read from the database itself meanwhile. Look at the standby: docs/operating/portals.md",
)


def standby_follows(database: str, standby: str) -> Check:
    """Notes how far the database has written, and waits until the standby has come there, as a page would."""
    import psycopg

    from bluezone.portal.frame.standby import LATE, REPLAYED, WRITTEN

    try:
        with contextlib.closing(_opened(database)) as first, contextlib.closing(_opened(standby)) as second:
            far, whose = first.execute(WRITTEN).fetchone()
            come, of = second.execute(REPLAYED).fetchone()
            if come is None or of != whose:
                return doubtful(_NAME, _another(come), _MEANWHILE)
            if not try_for(LATE.total_seconds(), lambda: second.execute(REPLAYED).fetchone()[0] >= far):
                return doubtful(_NAME, _late(LATE.seconds), _MEANWHILE)
    except psycopg.Error as error:
        kind = type(error).__name__
        said = Words(f"Máy dự phòng không trả lời ({kind}).", f"The standby does not answer ({kind}).")
        return doubtful(_NAME, said, _MEANWHILE)
    return well(_NAME, "Máy dự phòng theo kịp; danh sách đọc ở đó.", "The standby keeps up; lists are read there.")


def _opened(address: str) -> Any:
    import psycopg

    return psycopg.connect(address, connect_timeout=_ANSWERS_WITHIN_S, autocommit=True)


def _another(come: int | None) -> Words:
    if come is None:
        return Words("Máy được nêu không phải máy dự phòng.", "What answers there is no standby.")
    return Words("Máy dự phòng là của cơ sở dữ liệu khác.", "The standby is another database's.")


def _late(seconds: int) -> Words:
    return Words(f"Máy dự phòng chậm hơn {seconds} giây.", f"The standby is more than {seconds} seconds late.")
