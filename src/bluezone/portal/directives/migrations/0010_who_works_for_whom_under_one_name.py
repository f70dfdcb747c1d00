"""Memberships, transitions, and for whom a step was taken, under the names that the code has for them now: no table, no column moves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _key() -> "models.CharField[str, str]":
    return models.CharField(db_column="post", max_length=64)


class Migration(migrations.Migration):
    dependencies = [("rollout_desk", "0009_who_typed_last_on_a_draft")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel(old_name="Seat", new_name="Membership"),
                migrations.AlterModelTable(name="membership", table="rollout_desk_seat"),
                migrations.AlterField(
                    model_name="membership",
                    name="participant",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="rollout_desk.participant",
                    ),
                ),
                migrations.AlterField(
                    model_name="membership",
                    name="staff",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.RenameModel(old_name="ActRecord", new_name="TransitionRecord"),
                migrations.AlterModelTable(name="transitionrecord", table="rollout_desk_actrecord"),
                migrations.AlterField(
                    model_name="transitionrecord",
                    name="report",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transitions",
                        to="rollout_desk.reportrecord",
                    ),
                ),
                migrations.RenameField("transitionrecord", "post", "acting_for"),
                migrations.AlterField("transitionrecord", "acting_for", _key()),
                migrations.RenameField("correctionrecord", "post", "acting_for"),
                migrations.AlterField("correctionrecord", "acting_for", _key()),
                migrations.RenameField("extensionrecord", "post", "acting_for"),
                migrations.AlterField("extensionrecord", "acting_for", _key()),
                migrations.RenameField("rolloutpaper", "post", "acting_for"),
                migrations.AlterField(
                    "rolloutpaper",
                    "acting_for",
                    models.ForeignKey(
                        db_column="post_id",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="rollout_desk.participant",
                    ),
                ),
            ],
        )
    ]
