"""What a paper was asked to be, so that it can be written anew from other sums; papers from before are drafted again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout_desk", "0006_what_is_known_of_the_signatures_on_a_letter"),
    ]

    operations = [
        migrations.AddField(
            model_name="rolloutpaper",
            name="asked",
            field=models.JSONField(default=dict),
        ),
    ]
