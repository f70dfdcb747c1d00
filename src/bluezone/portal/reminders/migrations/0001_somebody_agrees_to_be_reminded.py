"""Makes the tables of contacts who agreed to be reminded, and of the reminders that they were sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0017_persons_are_indexed_as_they_are_searched"),
        ("messages", "0003_reminders_leave_by_day_and_once"),
        ("tracing", "0010_numbers_are_held_in_an_index_on_postgresql_too"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=120)),
                (
                    "whose",
                    models.CharField(
                        choices=[
                            ("own", "Their own: nobody else reads it"),
                            ("guardian", "Of a parent or guardian who answers for them"),
                            ("shared", "Others read it too"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "how",
                    models.CharField(choices=[("here", "Face to face"), ("call", "By telephone")], max_length=4),
                ),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminder_consents",
                        to="cases.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["address"], name="consents_to_reminders_at")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("person",),
                        name="one_open_consent_to_reminders_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", False), ("ended_by", None), _connector="OR"),
                        name="an_open_consent_was_ended_by_nobody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "To say how they are"),
                            ("sample", "A sample is to be taken"),
                            ("paper", "The paper of their release waits"),
                        ],
                        max_length=6,
                    ),
                ),
                ("day", models.DateField()),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("called_at", models.DateTimeField(null=True)),
                (
                    "called_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="reminders.consent"
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="tracing.involvement"
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminder", to="messages.message"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="reminders_of_a_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("consent", "kind", "day"), name="nobody_is_reminded_twice_a_day_of_one_thing"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("digest", ""), _negated=True),
                        fields=("digest",),
                        name="a_reminders_link_opens_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("called_at", None), ("called_by", None)),
                            models.Q(("called_at__isnull", False), ("called_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="somebody_called_who_was_called",
                    ),
                ],
            },
        ),
    ]
