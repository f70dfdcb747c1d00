"""The exchange's tables, and why nothing in them can be joined (docs/decisions/0007-exchange.md).

A code's row knows no seed and a seed's row knows no code, upload, time or order: its primary key is the place in the
published file itself. The migrations build exactly these tables; a test compares the two.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

code_keys = sa.Table(
    "code_keys",
    metadata,
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.LargeBinary, nullable=False),
)
"""The daily key under which codes and retry tags are hashed; with the key goes what was hashed under it."""

codes = sa.Table(
    "codes",
    metadata,
    sa.Column("code_hash", sa.LargeBinary, primary_key=True),
    sa.Column("handle", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("state_day", sa.Integer, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("onset_day", sa.Integer, nullable=False),
    sa.Column("first_day", sa.Integer),
    sa.Column("last_day", sa.Integer),
    sa.Column("expires_s", sa.BigInteger, nullable=False),
    sa.Column("certificate_expires_s", sa.BigInteger),
    sa.Column("retry_tag", sa.LargeBinary),
    sqlite_with_rowid=False,
)

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    sa.Column("expires_s", sa.BigInteger, nullable=False),
    sa.Column("used_day", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Certificates that were used for an upload, until they expire; counted by day, they are the day's total."""

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("window_end_s", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("infectivity", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("format", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("entry", sa.LargeBinary, primary_key=True),
    sa.Column("dummy", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Index("entries_by_entry", "entry", "day"),
    sqlite_with_rowid=False,
)
"""Seeds and venue entries: staged until their window is out, and from then on the public content of that window."""

windows = sa.Table(
    "windows",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("start_s", sa.BigInteger, nullable=False),
    sa.Column("end_s", sa.BigInteger, nullable=False, unique=True),
    sa.Column("config_sequence", sa.BigInteger, nullable=False),
    sa.Column("tracing_days", sa.SmallInteger, nullable=False),
    sa.Column("published", sa.SmallInteger, nullable=False, server_default="0"),
)
"""Closed windows. One that is closed and not published is finished first after a restart."""

leaves = sa.Table(
    "leaves",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("identity", sa.LargeBinary, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("window_end_s", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("kind", "sequence"),
)
"""The append-only log."""

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("id", sa.LargeBinary, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("received_day", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Sealed reports that the portal has not acknowledged yet."""

totals = sa.Table(
    "totals",
    metadata,
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("uploads", sa.BigInteger, nullable=False),
)
"""Uploads of past days whose certificates are forgotten: the only statistic."""

marks = sa.Table(
    "marks",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)
"""Single facts about the exchange itself: when it opened, whether it rests."""

leader = sa.Table(
    "leader",
    metadata,
    sa.Column("place", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("term", sa.BigInteger, nullable=False),
    sa.Column("holder", sa.LargeBinary, nullable=False),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("until_ms", sa.BigInteger, nullable=False),
    sa.Column("busy", sa.SmallInteger, nullable=False),
    sa.Column("head_issued_s", sa.BigInteger, nullable=False),
    sa.Column("head_size", sa.BigInteger, nullable=False),
    sa.Column("index_issued_s", sa.BigInteger, nullable=False),
)
"""The one row that says which process publishes, and what it signed last (store/leading.py)."""

cosignatures = sa.Table(
    "cosignatures",
    metadata,
    sa.Column("key_id", sa.LargeBinary, primary_key=True),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""What witnesses gave the newest head, so that whoever publishes next goes on with it."""
