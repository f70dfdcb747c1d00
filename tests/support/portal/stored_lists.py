"""Lists of an office as they stand once they were stored: rows and counts, of nobody."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.identity.models import Staff
from bluezone.portal.lists.models import Kind, SentList
from bluezone.portal.organisations.models import Organisation


def a_stored_list(
    organisation: Organisation, by: Staff, at: dt.datetime, kind: Kind = Kind.STAFF, rows: int = 15, **counts: int
) -> SentList:
    return SentList.objects.create(
        kind=kind,
        organisation=organisation,
        path=organisation.path,
        name="danh sach.xlsx",
        state=SentList.State.STORED,
        digest=f"{SentList.objects.count():064}",
        rows=rows,
        counts=counts,
        sent_by=by,
        sent_at=at,
        stored_at=at,
    )
