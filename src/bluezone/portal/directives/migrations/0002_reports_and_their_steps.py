"""Reports, their figures and steps, and keyings of paper."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout_desk", "0001_directives_and_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("submitted", "Sent"),
                            ("approved", "Approved"),
                            ("locked", "Locked"),
                        ],
                        db_index=True,
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("web", "Web form"), ("file", "Spreadsheet"), ("paper", "Paper, keyed twice")],
                        default="web",
                        max_length=5,
                    ),
                ),
                ("as_of", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("draft", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(null=True)),
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="rollout_desk.participant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NothingRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instruction", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=500)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nothing",
                        to="rollout_desk.reportrecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FigureRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=64)),
                ("value", models.PositiveBigIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rollout_desk.file"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="rollout_desk.reportrecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                ("indicators", models.CharField(max_length=300)),
                ("question", models.CharField(max_length=500)),
                ("answer", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="rollout_desk.reportrecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ActRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=12)),
                ("post", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="rollout_desk.reportrecord"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeyingRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("as_of", models.DateField()),
                ("values", models.JSONField(default=dict)),
                ("nothing", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keyings",
                        to="rollout_desk.participant",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rollout_desk.file"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("scan", "participant", "by"), name="one_keying_a_person")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="reportrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("draft", "submitted", "approved", "locked"))),
                name="report_is_in_a_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="nothingrecord",
            constraint=models.UniqueConstraint(fields=("report", "instruction"), name="nothing_said_once"),
        ),
        migrations.AddIndex(
            model_name="figurerecord",
            index=models.Index(fields=["indicator", "report", "value"], name="figures_by_indicator"),
        ),
        migrations.AddConstraint(
            model_name="figurerecord",
            constraint=models.UniqueConstraint(fields=("report", "indicator"), name="one_figure_an_indicator"),
        ),
        migrations.AddIndex(
            model_name="actrecord",
            index=models.Index(fields=["report", "id"], name="acts_of_a_report"),
        ),
    ]
