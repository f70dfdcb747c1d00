"""A row of a register leads to its place, where somebody said which."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("premises", "0003_what_owners_tell_of_their_places"),
        ("registers", "0004_entries_of_a_province_stand_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="premises",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="premises.premises"
            ),
        ),
    ]
