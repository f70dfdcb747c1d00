"""Colleagues are invited to set anew what they lost."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_staff_and_their_roles")]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "renews",
                    models.CharField(
                        choices=[
                            ("password", "The password"),
                            ("second_factor", "The second factor"),
                            ("both", "Password and second factor"),
                        ],
                        max_length=14,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("code_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("staff",), name="one_open_invitation_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("given_by", models.F("asked_by")), ("renews", "both"), _negated=True),
                        name="nobody_alone_renews_both",
                    ),
                ],
            },
        ),
    ]
