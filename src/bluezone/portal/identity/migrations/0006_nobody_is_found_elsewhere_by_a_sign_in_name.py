"""Rows from before are found by the full name alone: other lists ask for it, and who reads those is told no more."""

from django.apps.registry import Apps
from django.db import migrations

from bluezone.vietnam.folding import found_by


def fill(apps: Apps, _schema_editor: object) -> None:
    for row in apps.get_model("accounts", "Staff").objects.only("full_name").iterator():
        row.search_text = found_by(row.full_name)
        row.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_every_colleague_can_be_found")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
