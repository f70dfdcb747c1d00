"""Announcements are found by their headlines without marks, and by their codes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("announcements", "0003_the_whole_hash_that_is_approved")]

    operations = [
        migrations.AddField(model_name="announcement", name="search_text", field=models.TextField(default="")),
    ]
