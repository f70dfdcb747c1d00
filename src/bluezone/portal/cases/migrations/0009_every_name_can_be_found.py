"""Names from before are found by their folded form.

Of what the retention has erased, the pseudonym stands for the name: it is not looked for as one.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.models import F

from bluezone.vietnam.folding import fold


def fill(apps: Apps, _schema_editor: object) -> None:
    people = apps.get_model("cases", "Person").objects.filter(search_text="").exclude(full_name=F("pseudonym"))
    for person in people.iterator():
        person.search_text = f" {fold(person.full_name)} "
        person.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_a_case_is_corrected_closed_and_found")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
