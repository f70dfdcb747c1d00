"""Triggers that refuse to change or remove a line of the audit, on either database."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("audit_entry", "audit_subject")
_SQLITE = """
CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION audit_is_append_only()
"""


def refuse_changes(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(_SQLITE.format(table=table, verb=verb))
        return
    editor.execute(_POSTGRESQL_FUNCTION)
    for table in TABLES:
        for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW")):
            editor.execute(_POSTGRESQL.format(table=table, verb=verb, each=each))


class Migration(migrations.Migration):
    is_beyond_models = True
    dependencies = [("audit", "0001_entries_in_a_chain")]
    operations = [migrations.RunPython(refuse_changes)]
