"""From which figures a quick report was written, so that they can be counted again as of their day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("papers", "0011_who_threw_a_draft_away"),
        ("tracing", "0009_ids_of_lists_are_known_under_a_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuickReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paths", models.JSONField()),
                ("as_of", models.DateTimeField()),
                ("communes", models.JSONField()),
                (
                    "outbreak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracing.outbreak"
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quick_report",
                        to="papers.outgoingpaper",
                    ),
                ),
            ],
        ),
    ]
