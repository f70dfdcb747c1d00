"""A case has a column for its province."""

from django.db import migrations

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_people_cases_and_given_codes")]
    operations = [
        migrations.AddField(
            "case", "province", bluezone.portal.places.fields.PathField(default=""), preserve_default=False
        )
    ]
