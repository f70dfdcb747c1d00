"""A door has hours of its own on each day of the week."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0008_photographs_of_paper_sheets")]

    operations = [
        migrations.CreateModel(
            name="OpenDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="open_days", to="posts.post"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("post", "weekday"), name="one_span_a_post_and_weekday"),
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="a_week_has_seven_days"),
                    models.CheckConstraint(
                        condition=models.Q(("opens", models.F("closes")), _negated=True),
                        name="a_day_that_opens_closes",
                    ),
                ],
            },
        ),
    ]
