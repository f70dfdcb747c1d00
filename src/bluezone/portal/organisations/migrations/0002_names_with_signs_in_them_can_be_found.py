"""Rows from before are found by words alone, as everything else: a dash in a name begins a word."""

from django.apps.registry import Apps
from django.db import migrations

from bluezone.vietnam.folding import found_by


def fill(apps: Apps, _schema_editor: object) -> None:
    organisations = apps.get_model("organisations", "Organisation").objects
    for row in organisations.only("search_text").iterator():
        said = found_by(*row.search_text.split("|")[:-1])
        if said != row.search_text:
            row.search_text = said
            row.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_organisations_trees_and_contacts")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
