"""Makes the tables of households: an address, and who lives there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_units_changes_and_successions"),
        ("tracing", "0009_ids_of_lists_are_known_under_a_key"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("address", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "outbreak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracing.outbreak"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField()),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="households.household"
                    ),
                ),
                (
                    "involvement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lives", to="tracing.involvement"
                    ),
                ),
                (
                    "joined_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
