"""The table of works."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One row a work."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="WorkRecord",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("next_at", models.DateTimeField()),
                ("holder", models.CharField(blank=True, max_length=32)),
                ("held_until", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("done", models.PositiveIntegerField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=200)),
                ("failures", models.PositiveIntegerField(default=0)),
            ],
        ),
    )
