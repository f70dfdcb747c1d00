"""Calls to the owners of reports, and when to call again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0003_what_was_taken_back_is_remembered"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="report", name="again_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("well", "Reached: no signs of illness"),
                            ("ill", "Reached: has signs of illness"),
                            ("refused", "Reached: does not want to be called"),
                            ("no_answer", "Not reached"),
                            ("wrong_number", "The number is wrong"),
                        ],
                        max_length=12,
                    ),
                ),
                ("again_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="calls", to="inbox.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("again_at", None), ("again_at__gt", models.F("at")), _connector="OR"),
                        name="called_again_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("again_at", None),
                            models.Q(("outcome__in", ("refused", "wrong_number")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_is_called_again_who_does_not_want_it",
                    ),
                ],
            },
        ),
    ]
