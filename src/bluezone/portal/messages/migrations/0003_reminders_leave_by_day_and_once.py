"""Reminders to one person, which end as perhaps sent where nobody knows; an opt-out may be said by whoever has the
address."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("messages", "0002_each_unit_keeps_its_own_opt_outs"),
    ]

    operations = [
        migrations.AlterField(
            "message",
            "purpose",
            models.CharField(
                choices=[("code", "Code for the app"), ("news", "Announcement"), ("reminder", "Reminder")], max_length=8
            ),
        ),
        migrations.AlterField(
            "message",
            "state",
            models.CharField(
                choices=[
                    ("queued", "Waits to be sent"),
                    ("sent", "Handed over"),
                    ("accepted", "Accepted by the carrier"),
                    ("delivered", "Delivered"),
                    ("failed", "Failed"),
                    ("unsure", "Perhaps sent"),
                    ("opted_out", "Not sent: wants no messages"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "optout",
            "recorded_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
