"""Who typed last on a draft; of drafts from before nobody knows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("rollout_desk", "0008_the_line_of_a_log_that_evidence_is"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportrecord",
            name="saved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reportrecord",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
