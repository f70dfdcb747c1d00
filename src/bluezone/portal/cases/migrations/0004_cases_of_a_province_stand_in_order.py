"""Cases of a province stand in order, all of them and by state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_every_case_knows_its_province")]
    operations = [
        migrations.AddIndex("case", models.Index(fields=["province", "-id"], name="cases_of_a_province")),
        migrations.AddIndex(
            "case", models.Index(fields=["province", "state", "-id"], name="cases_of_a_province_by_state")
        ),
    ]
