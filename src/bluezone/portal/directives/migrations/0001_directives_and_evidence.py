"""Directives, who takes part, who sits where, files and evidence."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0001_organisations_trees_and_contacts"),
        ("places", "0001_units_changes_and_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DirectiveRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("kind", models.CharField(max_length=60)),
                ("date", models.DateField()),
                ("issuer", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=400)),
                ("basis", models.CharField(max_length=200)),
                ("due", models.DateTimeField()),
                ("period", models.CharField(max_length=64)),
                ("source", models.TextField()),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("loaded_at", models.DateTimeField()),
                ("reminded_until", models.DateTimeField()),
                (
                    "loaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_pdf",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rollout_desk.file"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=64)),
                ("unit_code", models.CharField(max_length=12)),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("place", models.PositiveIntegerField()),
                ("is_expected", models.BooleanField()),
                ("due", models.DateTimeField(null=True)),
                ("sort_key", bluezone.portal.places.fields.SortKeyField(max_length=400)),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="rollout_desk.directiverecord",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "reports_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reporters",
                        to="rollout_desk.participant",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=64)),
                ("day", models.DateField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("link", models.CharField(blank=True, max_length=500)),
                ("count", models.PositiveIntegerField(default=1)),
                ("team", models.CharField(blank=True, max_length=6)),
                ("added_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rollout_desk.file"
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="rollout_desk.participant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assigned",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instruction", models.CharField(max_length=64)),
                ("clause", models.CharField(max_length=16)),
                ("due", models.DateTimeField()),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="rollout_desk.participant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="rollout_desk.participant"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="directiverecord",
            index=models.Index(fields=["-date", "-id"], name="directives_newest_first"),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["directive", "place"], name="participants_in_order"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(fields=("directive", "key"), name="one_participant_a_key"),
        ),
        migrations.AddIndex(
            model_name="evidencerecord",
            index=models.Index(fields=["participant", "withdrawn_at", "-day", "-id"], name="evidence_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="evidencerecord",
            constraint=models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="evidence_shows_something"),
        ),
        migrations.AddConstraint(
            model_name="assigned",
            constraint=models.UniqueConstraint(fields=("participant", "instruction"), name="assigned_once"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("participant", "staff"), name="one_seat_at_a_time"
            ),
        ),
    ]
