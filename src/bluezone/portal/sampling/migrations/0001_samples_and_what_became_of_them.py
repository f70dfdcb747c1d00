"""Samples with each of their steps, whose they are, what they came to, and who is to be sampled when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0017_persons_are_indexed_as_they_are_searched"),
        ("places", "0001_units_changes_and_successions"),
        ("tracing", "0008_levels_are_read_as_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LastLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("barcode", models.CharField(blank=True, max_length=9)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pcr", "PCR, one person"),
                            ("pool", "PCR, several people in one tube"),
                            ("rapid", "Rapid antigen test"),
                        ],
                        max_length=5,
                    ),
                ),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("ordered_on", models.DateField()),
                ("taken_on", models.DateField()),
                ("noted_at", models.DateTimeField()),
                ("laboratory", models.CharField(blank=True, max_length=80)),
                ("sent_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                (
                    "value",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("negative", "Negative"),
                            ("positive", "Positive"),
                            ("invalid", "No result: spoilt or unclear"),
                        ],
                        max_length=8,
                    ),
                ),
                ("found_at", models.DateTimeField(null=True)),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "value",
                    models.CharField(
                        choices=[
                            ("negative", "Negative"),
                            ("positive", "Positive"),
                            ("invalid", "No result: spoilt or unclear"),
                        ],
                        max_length=8,
                    ),
                ),
                ("tested_on", models.DateField()),
                ("ct", models.DecimalField(decimal_places=2, max_digits=4, null=True)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="sampling.sample"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="samples", to="cases.case"
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="samples", to="tracing.involvement"
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="sampling.sample"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("wanted_on", models.DateField(null=True)),
                ("wanted_until", models.DateField(null=True)),
                ("is_ordered", models.BooleanField(default=False)),
                ("is_single", models.BooleanField(default=False)),
                (
                    "involvement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sample_due", to="tracing.involvement"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["path", "wanted_on", "wanted_until"], name="people_to_be_sampled")],
            },
        ),
        migrations.CreateModel(
            name="Labels",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("first", models.PositiveIntegerField(unique=True)),
                ("count", models.PositiveIntegerField()),
                ("printed_at", models.DateTimeField()),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1), ("first__gte", 1)), name="labels_are_some"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("hand", "ordered"),
                            ("pool", "in a positive pool: to be tested singly"),
                            ("invalid", "the last sample gave no result"),
                        ],
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("ordered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sampling.member"
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="test_orders",
                        to="tracing.involvement",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "put_aside_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "upon",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sampling.member"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("involvement",), name="one_open_order_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", False),
                            models.Q(("done_by", None), ("put_aside_by", None)),
                            _connector="OR",
                        ),
                        name="an_open_order_is_not_done",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="sample",
            index=models.Index(fields=["path", "-id"], name="samples_of_a_unit"),
        ),
        migrations.AddIndex(
            model_name="sample",
            index=models.Index(fields=["value", "path", "taken_on"], name="samples_without_a_result"),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.UniqueConstraint(
                condition=models.Q(("barcode", ""), _negated=True), fields=("barcode",), name="a_label_is_on_one_tube"
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordered_on__lte", models.F("taken_on"))),
                name="a_sample_is_wanted_before_it_is_taken",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("sent_by", None)),
                    models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                    _connector="OR",
                ),
                name="somebody_sent_what_was_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_at", None), ("sent_at__isnull", False), _connector="OR"),
                name="only_what_was_sent_arrives",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("found_at", None), ("value", "")),
                    models.Q(models.Q(("value", ""), _negated=True), ("found_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_result_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(fields=("sample", "involvement"), name="a_person_is_once_in_a_sample"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_at", None), ("told_by", None)),
                    models.Q(("told_at__isnull", False), ("told_by__isnull", False)),
                    _connector="OR",
                ),
                name="somebody_told_who_was_told",
            ),
        ),
    ]
