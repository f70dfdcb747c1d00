"""Tables of follow-up: whom the rules have asked, what they answered, what symptoms ask for, codes of their own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.portal.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tracing", "0006_many_names_leave_by_two_peoples_word"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", bluezone.portal.places.fields.PathField(db_index=True, max_length=120)),
                ("first_day", models.DateField(null=True)),
                ("apart_until", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("is_estimated", models.BooleanField(default=False)),
                ("due_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "involvement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="watch", to="tracing.involvement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("well", "Well"),
                            ("symptoms", "Symptoms"),
                            ("not_reached", "Could not be reached"),
                            ("refused", "Refused to answer"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("call", "By telephone"), ("visit", "At the door"), ("own", "By their own code")],
                        max_length=8,
                    ),
                ),
                ("closes", models.BooleanField()),
                ("symptoms", models.JSONField(default=list)),
                ("temperature", models.DecimalField(decimal_places=1, max_digits=3, null=True)),
                ("words", models.CharField(blank=True, max_length=200)),
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
                    "watch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="followup.watch"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("raised_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("sample", "A sample was taken"), ("none", "No sample is needed")],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "watch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="followup.watch"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "watch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="followup.watch"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(fields=["path", "due_at"], name="watches_of_a_unit_by_due"),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("apart_until", None), ("due_at", None), ("first_day", None), ("last_day", None)),
                    models.Q(("apart_until__lte", models.F("last_day")), ("first_day__lte", models.F("apart_until"))),
                    _connector="OR",
                ),
                name="a_watch_begins_before_it_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["watch", "-at"], name="visits_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by", None), ("channel", "own")),
                    models.Q(models.Q(("channel", "own"), _negated=True), ("by__isnull", False)),
                    _connector="OR",
                ),
                name="somebody_asks_or_the_person_answers_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("done_at", None)), fields=("watch",), name="one_open_task_a_person_followed"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None), ("outcome", "")),
                    models.Q(
                        ("done_at__isnull", False), ("done_by__isnull", False), models.Q(("outcome", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_task_that_is_done_says_by_whom_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "none"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="no_sample_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("watch",), name="one_open_link_a_person"
            ),
        ),
    ]
