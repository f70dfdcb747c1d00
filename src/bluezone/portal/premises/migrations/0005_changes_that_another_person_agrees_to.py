"""What is said anew of a place waits for another person; a poster says that it is to be printed anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_names_with_signs_in_them_can_be_found"),
        ("places", "0001_units_changes_and_successions"),
        ("premises", "0004_parts_of_places_and_places_that_were_entered_twice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="placecode",
            name="alerted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="placecode",
            name="is_outdated",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="premises",
            name="change_agreed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="premises",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="premises",
            name="changed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="premises",
            name="new_facts",
            field=models.JSONField(null=True),
        ),
        migrations.AddConstraint(
            model_name="premises",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("change_agreed_by", None),
                    models.Q(
                        ("new_facts__isnull", True),
                        models.Q(("change_agreed_by", models.F("changed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="changed_premises_are_seen_by_another",
            ),
        ),
    ]
