"""Two registers of a unit never number under one abbreviation; nobody confirms the scan that they brought."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0003_whose_register_it_is_and_who_confirmed_a_scan")]

    operations = [
        migrations.AddConstraint(
            model_name="register",
            constraint=models.UniqueConstraint(
                condition=models.Q(("abbreviation", ""), _negated=True),
                fields=("path", "direction", "year", "abbreviation"),
                name="one_register_an_abbreviation",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scan_confirmed_by", None),
                    models.Q(("scan_confirmed_by", models.F("scan_by")), _negated=True),
                    _connector="OR",
                ),
                name="another_person_confirms_a_scan",
            ),
        ),
    ]
