"""Makes the table of what people in quarantine need, and what became of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("isolation", "0003_who_is_released_without_a_test_is_said_to_be"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("food", "Food, drinking water"),
                            ("medicine", "Medicine of their own"),
                            ("child", "For a small child"),
                            ("hygiene", "Masks, soap, disinfectant"),
                            ("other", "Other things"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("brought", "Brought"),
                            ("refused", "The person did not take it"),
                            ("over", "Not needed any more"),
                        ],
                        max_length=8,
                    ),
                ),
                ("carried_by", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="isolation.stay"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("settled_at", None)), fields=["stay"], name="needs_that_wait")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_at", None), ("settled_by", None)),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_need_is_settled_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ("brought", "refused")), _negated=True),
                            models.Q(("carried_by", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="what_was_brought_somebody_carried",
                    ),
                ],
            },
        ),
    ]
