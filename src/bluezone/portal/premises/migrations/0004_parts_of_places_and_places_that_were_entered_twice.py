"""A place may be a part of another one, and an entry the same place as another."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_names_with_signs_in_them_can_be_found"),
        ("places", "0001_units_changes_and_successions"),
        ("premises", "0003_what_owners_tell_of_their_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="premises",
            name="joined_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="premises",
            name="joined_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="premises",
            name="same_as",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="doubles", to="premises.premises"
            ),
        ),
        migrations.AddField(
            model_name="premises",
            name="within",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="premises.premises"
            ),
        ),
        migrations.AddConstraint(
            model_name="premises",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined_at", None), ("joined_by", None), ("same_as", None)),
                    models.Q(("joined_at__isnull", False), ("joined_by__isnull", False), ("same_as__isnull", False)),
                    _connector="OR",
                ),
                name="joined_premises_say_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="premises",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("same_as", None), models.Q(("same_as", models.F("id")), _negated=True), _connector="OR"),
                    models.Q(("within", None), models.Q(("within", models.F("id")), _negated=True), _connector="OR"),
                ),
                name="no_premises_are_their_own",
            ),
        ),
    ]
