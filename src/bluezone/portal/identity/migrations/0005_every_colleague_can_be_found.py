"""Rows from before are found by the full name alone: whoever reads other lists is told no sign-in names."""

from django.apps.registry import Apps
from django.db import migrations

from bluezone.vietnam.folding import found_by


def fill(apps: Apps, _schema_editor: object) -> None:
    for row in apps.get_model("accounts", "Staff").objects.filter(search_text="").iterator():
        row.search_text = found_by(row.full_name)
        row.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_colleagues_have_words_by_which_they_are_found")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
