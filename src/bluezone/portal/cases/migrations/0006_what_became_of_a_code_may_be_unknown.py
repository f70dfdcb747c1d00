"""The exchange forgets codes; what became of one that nobody asked about in time is unknown, and not expired."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_alerts_about_places")]

    operations = [
        migrations.AlterField(
            model_name="givencode",
            name="state",
            field=models.CharField(
                choices=[
                    ("issued", "Not used yet"),
                    ("redeemed", "Used"),
                    ("expired", "Expired"),
                    ("unknown", "Not known any more"),
                ],
                default="issued",
                max_length=10,
            ),
        ),
    ]
