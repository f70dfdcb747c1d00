"""Codes that are typed, and what the exchange has of each commune."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_units_changes_and_successions"),
        ("premises", "0001_premises_and_the_codes_of_their_posters"),
    ]

    operations = [
        migrations.AddField(
            model_name="placecode",
            name="typed",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(model_name="placecode", name="lock", field=models.BinaryField(null=True)),
        migrations.CreateModel(
            name="HandedPlaces",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("epoch", models.PositiveIntegerField()),
                ("handed_at", models.DateTimeField()),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
        ),
    ]
