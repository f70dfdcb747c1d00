"""Places with doors, and the signed codes of their posters."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0002_names_with_signs_in_them_can_be_found"),
        ("places", "0001_units_changes_and_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Premises",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shop", "Shop"),
                            ("market", "Market"),
                            ("food", "Restaurant, café"),
                            ("office", "Office, workplace"),
                            ("school", "School"),
                            ("health", "Clinic, hospital"),
                            ("hotel", "Hotel, lodging"),
                            ("worship", "Place of worship"),
                            ("transport", "Bus, station"),
                            ("public", "Other public place"),
                        ],
                        max_length=12,
                    ),
                ),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("address", models.CharField(blank=True, max_length=80)),
                ("phone", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("registered", "waits for approval"), ("approved", "approved"), ("closed", "closed")],
                        default="registered",
                        max_length=12,
                    ),
                ),
                ("registered_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("sort_key", bluezone.portal.places.fields.SortKeyField(max_length=400)),
                ("search_text", models.TextField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="premises",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlaceCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("issued_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="premises.premises"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="premises",
            index=models.Index(fields=["state", "sort_key"], name="premises_in_order"),
        ),
        migrations.AddConstraint(
            model_name="premises",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "registered"), ("state", "closed"), ("approved_at__isnull", False), _connector="OR"
                ),
                name="approved_premises_say_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="placecode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None)), fields=("premises",), name="one_code_in_force_at_a_door"
            ),
        ),
    ]
