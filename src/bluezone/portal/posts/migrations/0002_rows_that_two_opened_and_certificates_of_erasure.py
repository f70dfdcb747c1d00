"""Rows that two persons agreed to open, and certificates of what was erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0001_posts_devices_and_sealed_rows_at_doors"),
        ("premises", "0001_premises_and_the_codes_of_their_posters"),
        ("tracing", "0006_many_names_leave_by_two_peoples_word"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RowRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("people", models.PositiveIntegerField()),
                ("purpose", models.CharField(max_length=200)),
                ("why_many", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("opened", models.PositiveIntegerField(default=0)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "landmark",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="tracing.landmark"
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="row_releases", to="premises.premises"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReleasedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="released", to="posts.doorrow"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="released", to="posts.rowrelease"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("erased_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("first_hour", models.DateTimeField()),
                ("last_hour", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="erasures", to="posts.post"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["post", "-erased_at"], name="erasures_newest_first")],
            },
        ),
        migrations.AddConstraint(
            model_name="rowrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by", None), models.Q(("agreed_by", models.F("asked_by")), _negated=True), _connector="OR"
                ),
                name="rows_are_released_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="releasedrow",
            constraint=models.UniqueConstraint(fields=("release", "row"), name="a_row_is_released_once_a_release"),
        ),
    ]
