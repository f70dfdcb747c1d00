"""Posts at doors with their devices and shifts, sealed rows, and counts by the hour."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("premises", "0001_premises_and_the_codes_of_their_posters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("name", models.CharField(max_length=40)),
                ("opens", models.TimeField(null=True)),
                ("closes", models.TimeField(null=True)),
                ("capacity", models.PositiveIntegerField(null=True)),
                ("asks_phone", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "premises",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="premises.premises"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Keeper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=40)),
                ("salt", models.BinaryField(max_length=16)),
                ("pin", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keepers", to="posts.post"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HourCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("rows", models.PositiveIntegerField(default=0)),
                ("visitors", models.PositiveIntegerField(default=0)),
                ("staff", models.PositiveIntegerField(default=0)),
                ("left", models.PositiveIntegerField(default=0)),
                ("advised", models.PositiveIntegerField(default=0)),
                ("live", models.PositiveIntegerField(default=0)),
                ("shown", models.PositiveIntegerField(default=0)),
                ("none", models.PositiveIntegerField(default=0)),
                ("not_running", models.PositiveIntegerField(default=0)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hours", to="posts.post"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DoorRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BinaryField(max_length=16)),
                ("hour", models.DateTimeField()),
                ("is_corrected", models.BooleanField(default=False)),
                ("way", models.CharField(choices=[("in", "In"), ("out", "Out")], max_length=3)),
                ("party", models.PositiveSmallIntegerField()),
                ("of", models.BinaryField(max_length=16, null=True)),
                ("page", models.CharField(blank=True, max_length=20)),
                ("line", models.PositiveSmallIntegerField(default=0)),
                ("sealed", models.BinaryField()),
                (
                    "keeper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="posts.keeper"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="posts.post"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeviceCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="posts.post"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("enrolled_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_sync_at", models.DateTimeField(null=True)),
                ("skew_s", models.BigIntegerField(default=0)),
                ("shift_began_at", models.DateTimeField(null=True)),
                ("taken_on", models.DateField(null=True)),
                ("taken", models.PositiveIntegerField(default=0)),
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
                    "code",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="device", to="posts.devicecode"
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="posts.keeper"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="posts.post"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("premises", "name"), name="one_open_post_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closes", None), ("opens", None)),
                    models.Q(("closes__isnull", False), ("opens__isnull", False)),
                    _connector="OR",
                ),
                name="a_door_that_opens_closes",
            ),
        ),
        migrations.AddConstraint(
            model_name="keeper",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("post", "label"), name="one_keeper_a_label_at_a_post"
            ),
        ),
        migrations.AddConstraint(
            model_name="hourcount",
            constraint=models.UniqueConstraint(fields=("post", "hour"), name="one_count_a_post_and_hour"),
        ),
        migrations.AddConstraint(
            model_name="hourcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "visitors__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("live"), "+", models.F("shown")
                                ),
                                "+",
                                models.F("none"),
                            ),
                            "+",
                            models.F("not_running"),
                        ),
                    )
                ),
                name="apps_are_of_visitors",
            ),
        ),
        migrations.AddIndex(
            model_name="doorrow",
            index=models.Index(fields=["post", "hour"], name="rows_of_a_door_by_the_hour"),
        ),
        migrations.AddConstraint(
            model_name="doorrow",
            constraint=models.UniqueConstraint(fields=("post", "number"), name="each_row_of_a_door_is_kept_once"),
        ),
        migrations.AddConstraint(
            model_name="doorrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("page", ""), _negated=True),
                fields=("post", "page", "line", "way"),
                name="each_line_of_a_page_is_kept_once",
            ),
        ),
    ]
