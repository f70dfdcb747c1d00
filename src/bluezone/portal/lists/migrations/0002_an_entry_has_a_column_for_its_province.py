"""An entry has a column for its province, empty at first."""

from django.db import migrations

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_lists_entries_and_doubles")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="province",
            field=bluezone.portal.places.fields.PathField(db_index=True, default="", max_length=120),
            preserve_default=False,
        ),
    ]
