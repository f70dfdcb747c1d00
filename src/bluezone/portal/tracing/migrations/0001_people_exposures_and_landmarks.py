"""Outbreaks, who is involved in them, who met whom, and where cases have been."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0012_whoever_opened_a_case_confirms_a_colleagues_correction"),
        ("places", "0001_units_changes_and_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExposureCounter",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("first_is_estimated", models.BooleanField(default=False)),
                ("last_is_estimated", models.BooleanField(default=False)),
                ("place", models.CharField(blank=True, max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("household", "Same household"),
                            ("work", "At work"),
                            ("school", "At school"),
                            ("transport", "On the way, in a vehicle"),
                            ("care", "Care for the ill"),
                            ("party", "Wedding, funeral, party"),
                            ("worship", "Worship"),
                            ("market", "Market, shop"),
                            ("other", "Something else"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                ("closest_cm", models.PositiveIntegerField(null=True)),
                ("minutes", models.PositiveIntegerField(null=True)),
                ("masks", models.BooleanField(null=True)),
                (
                    "certainty",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Possible"), (2, "Quite likely"), (3, "Certain")], default=2
                    ),
                ),
                ("source_path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("target_path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("is_alive", models.BooleanField(default=True)),
                ("entered_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
            ],
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("province", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("set_apart_on", models.DateField(null=True)),
                ("vaccinated", models.BooleanField(null=True)),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("possible_from", models.DateField(null=True)),
                ("regime", models.CharField(blank=True, max_length=40)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="involvements", to="cases.person"
                    ),
                ),
                (
                    "through",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="tracing.exposure"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="exposure",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="leaving", to="tracing.involvement"
            ),
        ),
        migrations.AddField(
            model_name="exposure",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="arriving", to="tracing.involvement"
            ),
        ),
        migrations.CreateModel(
            name="Landmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=120)),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("what", models.CharField(blank=True, max_length=200)),
                ("is_public", models.BooleanField(default=False)),
                ("entered_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="landmarks", to="cases.case"
                    ),
                ),
                (
                    "entered_by",
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
        migrations.AddField(
            model_name="exposure",
            name="landmark",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="exposures", to="tracing.landmark"
            ),
        ),
        migrations.CreateModel(
            name="Outbreak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("pathogen", models.CharField(max_length=40)),
                ("path", bluezone.portal.places.fields.PathField(blank=True, db_index=True, max_length=120)),
                ("place", models.CharField(max_length=2)),
                ("begins", models.DateField()),
                ("ended", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="involvement",
            name="outbreak",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="involvements", to="tracing.outbreak"
            ),
        ),
        migrations.AddField(
            model_name="exposure",
            name="outbreak",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exposures", to="tracing.outbreak"
            ),
        ),
        migrations.AddConstraint(
            model_name="landmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("begins"))), name="a_landmark_takes_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="outbreak",
            constraint=models.UniqueConstraint(fields=("name", "path"), name="one_outbreak_a_name_and_area"),
        ),
        migrations.AddConstraint(
            model_name="outbreak",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended", None), ("ended__gte", models.F("begins")), _connector="OR"),
                name="an_outbreak_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(fields=["path", "level", "-id"], name="involved_of_a_unit_by_level"),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(fields=["province", "level", "-id"], name="involved_of_a_province"),
        ),
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(fields=["outbreak", "level"], name="involved_by_level"),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.UniqueConstraint(
                fields=("outbreak", "person"), name="one_involvement_a_person_and_outbreak"
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(("level", None), ("level__lte", 4), _connector="OR"),
                name="there_is_no_level_beyond_f4",
            ),
        ),
        migrations.AddIndex(
            model_name="exposure",
            index=models.Index(fields=["outbreak", "is_alive"], name="exposures_that_count"),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True),
                name="nobody_is_exposed_to_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_day", None), ("last_day", None), ("last_day__gte", models.F("first_day")), _connector="OR"
                ),
                name="an_exposure_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(("certainty__gte", 1), ("certainty__lte", 3)),
                name="certainty_of_an_exposure_is_1_to_3",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("withdrawn_at", None)),
                    models.Q(
                        ("is_alive", False), ("withdrawn_at__isnull", False), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_withdrawn_exposure_says_why",
            ),
        ),
    ]
