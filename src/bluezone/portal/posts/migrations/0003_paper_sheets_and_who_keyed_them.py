"""Sheets of paper registers, and who keyed them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0002_rows_that_two_opened_and_certificates_of_erasure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=8, unique=True)),
                ("printed_at", models.DateTimeField()),
                ("day", models.DateField(null=True)),
                ("keyed_at", models.DateTimeField(null=True)),
                (
                    "keyed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="posts.post"
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["post", "-printed_at"], name="sheets_newest_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day", None), ("keyed_at", None), ("keyed_by", None)),
                            models.Q(("day__isnull", False), ("keyed_at__isnull", False), ("keyed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_sheet_that_is_keyed_has_a_day",
                    )
                ],
            },
        ),
    ]
