"""Headers that offices really write find their fields, and those that are about something else find none."""

from __future__ import annotations

import pytest

from bluezone.lists.mapping.proposing import propose
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.fields import Field, Kind, Schema
from bluezone.lists.schemas.kinds import BUSINESS, CONTACTS, HOUSEHOLD, SCHEMAS, STAFF, schema_named
from bluezone.vietnam.words import Words
from tests.support.lists.tables import table_of

FITTING: dict[Kind, Cell] = {
    Kind.NAME: "Lê Văn An",
    Kind.FAMILY_NAME: "Lê Văn",
    Kind.GIVEN_NAME: "An",
    Kind.BIRTH: "5/1/1980",
    Kind.DATE: "5/8/2020",
    Kind.PHONE: "0912345678",
    Kind.SEX: "Nam",
    Kind.IDENTITY: "071234567",
    Kind.YES_NO: "x",
    Kind.COUNT: 12,
}
HEADERS: dict[str, tuple[Schema, dict[str, str]]] = {
    "staff": (
        STAFF,
        {
            "full_name": "Họ tên cán bộ|Họ và tên giáo viên|HỌ & TÊN",
            "family_name": "Họ lót|Họ và tên đệm",
            "given_name": "Tên",
            "birth": "Ngày, tháng, năm sinh|Năm sinh|NTNS",
            "sex": "Giới tính (Nam/Nữ)|Phái",
            "phone": "Số điện thoại (Zalo)|ĐTDĐ|Điện thoại liên lạc|Số máy|Số di động|SĐT",
            "identity": "Số CMND/CCCD|CMTND|Căn cước công dân",
            "position": "Chức vụ/ chức danh|Chức danh",
            "department": "Nơi công tác|Đơn vị công tác hiện nay|Phòng/ban",
            "installed": "Tình trạng cài đặt|Đã cài đặt BlueZone",
            "smartphone": "Sử dụng điện thoại thông minh",
            "address": "Trú quán|Địa chỉ thường trú",
        },
    ),
    "household": (
        HOUSEHOLD,
        {
            "head": "Họ tên chủ hộ|Tên chủ hộ",
            "full_name": "Họ và tên thành viên|Thành viên trong hộ|Họ tên",
            "relation": "Mối quan hệ với chủ hộ|QH với chủ hộ",
            "household": "Hộ số|Số hộ",
            "hamlet": "Tổ nhân dân|Xóm/bản|Thôn bản",
        },
    ),
    "business": (
        BUSINESS,
        {
            "business": "Tên hộ kinh doanh|Tên doanh nghiệp/cơ sở|Tên đơn vị",
            "full_name": "Người đại diện pháp luật|Họ tên chủ",
            "trade": "Ngành nghề KD|Mặt hàng kinh doanh",
            "staff": "Số lượng nhân viên|Số NV",
            "phone": "SĐT chủ cơ sở",
            "address": "Địa chỉ kinh doanh",
        },
    ),
    "contacts": (
        CONTACTS,
        {
            "full_name": "Họ và tên F1|Họ tên người tiếp xúc",
            "contact_date": "Ngày tiếp xúc lần cuối|Ngày TX",
            "contact_place": "Nơi tiếp xúc với F0",
            "circumstances": "Hoàn cảnh tiếp xúc|Hoàn cảnh|Hoàn cảnh tiếp xúc với F0",
            "case": "Tiếp xúc với ca bệnh|Tiếp xúc với BN số",
            "sampled": "Ngày lấy mẫu lần 1",
            "result": "Kết quả lần 1|Kết quả xét nghiệm lần 1",
            "quarantine_from": "Ngày bắt đầu cách ly",
            "quarantine_place": "Địa điểm cách ly tập trung",
            "level": "F1/F2|Phân loại",
            "phone": "Số ĐT liên hệ",
            "address": "Địa chỉ nơi ở hiện tại",
        },
    ),
}
FOREIGN = [
    (STAFF, "Quê quán"),
    (STAFF, "Email"),
    (STAFF, "Dân tộc"),
    (STAFF, "Năm tốt nghiệp"),
    (HOUSEHOLD, "Hộ nghèo"),
    (CONTACTS, "Nghề nghiệp"),
    (CONTACTS, "Mối liên hệ với F0"),
    (CONTACTS, "Ngày về địa phương"),
]
CASES = [
    (schema, header, field)
    for schema, fields in HEADERS.values()
    for field, headers in fields.items()
    for header in headers.split("|")
]


def proposed(schema: Schema, header: str, cell: Cell) -> str | None:
    rows: list[list[Cell]] = [[number, cell, "ghi"] for number in range(1, 5)]
    return propose(table_of(["STT", header, "Ghi chú"], *rows), schema)[1].field


@pytest.mark.parametrize(("schema", "header", "field"), CASES, ids=[f"{s.name}: {h}" for s, h, _ in CASES])
def test_a_header_finds_its_field(schema: Schema, header: str, field: str) -> None:
    assert field == proposed(schema, header, FITTING.get(schema.field(field).kind, "abc"))


@pytest.mark.parametrize(("schema", "header"), FOREIGN)
def test_a_header_about_something_else_finds_none(schema: Schema, header: str) -> None:
    assert None is proposed(schema, header, "một điều khác")


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_every_schema_is_whole(schema: Schema) -> None:
    assert schema is schema_named(schema.name)
    assert schema.field(schema.key).required
    assert all(field.headers for field in schema.fields)
    assert all(schema.knows(field.stored_as) for field in schema.fields)


def test_a_schema_with_a_field_twice_or_without_its_key_cannot_exist() -> None:
    label = Words("a", "a")
    field = Field("name", Kind.TEXT, label)

    with pytest.raises(ValueError, match="not well named"):
        Schema("x", label, (field, field), "name")
    with pytest.raises(ValueError, match="not well named"):
        Schema("x", label, (field,), "other")


def test_there_is_no_schema_of_another_name() -> None:
    assert None is schema_named("shoes")
