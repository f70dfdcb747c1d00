"""A sealed report to Sơn Dương and a declaration, for whoever walks every page."""

from __future__ import annotations

from bluezone.portal.reports.models import Report, ReportKey
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.portal.things import Things


def things(_known: Things) -> dict[str, object]:
    path = the_unit(SON_DUONG).path
    key = ReportKey.objects.create(public=b"p" * 32, wrapped=b"w", made_at=NOW, path=path)
    sealed = {"owner_number": b"n" * 16, "kind": "contact", "sealed": b"s", "arrived_on": NOW.date()}
    declared = {**sealed, "owner_number": b"d" * 16, "kind": "declaration", "urgency": 3, "door_mark": b"m" * 8}
    Report.objects.create(key=key, path=path, **declared)
    return {"number": Report.objects.create(key=key, path=path, **sealed).pk}
