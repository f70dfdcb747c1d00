"""Where rows stood before they were carried over from units that ended."""

import django.db.models.deletion
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0001_what_the_portal_does_by_itself"),
        ("places", "0001_units_changes_and_successions"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarryOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CarriedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=60)),
                ("row", models.BigIntegerField()),
                ("field", models.CharField(max_length=40)),
                (
                    "what",
                    models.CharField(choices=[("moved", "moved"), ("made", "made"), ("ended", "ended")], max_length=5),
                ),
                ("old_path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("new_path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("is_estimate", models.BooleanField()),
                (
                    "new_unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
                (
                    "old_unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="operations.carryover"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["table", "row"], name="where_a_row_stood")],
            },
        ),
    ]
