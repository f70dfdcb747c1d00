"""What a paper says beside its sums is kept, too: how many are counted, who is left out, whom a letter names as late."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rollout_desk", "0011_a_confirmed_correction_beside_a_proposed_one")]

    operations = [
        migrations.AddField(model_name="rolloutpaper", name="beside", field=models.JSONField(default=dict)),
    ]
