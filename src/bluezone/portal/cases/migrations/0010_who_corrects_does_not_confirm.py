"""Who may confirm what was corrected, and what a closed case says, as the database holds them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_every_name_can_be_found")]

    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_by", models.F("corrected_by")), _negated=True),
                name="who_confirms_did_not_correct",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False), ("state", "closed"), models.Q(("reason", ""), _negated=True)
                    ),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None), ("reason", "")),
                    _connector="OR",
                ),
                name="a_closed_case_says_why",
            ),
        ),
    ]
