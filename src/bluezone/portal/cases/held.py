"""What the code desk holds about one person, for their own file (`frame/held.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bluezone.portal.cases.identity_numbers import told
from bluezone.portal.cases.models import (
    Case,
    Classification,
    Correction,
    GivenCode,
    Handover,
    Merge,
    Person,
    VenueAlert,
)
from bluezone.portal.frame.held import About, Held, held, said_day, said_moment
from bluezone.vietnam.telephone import spaced_phone

TELLS = (
    "cases.Person",
    "cases.Case",
    "cases.Correction",
    "cases.Classification",
    "cases.Handover",
    "cases.GivenCode",
    "cases.VenueAlert",
    "cases.Merge",
)
KEEPS_BACK = {"cases.Double": "Hồ sơ nào được đề nghị so trùng với hồ sơ này: đó là dữ liệu của người khác."}


def held_about(about: About, now: dt.datetime) -> Iterator[Held]:  # noqa: ARG001 - as every room
    """Tells who the person is here, their cases, and what was done about these."""
    persons = Person.objects.filter(pk__in=about.persons).select_related("unit").order_by("pk")
    yield from held(
        "Nhân thân",
        ("Mã", "Họ và tên", "Điện thoại", "Năm sinh", "Số định danh", "Nơi ở", "Ghi lúc"),
        [_person(one) for one in persons],
    )
    yield from held("Hồ sơ được gộp", ("Hồ sơ giữ lại", "Hồ sơ gộp vào", "Từ", "Gỡ lúc"), _merges(about))
    cases = Case.objects.filter(person__in=about.persons).select_related("unit").order_by("pk")
    yield from held(
        "Ca bệnh",
        ("Số", "Khởi phát", "Nơi", "Mở lúc", "Tình trạng", "Lý do đóng"),
        [_case(one) for one in cases],
    )
    yield from _about_cases(about)


def _about_cases(about: About) -> Iterator[Held]:
    of = {"case__person__in": about.persons}
    yield from held(
        "Phân loại ca bệnh",
        ("Ca", "Phân loại", "Căn cứ", "Lúc"),
        [
            (one.case.number, one.get_value_display(), one.get_basis_display(), said_moment(one.at))
            for one in Classification.objects.filter(**of).select_related("case").order_by("pk")
        ],
    )
    yield from held(
        "Nội dung trước khi sửa",
        ("Ca", "Họ và tên", "Điện thoại", "Năm sinh", "Số định danh", "Khởi phát", "Sửa lúc"),
        [_correction(one) for one in Correction.objects.filter(**of).select_related("case").order_by("pk")],
    )
    yield from held(
        "Chuyển ca giữa các đơn vị",
        ("Ca", "Từ", "Đến", "Lúc"),
        [
            (one.case.number, one.origin.name, one.unit.name, said_moment(one.offered_at))
            for one in Handover.objects.filter(**of).select_related("case", "origin", "unit").order_by("pk")
        ],
    )
    yield from held(
        "Mã cấp cho ứng dụng",
        ("Ca", "Cấp lúc", "Hết hạn", "Tình trạng"),
        [
            (one.case.number, said_moment(one.issued_at), said_moment(one.expires_at), one.get_state_display())
            for one in GivenCode.objects.filter(**of).select_related("case").order_by("pk")
        ],
    )
    yield from held(
        "Nơi đã báo cho người cùng có mặt (không nêu tên)",
        ("Ca", "Nơi", "Từ", "Đến", "Báo lúc"),
        [
            (one.case.number, one.place, said_moment(one.begins), said_moment(one.ends), said_moment(one.sent_at))
            for one in VenueAlert.objects.filter(**of).select_related("case").order_by("pk")
        ],
    )


def _person(one: Person) -> tuple[str, ...]:
    phone = spaced_phone(one.phone) if one.phone else ""
    card, born = told(one.identity_sealed), str(one.birth_year or "")
    return (one.pseudonym, one.full_name, phone, born, card, one.unit.name, said_moment(one.noted_at))


def _merges(about: About) -> list[tuple[str, ...]]:
    merges = Merge.objects.filter(merged__in=about.persons, at__isnull=False).select_related("kept", "merged")
    return [
        (one.kept.pseudonym, one.merged.pseudonym, said_moment(one.at), said_moment(one.undone_at))
        for one in merges.order_by("pk")
    ]


def _case(one: Case) -> tuple[str, ...]:
    why = one.get_reason_display() if one.reason else ""
    return (one.number, said_day(one.onset), one.unit.name, said_moment(one.opened_at), one.get_state_display(), why)


def _correction(one: Correction) -> tuple[str, ...]:
    phone, born = spaced_phone(one.phone) if one.phone else "", str(one.birth_year or "")
    card = told(one.identity_sealed)
    return (one.case.number, one.full_name, phone, born, card, said_day(one.onset), said_moment(one.at))
