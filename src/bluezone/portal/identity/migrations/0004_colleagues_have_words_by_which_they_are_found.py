"""Colleagues, and what they did, are found by their names without marks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_a_password_that_came_by_a_code_proves_nothing_yet")]

    operations = [
        migrations.AddField(model_name="staff", name="search_text", field=models.TextField(default="")),
    ]
