"""What an exposure stands on, and who was at a landmark."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    dependencies = [
        ("tracing", "0001_people_exposures_and_landmarks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("interview", "Interview"),
                            ("app", "Report from a phone"),
                            ("door", "Log of a door"),
                            ("check_in", "Check-in with a code"),
                            ("declaration", "Health declaration"),
                            ("register", "Household register"),
                            ("list", "List of another authority"),
                            ("call", "Answer to a call over loudspeakers"),
                        ],
                        max_length=12,
                    ),
                ),
                ("origin_key", models.CharField(blank=True, max_length=80)),
                ("says", models.JSONField(default=dict)),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Possible"), (2, "Quite likely"), (3, "Certain")], default=2
                    ),
                ),
                ("day_from", models.DateField(null=True)),
                ("day_to", models.DateField(null=True)),
                ("entered_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_meeting", "They did not meet"),
                            ("too_short", "Too short or too far to matter"),
                            ("unknown", "Nobody can say who it was"),
                            ("double", "Known already"),
                            ("elsewhere", "Passed on to another authority"),
                        ],
                        max_length=12,
                    ),
                ),
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
                    "entered_by",
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
                    "exposure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="tracing.exposure",
                    ),
                ),
                (
                    "outbreak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="tracing.outbreak"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("interview", "Interview"),
                            ("app", "Report from a phone"),
                            ("door", "Log of a door"),
                            ("check_in", "Check-in with a code"),
                            ("declaration", "Health declaration"),
                            ("register", "Household register"),
                            ("list", "List of another authority"),
                            ("call", "Answer to a call over loudspeakers"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presences", to="tracing.involvement"
                    ),
                ),
                (
                    "landmark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presences", to="tracing.landmark"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("exposure", None), ("withdrawn_at", None)),
                fields=["path", "-id"],
                name="evidence_that_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("origin_key", ""), _negated=True),
                fields=("origin", "origin_key"),
                name="the_same_evidence_is_taken_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__gte", 1), ("confidence__lte", 3)),
                name="confidence_of_evidence_is_1_to_3",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("day_from", None), ("day_to", None), ("day_to__gte", models.F("day_from")), _connector="OR"
                ),
                name="evidence_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_at", None), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="withdrawn_evidence_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("outcome", "")),
                    models.Q(
                        ("closed_at__isnull", False), ("exposure", None), models.Q(("outcome", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="closed_evidence_hangs_on_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                fields=("landmark", "involvement", "origin"), name="one_presence_an_account"
            ),
        ),
    ]
