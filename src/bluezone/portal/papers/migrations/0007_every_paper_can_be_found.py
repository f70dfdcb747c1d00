"""Rows from before are found by their folded words."""

from django.apps.registry import Apps
from django.db import migrations

from bluezone.vietnam.folding import found_by


def fill(apps: Apps, _schema_editor: object) -> None:
    for row in apps.get_model("papers", "OutgoingPaper").objects.filter(search_text="").defer("content").iterator():
        row.search_text = found_by(row.subject, row.symbol)
        row.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("papers", "0006_papers_have_words_by_which_they_are_found")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
