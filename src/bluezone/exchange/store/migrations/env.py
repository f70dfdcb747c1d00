"""Runs the migrations on the connection that the caller opened; there is no alembic.ini and no second address."""

from __future__ import annotations

from alembic import context

from bluezone.exchange.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
