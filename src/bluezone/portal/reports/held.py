"""What of phones' reports is held about one person, for their own file (`frame/held.py`): sealed, they are nobody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.frame.held import About, Held, held, said_day, said_moment
from bluezone.portal.reports.models import JoinedConsent, LinkedReport

TELLS = ("inbox.JoinedConsent", "inbox.LinkedReport")
_SEALED = (
    "Báo cáo và khai báo gửi từ điện thoại: chúng được niêm phong, không ghi tên người gửi; người gửi tự xem và rút lại"
    " trên điện thoại của mình."
)
KEEPS_BACK = {"inbox.Report": _SEALED, "inbox.Unreadable": _SEALED}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells the consents to linking that were joined with the person's cases."""
    of = {"case__person__in": about.persons}
    joined = JoinedConsent.objects.filter(**of).select_related("case", "consent").order_by("pk")
    yield from held(
        "Đồng ý nối báo cáo từ điện thoại",
        ("Ca", "Gửi ngày", "Nối lúc"),
        [(one.case.number, said_day(one.consent.arrived_on), said_moment(one.joined_at)) for one in joined],
    )
    linked = LinkedReport.objects.filter(by__in=joined).select_related("by__case", "report").order_by("pk")
    yield from held(
        "Báo cáo của người khác được nối vào ca (nội dung là của họ)",
        ("Ca", "Gửi ngày"),
        [(one.by.case.number, said_day(one.report.arrived_on)) for one in linked],
    )
