"""What radios at posts counted: running phones by the quarter hour, as two numbers each."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0004_codes_shown_at_doors_and_phones_that_were_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QuarterCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begins", models.DateTimeField()),
                ("heard", models.PositiveIntegerField()),
                ("at_once", models.PositiveIntegerField()),
                ("brought_at", models.DateTimeField()),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quarters", to="posts.post"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post", "begins"), name="one_count_a_post_and_quarter"),
                    models.CheckConstraint(
                        condition=models.Q(("heard__gte", models.F("at_once"))), name="at_once_are_of_the_heard"
                    ),
                ],
            },
        ),
    ]
