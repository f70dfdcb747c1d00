"""The exchange opens: codes, certificates, entries, windows, the log, reports, totals, marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_keys",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "codes",
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
    op.create_table(
        "certificates",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("expires_s", sa.BigInteger, nullable=False),
        sa.Column("used_day", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entries",
        sa.Column("window_end_s", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("infectivity", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("format", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.LargeBinary, primary_key=True),
        sa.Column("dummy", sa.SmallInteger, nullable=False, server_default="0"),
        sqlite_with_rowid=False,
    )
    op.create_index("entries_by_entry", "entries", ["entry", "day"])
    op.create_table(
        "windows",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("start_s", sa.BigInteger, nullable=False),
        sa.Column("end_s", sa.BigInteger, nullable=False, unique=True),
        sa.Column("config_sequence", sa.BigInteger, nullable=False),
        sa.Column("tracing_days", sa.SmallInteger, nullable=False),
        sa.Column("published", sa.SmallInteger, nullable=False, server_default="0"),
    )
    op.create_table(
        "leaves",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("identity", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("window_end_s", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("kind", "sequence"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("received_day", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "totals",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("uploads", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("marks", "totals", "reports", "leaves", "windows", "entries", "certificates", "codes", "code_keys"):
        op.drop_table(table)
