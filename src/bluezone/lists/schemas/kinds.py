"""The four kinds of list that the directive's offices send: staff, households, businesses, contacts of a case."""

from __future__ import annotations

from dataclasses import replace

from bluezone.lists.schemas.fields import Field, Kind, Schema
from bluezone.lists.schemas.people import (
    ADDRESS,
    COMMUNE,
    FULL_NAME,
    HAMLET,
    IDENTITY,
    INSTALLED,
    NOTE,
    ORDER,
    OTHER_PHONE,
    PERSON,
    PHONE,
    SMARTPHONE,
)
from bluezone.vietnam.words import Words

STAFF = Schema(
    "staff",
    Words("Danh sách cán bộ, người lao động", "Staff"),
    (
        *PERSON,
        PHONE,
        OTHER_PHONE,
        IDENTITY,
        Field(
            "position",
            Kind.TEXT,
            Words("Chức vụ", "Position"),
            ("Chức vụ", "Chức danh", "Chức vụ, chức danh", "Position"),
        ),
        Field(
            "department",
            Kind.TEXT,
            Words("Đơn vị", "Department"),
            (
                "Đơn vị",
                "Đơn vị công tác",
                "Phòng ban",
                "Phòng, ban",
                "Bộ phận",
                "Cơ quan",
                "Nơi công tác",
                "Department",
            ),
            section=("",),
        ),
        replace(COMMUNE, section=()),
        replace(HAMLET, section=()),
        ADDRESS,
        SMARTPHONE,
        INSTALLED,
        NOTE,
    ),
    key="full_name",
)
OF_HOUSEHOLDS = (
    Field(
        "members",
        Kind.COUNT,
        Words("Số khẩu", "People in the household"),
        (
            *("Số khẩu", "Số nhân khẩu", "Nhân khẩu", "Khẩu", "Số người trong hộ", "Số người", "Tổng số khẩu"),
            *("Tổng số nhân khẩu", "Số thành viên", "Tổng số người", "Members"),
        ),
    ),
    Field(
        "smartphones",
        Kind.COUNT,
        Words("Số người có điện thoại thông minh", "People with a smartphone"),
        (
            *("Số người có điện thoại thông minh", "Số người dùng điện thoại thông minh", "Số người có smartphone"),
            *("Số người sử dụng điện thoại thông minh", "Số điện thoại thông minh", "Số smartphone", "Số ĐTTM"),
            *("Số người có ĐTTM", "Có ĐTTM", "Dùng ĐTTM", "Có điện thoại thông minh", "Điện thoại thông minh"),
            *("Số ĐT thông minh", "Có ĐT thông minh", "ĐT thông minh", "Có smartphone", "Smartphone"),
        ),
        at_most=("members",),
    ),
    Field(
        "installs",
        Kind.COUNT,
        Words("Số người đã cài Bluezone", "People with Bluezone"),
        (
            *("Số người đã cài Bluezone", "Số người đã cài", "Số đã cài", "Số máy đã cài", "Số người cài đặt"),
            *("Số người đã cài đặt", "Đã cài", "Đã cài đặt", "Đã cài Bluezone", "Đã cài đặt Bluezone", "Cài Bluezone"),
            *("Số lượt cài đặt", "Bluezone"),
        ),
        at_most=("smartphones", "members"),
    ),
)
"""What a list with one row a household counts. It shares words with the marks of people: the cells tell them apart."""
HOUSEHOLD = Schema(
    "household",
    Words("Danh sách hộ gia đình", "Households"),
    (
        *PERSON,
        Field(
            "household",
            Kind.TEXT,
            Words("Số hộ", "Household number"),
            ("Số hộ", "Hộ số", "Hộ", "Số sổ hộ khẩu", "Sổ hộ khẩu", "Mã hộ", "Số HK"),
            fill_down=True,
        ),
        Field(
            "head",
            Kind.TEXT,
            Words("Chủ hộ", "Head of household"),
            ("Chủ hộ", "Họ và tên chủ hộ", "Họ tên chủ hộ", "Tên chủ hộ", "Hộ ông/bà"),
            fill_down=True,
        ),
        Field(
            "relation",
            Kind.TEXT,
            Words("Quan hệ với chủ hộ", "Relation to the head"),
            ("Quan hệ với chủ hộ", "Quan hệ", "QH với chủ hộ", "Quan hệ chủ hộ"),
        ),
        PHONE,
        OTHER_PHONE,
        IDENTITY,
        replace(HAMLET, fill_down=True, section=(*HAMLET.section, "")),
        replace(COMMUNE, fill_down=True),
        replace(ADDRESS, fill_down=True),
        SMARTPHONE,
        INSTALLED,
        *OF_HOUSEHOLDS,
        NOTE,
    ),
    key="full_name",
    stand_in="head",
)
"""One row a person, or one row a household: then its head stands for it, and the row counts the others."""
BUSINESS = Schema(
    "business",
    Words("Danh sách cơ sở kinh doanh", "Businesses"),
    (
        ORDER,
        Field(
            "business",
            Kind.TEXT,
            Words("Tên cơ sở", "Business"),
            (
                *("Tên cơ sở", "Tên cơ sở kinh doanh", "Cơ sở kinh doanh", "Tên doanh nghiệp", "Tên hộ kinh doanh"),
                *("Tên nhà hàng, khách sạn", "Tên cửa hàng", "Tên đơn vị", "Cơ sở", "Business"),
            ),
            required=True,
        ),
        replace(
            FULL_NAME,
            label=Words("Chủ cơ sở", "Owner"),
            headers=(
                "Chủ cơ sở",
                "Họ tên chủ cơ sở",
                "Họ tên chủ",
                "Họ tên",
                "Người đại diện",
                "Đại diện",
                "Chủ hộ kinh doanh",
                "Họ và tên",
                "Owner",
            ),
            required=False,
        ),
        Field(
            "trade",
            Kind.TEXT,
            Words("Ngành nghề", "Trade"),
            (
                "Ngành nghề",
                "Ngành nghề kinh doanh",
                "Loại hình",
                "Mặt hàng kinh doanh",
                "Loại hình kinh doanh",
                "Lĩnh vực",
                "Trade",
            ),
        ),
        Field("tax_code", Kind.IDENTITY, Words("Mã số thuế", "Tax code"), ("Mã số thuế", "MST", "Tax code")),
        PHONE,
        OTHER_PHONE,
        HAMLET,
        COMMUNE,
        ADDRESS,
        Field(
            "staff",
            Kind.COUNT,
            Words("Số nhân viên", "Staff"),
            (
                "Số nhân viên",
                "Số NV",
                "Số lao động",
                "Tổng số nhân viên",
                "Nhân viên",
                "Số người làm việc",
                "Nhân viên / Tổng số",
            ),
        ),
        Field(
            "staff_installed",
            Kind.COUNT,
            Words("Số nhân viên đã cài", "Staff with Bluezone"),
            ("Số nhân viên đã cài", "Số người đã cài", "Đã cài Bluezone", "Nhân viên / Đã cài", "Số đã cài đặt"),
            at_most=("staff",),
        ),
        Field(
            "customers_helped",
            Kind.COUNT,
            Words("Số khách đã được hỗ trợ cài đặt", "Customers helped"),
            (
                *("Số khách đã được hỗ trợ cài đặt", "Số khách được hỗ trợ cài đặt", "Số khách đã được hỗ trợ"),
                *("Số khách được hỗ trợ", "Số khách đã hướng dẫn", "Số khách hàng được hỗ trợ cài đặt"),
                *("Số khách hàng đã được hướng dẫn", "Số khách hàng được hướng dẫn cài đặt", "Khách được hỗ trợ"),
                *("Khách hàng được hỗ trợ", "Khách được hướng dẫn", "Khách hàng / Đã hỗ trợ", "Customers helped"),
            ),
        ),
        NOTE,
    ),
    key="business",
)
CONTACTS = Schema(
    "contacts",
    Words("Danh sách người tiếp xúc (F1, F2)", "Contacts of a case"),
    (
        *PERSON,
        PHONE,
        OTHER_PHONE,
        IDENTITY,
        ADDRESS,
        HAMLET,
        COMMUNE,
        Field(
            "case",
            Kind.TEXT,
            Words("Tiếp xúc với (F0)", "Contact of"),
            (
                "Tiếp xúc với F0",
                "Tiếp xúc với",
                "Ca bệnh",
                "F0",
                "BN",
                "Tiếp xúc với bệnh nhân",
                "Nguồn tiếp xúc",
                "Case",
            ),
            section=("bn", "f0", "ca benh", "benh nhan"),
        ),
        Field(
            "level",
            Kind.TEXT,
            Words("Diện (F)", "Level"),
            ("Diện", "F", "Phân loại", "Đối tượng", "Loại F", "F1/F2", "Level"),
        ),
        Field(
            "contact_date",
            Kind.DATE,
            Words("Ngày tiếp xúc", "Day of contact"),
            (
                "Ngày tiếp xúc",
                "Ngày TX",
                "Ngày tiếp xúc cuối",
                "Ngày tiếp xúc gần nhất",
                "Thời gian tiếp xúc",
                "Contact date",
            ),
        ),
        Field(
            "contact_place",
            Kind.TEXT,
            Words("Nơi tiếp xúc", "Place of contact"),
            ("Nơi tiếp xúc", "Địa điểm tiếp xúc", "Mốc dịch tễ"),
        ),
        Field(
            "circumstances",
            Kind.TEXT,
            Words("Hoàn cảnh tiếp xúc", "How they met"),
            ("Hoàn cảnh", "Hoàn cảnh tiếp xúc", "Tình huống tiếp xúc", "Cách tiếp xúc"),
        ),
        Field(
            "quarantine_from",
            Kind.DATE,
            Words("Cách ly từ ngày", "Quarantine from"),
            ("Cách ly từ ngày", "Ngày cách ly", "Ngày bắt đầu cách ly", "Ngày vào cách ly"),
        ),
        Field(
            "quarantine_place",
            Kind.TEXT,
            Words("Nơi cách ly", "Place of quarantine"),
            ("Nơi cách ly", "Địa điểm cách ly", "Hình thức cách ly"),
        ),
        Field(
            "sampled",
            Kind.DATE,
            Words("Ngày lấy mẫu", "Sampled"),
            ("Ngày lấy mẫu", "Ngày XN", "Ngày xét nghiệm", "Lấy mẫu"),
        ),
        Field("result", Kind.TEXT, Words("Kết quả", "Result"), ("Kết quả", "Kết quả XN", "Kết quả xét nghiệm", "KQXN")),
        NOTE,
    ),
    key="full_name",
)

SCHEMAS: tuple[Schema, ...] = (STAFF, HOUSEHOLD, BUSINESS, CONTACTS)

VOCABULARY: frozenset[str] = frozenset().union(*(schema.folded_headers() for schema in SCHEMAS))
"""Every header that any kind of list has, folded."""


def schema_named(name: str) -> Schema | None:
    return next((schema for schema in SCHEMAS if schema.name == name), None)
