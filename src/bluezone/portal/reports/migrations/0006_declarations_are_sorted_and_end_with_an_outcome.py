"""A declaration is sorted by how urgent it is before anybody opens it, doors are told that it has arrived, and it ends
with what came of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0005_who_marked_a_report_as_done"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="urgency",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "Nothing to look into"),
                    (1, "Was near a case, or has travelled"),
                    (2, "Signs of illness"),
                    (3, "To be called at once"),
                ],
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="door_mark",
            field=models.BinaryField(max_length=8, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("nothing", "Nothing to look into"),
                    ("watch", "Told to watch themselves at home"),
                    ("sent", "Sent to be examined or tested"),
                    ("unreached", "Could not be reached"),
                    ("untrue", "Not a true declaration"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["arrived_on", "id"], name="reports_of_a_day_as_they_came"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", ""), models.Q(("kind", "declaration"), ("state", "closed")), _connector="OR"
                ),
                name="only_a_declaration_that_is_done_has_an_outcome",
            ),
        ),
    ]
