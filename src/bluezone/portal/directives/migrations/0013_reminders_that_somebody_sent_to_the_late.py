"""Whoever collects reminds an office that is late, too: who did, and to how many telephones each reminder was queued."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("rollout_desk", "0012_what_a_paper_says_beside_its_sums"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sentreminder", name="days", field=models.PositiveSmallIntegerField(null=True)
        ),
        migrations.AddField(
            model_name="sentreminder",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(model_name="sentreminder", name="told", field=models.PositiveSmallIntegerField(default=0)),
    ]
