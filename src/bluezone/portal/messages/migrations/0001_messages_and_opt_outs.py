"""Messages on their way, and the hashes of those who want none."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OptOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_hash", models.CharField(max_length=64, unique=True)),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                (
                    "purpose",
                    models.CharField(choices=[("code", "Code for the app"), ("news", "Announcement")], max_length=8),
                ),
                (
                    "outlet",
                    models.CharField(
                        choices=[("mail", "E-mail"), ("gateway", "SMS gateway"), ("queue", "Queue file for a carrier")],
                        max_length=8,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=120)),
                ("ending", models.CharField(max_length=4)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waits to be sent"),
                            ("sent", "Handed over"),
                            ("accepted", "Accepted by the carrier"),
                            ("delivered", "Delivered"),
                            ("failed", "Failed"),
                            ("opted_out", "Not sent: wants no messages"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=120)),
                ("carrier_key", models.CharField(blank=True, db_index=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                ("state_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "next_at"], name="messages_that_are_due"),
                    models.Index(fields=["path", "-id"], name="messages_of_a_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("purpose", "code"), _negated=True), ("body", ""), _connector="OR"),
                        name="no_code_is_ever_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "queued"),
                            models.Q(("address", ""), ("body", ""), ("next_at", None)),
                            _connector="OR",
                        ),
                        name="what_waits_no_more_is_forgotten",
                    ),
                ],
            },
        ),
    ]
