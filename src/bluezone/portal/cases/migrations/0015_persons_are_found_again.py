"""What persons are found again by, and pairs of them who may be the same."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_what_was_held_of_cases_so_far"),
        ("places", "0001_units_changes_and_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Double",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("found_at", models.DateTimeField()),
                ("apart_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="correction",
            name="birth_year",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="correction",
            name="identity_sealed",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="person",
            name="birth_year",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="identity_hash",
            field=models.CharField(db_index=True, default="", max_length=67),
        ),
        migrations.AddField(
            model_name="person",
            name="identity_sealed",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="person",
            name="noted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["phone"], name="persons_by_telephone"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["birth_year", "search_text"], name="persons_by_year_and_name"),
        ),
        migrations.AddField(
            model_name="double",
            name="apart_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="double",
            name="one",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"),
        ),
        migrations.AddField(
            model_name="double",
            name="other",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.person"),
        ),
        migrations.AddConstraint(
            model_name="double",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="one_proposal_a_pair_of_persons"),
        ),
        migrations.AddConstraint(
            model_name="double",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="the_older_person_stands_first"
            ),
        ),
    ]
