"""What is known of the signatures on a letter; letters from before are looked at when somebody asks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout_desk", "0005_the_line_of_reporting_as_a_path"),
    ]

    operations = [
        migrations.AddField(
            model_name="directiverecord",
            name="letter_check",
            field=models.JSONField(default=dict),
        ),
    ]
