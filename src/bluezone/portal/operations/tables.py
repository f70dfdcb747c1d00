"""The tables of this version: in an empty database made as they are now, in any other by what changed since.

A portal that begins has nothing to carry over: its tables need not be built as they were built over the years, each
change after the other, which kept a processor busy for eleven seconds at every first start.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps

BEYOND_MODELS = "is_beyond_models"
"""The attribute of a migration whose code makes what no model says: triggers. Of the others it fills old rows."""


_TURN = 0x626C7565
"""The number under which PostgreSQL lets one portal after another at its tables; any that nobody else takes."""


@contextlib.contextmanager
def one_portal_at_a_time() -> Iterator[None]:
    """Waits until no other portal prepares this database. On PostgreSQL by a lock that ends with its session; whoever
    begins on SQLite has the folder to themselves (`joining/portal/opening.py`)."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_TURN])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])


def bring_tables_up_to_date() -> None:
    """Makes or changes the tables, so that they are those of this version; does nothing where they are."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    if connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)
    else:
        _make_tables(executor.loader.project_state().apps, [migration for migration, _ in plan])


def _make_tables(last: StateApps, history: Sequence[Migration]) -> None:
    """Makes all of them or none: whoever is killed meanwhile begins with an empty database again."""
    with connection.schema_editor(atomic=True) as editor:
        if connection.introspection.table_names():
            return  # another first start was here before; SQLite's writers begin one after the other
        for model in last.get_models():
            editor.create_model(model)
        for migration in history:
            _run_what_is_beyond_models(migration, last, editor)
        _note_as_applied(history, editor)
        emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)


def _run_what_is_beyond_models(migration: Migration, last: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if getattr(migration, BEYOND_MODELS, False):
        for operation in migration.operations:
            if not isinstance(operation, RunPython):
                raise TypeError(f"{migration} is beyond models, and does more than run code")
            operation.code(last, editor)


def _note_as_applied(history: Sequence[Migration], editor: BaseDatabaseSchemaEditor) -> None:
    recorder = MigrationRecorder(connection)
    editor.create_model(recorder.Migration)
    recorder.migration_qs.bulk_create(recorder.Migration(app=one.app_label, name=one.name) for one in history)
