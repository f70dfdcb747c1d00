"""What stands in a quick report and is otherwise now: the answer to whoever submits, signs or issues it.

A report tells of one day, so what is counted now is counted as of that day: whose case was confirmed on it, who was
followed then. Papers do not know this room; it is named in the setting PAPER_OBJECTORS.
"""

from __future__ import annotations

from dataclasses import astuple

from bluezone.portal.as_read import digest_to_keep
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.objections import Difference
from bluezone.portal.situation.counts import NAMES, CommuneDay, Counts, together
from bluezone.portal.situation.daily import situation_within
from bluezone.portal.situation.models import QuickReport
from bluezone.vietnam.words import Words

_LINES = Words(
    "Số đơn vị trong phụ lục có số liệu vẫn đúng",
    "Communes of the appendix whose figures are still as they stand there",
)
_WORDS = {
    "confirmed": Words("Ca xác định", "Confirmed cases"),
    "confirmed_today": Words("Ca xác định trong ngày", "Cases confirmed on the day"),
    "contacts": Words("F1", "F1"),
    "contacts_of_contacts": Words("F2", "F2"),
    "followed": Words("Người đang được theo dõi", "People who are followed"),
    "missed": Words("Người chưa hỏi được từ hôm trước", "People whose answer is missing since the day before"),
    "ill": Words("Người có triệu chứng chưa ghi cách xử trí", "People with symptoms of which nothing was done"),
    "at_home": Words("Người đang cách ly tại nhà", "People who stay apart at home"),
    "in_centres": Words("Người đang cách ly tập trung", "People who stay apart in centres"),
}


def figures_that_differ(paper: OutgoingPaper) -> tuple[Difference, ...]:
    """Tells which figures of a quick report are others by now; none for a paper of another room, or from before they
    were kept."""
    report = QuickReport.objects.filter(paper=paper).select_related("outbreak").first()
    if report is None:
        return ()
    written = {key: Counts(*counts) for key, counts in report.communes.items()}
    found = situation_within(tuple(report.paths), report.outbreak, report.as_of)
    now = {one.key: one.counts for one in found.communes}
    if written == now:
        return ()
    others = {key: astuple(counts) for key, counts in now.items() if counts != written.get(key)}
    still = sum(now.get(key) == counts for key, counts in written.items())
    lines = Difference(
        "", _LINES, len(written), still, digest_to_keep(sorted(others.items()), sorted(written.keys() - now))
    )
    return lines, *_sums_that_differ(together(_days(written)), found.whole)


def _sums_that_differ(written: Counts, now: Counts) -> list[Difference]:
    pairs = zip(NAMES, astuple(written), astuple(now), strict=True)
    return [Difference("", _WORDS[name], before, since) for name, before, since in pairs if before != since]


def _days(counts: dict[str, Counts]) -> list[CommuneDay]:
    return [CommuneDay(key, key, one) for key, one in counts.items()]
