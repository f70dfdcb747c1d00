"""Team days, the links that open them, and digests of what was taken."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("rollout_desk", "0003_what_happens_above_a_report"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TeamDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("team", models.CharField(max_length=6)),
                ("day", models.DateField()),
                ("helped", models.PositiveIntegerField(default=0)),
                ("installed", models.PositiveIntegerField(default=0)),
                ("no_smartphone", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("entries", models.PositiveIntegerField(default=0)),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rollout_desk.directiverecord"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rollout_desk.evidencerecord",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team_days",
                        to="rollout_desk.participant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TakenEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=16)),
                (
                    "team_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken", to="field.teamday"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="field.teamday"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FieldPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=16)),
                ("arrived_on", models.DateField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rollout_desk.file"
                    ),
                ),
                (
                    "team_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="field.teamday"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="teamday",
            index=models.Index(fields=["participant", "-day", "team"], name="team_days_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="teamday",
            constraint=models.UniqueConstraint(fields=("directive", "team", "day"), name="one_day_a_team"),
        ),
        migrations.AddConstraint(
            model_name="teamday",
            constraint=models.CheckConstraint(
                condition=models.Q(("installed__lte", models.F("helped"))), name="only_who_was_helped_installed_there"
            ),
        ),
        migrations.AddConstraint(
            model_name="takenentry",
            constraint=models.UniqueConstraint(fields=("team_day", "digest"), name="each_entry_counts_once"),
        ),
        migrations.AddConstraint(
            model_name="fieldphoto",
            constraint=models.UniqueConstraint(fields=("team_day", "digest"), name="each_photo_is_kept_once"),
        ),
    ]
