"""What was taken back is remembered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_consents_and_reports_of_cases")]

    operations = [
        migrations.CreateModel(
            name="TakenBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_number", models.BinaryField(max_length=16, unique=True)),
                ("arrived_on", models.DateField()),
            ],
        ),
    ]
