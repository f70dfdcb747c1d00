"""The tables of this version: in an empty database made as they are now, in any other by what changed since.

A portal that begins has nothing to carry over: its tables need not be built as they were built over the years, each
change after the other, which kept a processor busy for eleven seconds at every first start.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps

from bluezone.portal.errors import EarlierStoreError, LaterStoreError

BEYOND_MODELS = "is_beyond_models"
"""The attribute of a migration whose code makes what no model says: triggers. Of the others it fills old rows."""


TURN = 0x626C7565
"""The number under which PostgreSQL lets one portal after another at its tables; any that nobody else takes."""


@contextlib.contextmanager
def one_portal_at_a_time() -> Iterator[None]:
    """Waits until no other portal prepares this database. On PostgreSQL by a lock that ends with its session; whoever
    begins on SQLite has the folder to themselves (`joining/portal/opening.py`)."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])


def bring_tables_up_to_date(*, may_change: bool = False) -> None:
    """Makes tables in an empty database; changes those of an earlier version, if that was asked for; does nothing where
    they are this version's. Raises EarlierStoreError for tables to change unasked, LaterStoreError for a later
    version's."""
    executor = MigrationExecutor(connection)
    _require_no_later_version(executor)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    if not connection.introspection.table_names():
        _make_tables(executor.loader.project_state().apps, [migration for migration, _ in plan])
    elif may_change:
        call_command("migrate", verbosity=0, interactive=False)
    else:
        raise EarlierStoreError("the store is an earlier version's: run `bluezone upgrade --data DIR` first")


def changes_to_come() -> int | None:
    """How many changes of the tables this version brings and the store does not have; None where there are none yet.
    Raises LaterStoreError."""
    executor = MigrationExecutor(connection)
    if not connection.introspection.table_names():
        return None
    _require_no_later_version(executor)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _require_no_later_version(executor: MigrationExecutor) -> None:
    """Looks for a change of ours that the store has and this version does not know."""
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("bluezone.")}
    unknown = executor.loader.applied_migrations.keys() - executor.loader.disk_migrations.keys()
    if any(label in ours for label, _ in unknown):
        raise LaterStoreError("the store was written by a later version: start that one")


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
