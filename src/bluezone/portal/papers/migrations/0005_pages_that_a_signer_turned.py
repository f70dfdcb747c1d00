"""Who had which page of a paper before them, before they signed it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("papers", "0004_one_register_an_abbreviation"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("page", models.PositiveSmallIntegerField()),
                ("pages", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="papers.outgoingpaper"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "by", "digest", "page"), name="each_page_is_turned_once"),
                    models.CheckConstraint(
                        condition=models.Q(("page__gte", 1), ("page__lte", models.F("pages"))),
                        name="a_turned_page_is_one_of_the_papers",
                    ),
                ],
            },
        ),
    ]
