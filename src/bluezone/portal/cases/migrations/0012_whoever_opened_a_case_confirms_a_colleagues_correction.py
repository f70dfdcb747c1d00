"""Who may confirm what was corrected: whoever opened the case, if somebody else corrected it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_a_case_is_offered_to_another_unit"),
        ("places", "0001_units_changes_and_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="who_confirms_did_not_open",
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by", models.F("opened_by")), _negated=True),
                    ("corrected_by__isnull", False),
                    _connector="OR",
                ),
                name="who_confirms_did_not_open",
            ),
        ),
    ]
