"""The one span that a door had on all days stands by the day by now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("posts", "0007_doors_from_before_open_every_day")]

    operations = [
        migrations.RemoveConstraint(model_name="post", name="a_door_that_opens_closes"),
        migrations.RemoveField(model_name="post", name="opens"),
        migrations.RemoveField(model_name="post", name="closes"),
    ]
