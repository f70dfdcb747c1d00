"""The directive that an announcement carries out; announcements from before serve none until somebody says so."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0001_announcements_broadcasts_and_audio"),
        ("rollout_desk", "0001_directives_and_evidence"),
    ]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="directive",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="rollout_desk.directiverecord",
            ),
        ),
    ]
