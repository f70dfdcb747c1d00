"""By what pieces of evidence about one person are found, and which of them probably tell of one meeting."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracing", "0002_what_an_exposure_stands_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="meeting",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="evidence",
            name="name_mark",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="evidence",
            name="phone_mark",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="evidence",
            name="rank",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("exposure", None), ("withdrawn_at", None)),
                fields=["meeting"],
                name="evidence_of_one_meeting",
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("name_mark", ""), _negated=True), fields=["name_mark"], name="evidence_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("phone_mark", ""), _negated=True), fields=["phone_mark"], name="evidence_by_phone"
            ),
        ),
    ]
