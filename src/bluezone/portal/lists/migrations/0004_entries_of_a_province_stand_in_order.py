"""Entries of a province stand in order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_every_entry_knows_its_province")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["kind", "province", "sort_key", "id"], name="entries_of_a_province"),
        ),
    ]
