"""Papers that came of a directive."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("papers", "0001_papers_signatures_and_registers"),
        ("rollout_desk", "0003_what_happens_above_a_report"),
    ]

    operations = [
        migrations.CreateModel(
            name="RolloutPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("report", "Consolidated report"),
                            ("cover", "Letter that sends the report"),
                            ("chasing", "Letter to those who are late"),
                        ],
                        max_length=8,
                    ),
                ),
                ("figures", models.JSONField(default=dict)),
                ("as_of", models.DateTimeField()),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="rollout_desk.directiverecord",
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rollout", to="papers.outgoingpaper"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="rollout_desk.participant",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["directive", "-id"], name="papers_of_a_directive")],
            },
        ),
    ]
