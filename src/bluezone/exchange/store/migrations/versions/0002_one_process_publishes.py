"""One process of several publishes: who, under which term and until when; and what its head has been given so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leader",
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
    op.create_table(
        "cosignatures",
        sa.Column("key_id", sa.LargeBinary, primary_key=True),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("cosignatures", "leader"):
        op.drop_table(table)
