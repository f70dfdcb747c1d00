"""PostgreSQL, too, reads the numbers of an outbreak from an index and leaves the rows alone. Where they were declared
(0008) it made none; tables that are made as they are now have them already."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MODELS = ("exposure", "involvement")


def hold_numbers(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    for name in MODELS:
        model = apps.get_model("tracing", name)
        meta = model._meta  # noqa: SLF001 - Django's own way to it
        with editor.connection.cursor() as cursor:
            known = editor.connection.introspection.get_constraints(cursor, meta.db_table)
        for index in meta.indexes:
            if index.name.endswith("_as_numbers") and index.name not in known:
                editor.add_index(model, index)


class Migration(migrations.Migration):
    dependencies = [("tracing", "0009_ids_of_lists_are_known_under_a_key")]
    operations = [migrations.RunPython(hold_numbers)]
