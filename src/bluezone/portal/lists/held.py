"""What lists of offices hold about one person, for their own file (`frame/held.py`).

A row of a list names nobody of this portal. It is told where the number of the card is the person's, or the name and
with it the telephone or the year of birth: a row that has the name alone may be anybody's. Many have a name and a year
in common: a row with the card of somebody else, or with none but other telephones, is not told for the year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from bluezone.lists.cleaning.phones import number_meant
from bluezone.portal.frame.held import About, Held, held, said_moment
from bluezone.portal.lists.models import Entry, SentList
from bluezone.vietnam.folding import fold_words

TELLS = ("registers.Entry", "registers.SentList")
KEEPS_BACK = {
    "registers.EntryKey": "Khóa băm dùng để so trùng các dòng của danh sách: tính từ chính các dòng đó.",
    "registers.Candidate": "Dòng nào của danh sách được đề nghị so trùng với nhau: có dòng của người khác.",
}
_ROW = ("Danh sách", "Cơ quan", "Họ và tên", "Sinh", "Điện thoại", "Nơi ở", "Gửi lúc")


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells the rows that are about the person, and that lists of their contacts came."""
    yield from held("Trong danh sách của các cơ quan", _ROW, [_entry(one) for one in _rows_about(about)])
    sent = SentList.objects.filter(case__person__in=about.persons).select_related("case").order_by("pk")
    yield from held(
        "Danh sách người tiếp xúc gửi theo ca (người trong đó là người khác)",
        ("Ca", "Số người", "Gửi lúc"),
        [(one.case.number if one.case else "", str(one.rows), said_moment(one.sent_at)) for one in sent],
    )


def _rows_about(about: About) -> list[Entry]:
    names = {fold_words(name) for name in about.names}
    alike = Q(compared_as__in=names) | Q(identity__in=about.identities)
    rows = Entry.objects.filter(alike).select_related("organisation", "sent").order_by("pk")
    return [one for one in rows if is_about(one, about)]


def is_about(row: Entry, about: About) -> bool:
    """Whether a row of somebody with the person's name is theirs: by the card, else a telephone, else the year."""
    if row.identity and about.identities:
        return row.identity in about.identities
    phones = {number_meant(one) for one in row.phones.split(", ") if one}
    own = {number_meant(one) for one in about.phones}
    if phones and own:
        return bool(phones & own)
    return row.birth[:4] in {str(year) for year in about.birth_years}


def _entry(one: Entry) -> tuple[str, ...]:
    about = (one.name, one.birth, one.phones, one.commune)
    return (one.get_kind_display(), one.organisation.name, *about, said_moment(one.sent.sent_at))
