"""Digests that anybody could compute go under the portal's key, so that the same lists are still known."""

from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations

from bluezone.portal.tracing.listed_ids import keyed

_LIST = "list:"
_AT_ONCE = 500


def fill(apps: Apps, _editor: object) -> None:
    people = apps.get_model("tracing", "ListedPerson")
    _write(people.objects.all(), "key", keyed)
    pieces = apps.get_model("tracing", "Evidence").objects.filter(origin="list", origin_key__startswith=_LIST)
    _write(pieces, "origin_key", lambda key: _LIST + keyed(key.removeprefix(_LIST)))


def _write(rows: Any, field: str, anew: Callable[[str], str]) -> None:
    found = list(rows.order_by("pk").only(field))
    for row in found:
        setattr(row, field, anew(getattr(row, field)))
    rows.model.objects.bulk_update(found, [field], batch_size=_AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("tracing", "0008_levels_are_read_as_numbers")]
    operations = [migrations.RunPython(fill)]
