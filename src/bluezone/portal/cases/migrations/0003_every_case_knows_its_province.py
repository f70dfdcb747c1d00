"""Every case knows its province: the first component of its path."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from bluezone.portal.places.paths import province_of


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    cases = apps.get_model("cases", "Case")
    for path in cases.objects.filter(province="").values_list("path", flat=True).distinct():
        cases.objects.filter(path=path).update(province=province_of(path))


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_a_case_has_a_column_for_its_province")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
