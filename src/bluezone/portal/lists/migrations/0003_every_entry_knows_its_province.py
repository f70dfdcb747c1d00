"""Every entry knows its province: the first component of its path."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from bluezone.portal.places.paths import province_of


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    entries = apps.get_model("registers", "Entry").objects
    for path in entries.filter(province="").values_list("path", flat=True).distinct():
        entries.filter(path=path).update(province=province_of(path))


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_an_entry_has_a_column_for_its_province")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
