"""Indexes hold all that a round and its figures count by."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Puts them in the place of the one by unit and due moment."""

    dependencies = (("followup", "0001_who_is_asked_and_what_they_answer"),)
    operations = (
        migrations.RemoveIndex(model_name="watch", name="watches_of_a_unit_by_due"),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(
                fields=["path", "due_at", "last_day", "first_day", "asked_at"], name="watches_of_a_round"
            ),
        ),
        migrations.AddIndex(model_name="watch", index=models.Index(fields=["asked_at"], name="watches_asked_lately")),
    )
