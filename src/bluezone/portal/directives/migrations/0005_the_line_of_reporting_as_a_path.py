"""The line of reporting as a path, filled in for whoever was registered before."""

from django.apps.registry import Apps
from django.db import migrations

import bluezone.portal.places.fields


def draw_lines(apps: Apps, _schema_editor: object) -> None:
    """Fills in everybody's line from the top down: that of the one above and the own place."""
    participants = apps.get_model("rollout_desk", "Participant").objects
    waiting = [("", one) for one in participants.filter(reports_to=None)]
    while waiting:
        start, one = waiting.pop()
        one.line = f"{start}{one.place}/"
        one.save(update_fields=["line"])
        waiting += [(one.line, other) for other in participants.filter(reports_to=one)]


class Migration(migrations.Migration):
    dependencies = [
        ("rollout_desk", "0004_papers_of_a_directive"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="line",
            field=bluezone.portal.places.fields.PathField(db_index=True, default="", max_length=160),
        ),
        migrations.RunPython(draw_lines, migrations.RunPython.noop),
    ]
