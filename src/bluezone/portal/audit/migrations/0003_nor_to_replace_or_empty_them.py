"""Two ways around the triggers of 0002: SQLite's INSERT OR REPLACE removes a line without asking the trigger of
DELETE, and PostgreSQL's TRUNCATE asks none that fires for rows."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEYS = {"audit_entry": ("number", "hash"), "audit_subject": ("id",)}
_SQLITE = """
CREATE TRIGGER {table}_refuses_REPLACE BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {known})
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_refuses_TRUNCATE BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
"""


def refuse_replacing(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    statement = _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL
    for table, keys in KEYS.items():
        known = " OR ".join(f"{key} = NEW.{key}" for key in keys)
        editor.execute(statement.format(table=table, known=known))


class Migration(migrations.Migration):
    is_beyond_models = True
    dependencies = [("audit", "0002_the_database_refuses_to_change_entries")]
    operations = [migrations.RunPython(refuse_replacing)]
