"""The line of a log that a piece of evidence is; what somebody added by hand is none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rollout_desk", "0007_what_a_paper_was_asked_to_be"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidencerecord",
            name="logged_as",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="evidencerecord",
            name="said",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddConstraint(
            model_name="evidencerecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("logged_as", ""), _negated=True),
                fields=("participant", "logged_as"),
                name="one_piece_a_line_of_a_log",
            ),
        ),
    ]
