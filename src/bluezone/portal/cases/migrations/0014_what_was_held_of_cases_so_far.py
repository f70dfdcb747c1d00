"""What is held of cases that stand: as far as it can be told, by whom and when.

Of a case that was confirmed, corrected and confirmed again only the last confirmation was kept.
"""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations

_AT_ONCE = 1_000


def fill(apps: Apps, _editor: object) -> None:
    said = apps.get_model("cases", "Classification")
    cases = apps.get_model("cases", "Case").objects.filter(classifications=None).order_by("pk")
    lines = []
    for case in cases.prefetch_related("corrections").iterator(chunk_size=_AT_ONCE):
        lines += [said(case_id=case.pk, **line) for line in sorted(_held(case), key=lambda line: line["at"])]
        if len(lines) >= _AT_ONCE:
            said.objects.bulk_create(lines)
            lines = []
    said.objects.bulk_create(lines)


def _held(case: Any) -> Iterator[dict[str, Any]]:
    yield {"value": "suspected", "basis": "opened", "by_id": case.opened_by_id, "at": case.opened_at}
    for correction in case.corrections.all():
        yield {"value": "suspected", "basis": "corrected", "by_id": correction.by_id, "at": correction.at}
    if case.confirmed_at is not None:
        by = case.corrected_by_id or case.opened_by_id
        agreed = {"agreed_by_id": case.confirmed_by_id}
        yield {"value": "confirmed", "basis": "compared", "by_id": by, "at": case.confirmed_at, **agreed}
    if case.reason == "no_case":
        yield {"value": "not_a_case", "basis": "wrong_test", "by_id": case.closed_by_id, "at": case.closed_at}


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_a_case_is_classified_with_a_history")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
