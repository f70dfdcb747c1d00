"""Doors from before are open at the same hours on every day of the week, as they were."""

from typing import Any

from django.db import migrations

from bluezone.vietnam.days import WEEK


def lay_out(apps: Any, _schema_editor: object) -> None:
    posts, days = apps.get_model("posts", "Post"), apps.get_model("posts", "OpenDay")
    kept = posts.objects.filter(opens__isnull=False).values_list("pk", "opens", "closes")
    days.objects.bulk_create(
        (
            days(post_id=post, weekday=day, opens=opens, closes=closes)
            for post, opens, closes in kept.iterator()
            for day in WEEK
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("posts", "0009_hours_of_a_door_by_weekday")]

    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
