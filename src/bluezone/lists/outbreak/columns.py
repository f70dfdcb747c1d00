"""Which column holds what: the one that was named, or the first whose header is known.

Headers are compared by letters and digits alone, so `date_of_onset`, `Date of onset` and `dateOfOnset` are one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bluezone.lists.errors import MappingError
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.words import Words

_MOST_NAMED, _LONGEST_NAME = 30, 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that a list may have, and the headers under which it goes, the surest first."""

    what: Words
    headers: tuple[str, ...]


ID = Wanted(
    Words("mã người", "ids of people"),
    (
        *("caseid", "id", "personid", "patientid", "uniqueid", "visualid", "epidnumber", "uuid", "externalid"),
        *("case", "patient", "macabenh", "maca", "mabenhnhan", "sobenhnhan", "benhnhan", "bn", "maso", "ma"),
    ),
)
ONSET = Wanted(
    Words("ngày khởi phát", "days of onset"),
    (
        *("dateofonset", "dtonset", "onsetdate", "dateonset", "dateofsymptomonset", "symptomonsetdate"),
        *("symptomonset", "symptomsonsetdate", "reportedonsetdate", "onset", "ngaykhoiphat", "khoiphat"),
    ),
)
SET_APART = Wanted(
    Words("ngày cách ly", "days of isolation"),
    ("dateofisolation", "isolationdate", "dateisolation", "dtisolation", "dateisolated", "ngaycachly"),
)
SOURCE = Wanted(
    Words("người lây", "who exposed"),
    (
        *("from", "infector", "infectorid", "fromid", "sourcecaseid", "sourceid", "sourcecase", "sourcepersonid"),
        *("infectedby", "infectorcaseid", "source", "nguonlay", "nguoilay", "tu"),
    ),
)
TARGET = Wanted(
    Words("người tiếp xúc", "who was exposed"),
    (
        *("to", "infectee", "infecteeid", "toid", "targetid", "target", "contactid", "contactpersonid"),
        *("targetpersonid", "contact", "exposedid", "caseid", "personid", "id", "nguoitiepxuc", "den"),
    ),
)
FIRST_DAY = Wanted(
    Words("ngày tiếp xúc đầu", "first days of contact"),
    (
        *(
            "firstcontactdate",
            "dateoffirstcontact",
            "datefirstcontact",
            "contactfirstdate",
            "exposurestart",
            "startdate",
            "tungay",
        ),
        *("contactdate", "dateofcontact", "exposuredate", "dateofexposure", "date", "ngaytiepxuc"),
    ),
)
LAST_DAY = Wanted(
    Words("ngày tiếp xúc cuối", "last days of contact"),
    (
        *(
            "lastcontactdate",
            "dateoflastcontact",
            "datelastcontact",
            "contactlastdate",
            "exposureend",
            "enddate",
            "denngay",
        ),
        *("contactdate", "dateofcontact", "exposuredate", "dateofexposure", "date", "ngaytiepxuc"),
    ),
)


def require(header: tuple[str, ...], wanted: Wanted, named: str | None, taken: Collection[int] = ()) -> int:
    """Finds the column. Raises MappingError when there is none."""
    found = find(header, wanted, named, taken)
    if found is None:
        columns = _listed(header)
        raise MappingError(
            Words(
                f"Không thấy cột nào ghi {wanted.what.vi}; hãy nêu tên một cột: {columns}.",
                f"No column looks like {wanted.what.en}; name one of these: {columns}.",
            )
        )
    return found


def find(header: tuple[str, ...], wanted: Wanted, named: str | None, taken: Collection[int] = ()) -> int | None:
    """Finds the column that was named, else the surest that nothing else has taken, else none. Raises MappingError
    when the named one is not there."""
    if named is not None:
        return named_column(header, named)
    plain = [_plain(name) for name in header]
    for known in wanted.headers:
        for column, name in enumerate(plain):
            if name == known and column not in taken:
                return column
    return None


def named_column(header: tuple[str, ...], named: str) -> int:
    """Finds the column of this name, or of one that differs in case, marks and signs alone. Raises MappingError."""
    if named in header:
        return header.index(named)
    alike = [column for column, name in enumerate(header) if name and _plain(name) == _plain(named)]
    if len(alike) == 1:
        return alike[0]
    columns = _listed(header)
    raise MappingError(
        Words(f"Không có cột “{named}”; có: {columns}.", f"There is no column “{named}”; there are: {columns}.")
    )


def _plain(name: str) -> str:
    return fold_words(name).replace(" ", "")


def _listed(header: tuple[str, ...]) -> str:
    names = [name[:_LONGEST_NAME] for name in header if name]
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
