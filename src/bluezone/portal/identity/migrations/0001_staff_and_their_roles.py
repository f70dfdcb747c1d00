"""Staff and their roles."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0001_units_changes_and_successions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=40, unique=True)),
                ("full_name", models.CharField(max_length=80)),
                ("sort_key", bluezone.portal.places.fields.SortKeyField(max_length=400)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("is_active", models.BooleanField(default=True)),
                ("must_change_password", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["sort_key", "id"], name="staff_in_order")],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("health_officer", "Health officer"),
                            ("interviewer", "Interviewer"),
                            ("supervisor", "Supervisor"),
                            ("epidemiologist", "Epidemiologist"),
                            ("door_keeper", "Door keeper"),
                            ("reporter", "Reporter"),
                            ("consolidator", "Consolidator"),
                            ("registry_clerk", "Registry clerk"),
                            ("leader", "Leader who signs"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("staff", "role", "path"),
                        name="one_such_grant_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "health_officer",
                                    "interviewer",
                                    "supervisor",
                                    "epidemiologist",
                                    "door_keeper",
                                    "reporter",
                                    "consolidator",
                                    "registry_clerk",
                                    "leader",
                                    "administrator",
                                ],
                            )
                        ),
                        name="grant_is_of_a_known_role",
                    ),
                ],
            },
        ),
    ]
