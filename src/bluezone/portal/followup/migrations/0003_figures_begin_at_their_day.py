"""Indexes by which figures begin at their day: at answers of today, and at those whose days ended."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Puts them beside the index of a round, which begins at a place."""

    dependencies = (("followup", "0002_rounds_are_counted_from_an_index"),)
    operations = (
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(fields=["last_day", "path", "id"], name="watches_by_their_last_day"),
        ),
        migrations.AddIndex(model_name="visit", index=models.Index(fields=["at"], name="visits_of_a_day")),
    )
