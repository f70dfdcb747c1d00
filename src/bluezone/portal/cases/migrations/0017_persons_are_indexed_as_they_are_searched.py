"""Persons are looked for among their names and numbers alone. Who was merged into whom is indexed for the few of whom
it is said: nobody is looked for by not having been."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_two_persons_become_one"), ("places", "0001_units_changes_and_successions")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.person",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["search_text", "phone"], name="persons_as_they_are_searched"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="persons_merged_into_another",
            ),
        ),
    ]
