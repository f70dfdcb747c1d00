"""The fields that every list of people has, whatever else it is about."""

from __future__ import annotations

from bluezone.lists.schemas.fields import Field, Kind
from bluezone.vietnam.words import Words

ORDER = Field("order", Kind.ORDER, Words("STT", "No."), ("STT", "TT", "Số TT", "Số thứ tự", "No.", "No"))
NAME_PARTS = (
    Field(
        "family_name",
        Kind.FAMILY_NAME,
        Words("Họ và đệm", "Family and middle names"),
        (
            "Họ và đệm",
            "Họ đệm",
            "Họ và tên đệm",
            "Họ, tên đệm",
            "Họ lót",
            "Họ và tên lót",
            "Họ",
            "Family name",
            "Last name",
        ),
    ),
    Field("given_name", Kind.GIVEN_NAME, Words("Tên", "Given name"), ("Tên", "Given name", "First name")),
)
FULL_NAME = Field(
    "full_name",
    Kind.NAME,
    Words("Họ và tên", "Full name"),
    (
        "Họ và tên",
        "Họ tên",
        "Họ, tên",
        "Họ & tên",
        "Tên đầy đủ",
        "Họ và tên người",
        "Thành viên trong hộ",
        "Full name",
        "Name",
    ),
    required=True,
)
SEX = Field("sex", Kind.SEX, Words("Giới tính", "Sex"), ("Giới tính", "Giới", "Nam/Nữ", "Phái", "Sex", "Gender"))
SEX_MARKS = (
    Field(
        "male",
        Kind.MALE_MARK,
        Words("Nam (đánh dấu)", "Male (mark)"),
        ("Nam", "Giới tính / Nam", "Giới / Nam", "Male"),
    ),
    Field(
        "female",
        Kind.FEMALE_MARK,
        Words("Nữ (đánh dấu)", "Female (mark)"),
        ("Nữ", "Giới tính / Nữ", "Giới / Nữ", "Female"),
    ),
)
BIRTH = Field(
    "birth",
    Kind.BIRTH,
    Words("Ngày sinh", "Born"),
    (
        *(
            "Ngày sinh",
            "Ngày tháng năm sinh",
            "Năm sinh",
            "Ngày, tháng, năm sinh",
            "Sinh ngày",
            "NTNS",
            "NS",
            "Sinh năm",
        ),
        *("Ngày/tháng/năm sinh", "Date of birth", "Year of birth", "DOB"),
    ),
)
BIRTH_BY_SEX = (
    Field(
        "birth_male",
        Kind.MALE_BIRTH,
        Words("Năm sinh (cột Nam)", "Born (men's column)"),
        ("Năm sinh / Nam", "Ngày sinh / Nam", "Ngày tháng năm sinh / Nam", "Tuổi / Nam"),
    ),
    Field(
        "birth_female",
        Kind.FEMALE_BIRTH,
        Words("Năm sinh (cột Nữ)", "Born (women's column)"),
        ("Năm sinh / Nữ", "Ngày sinh / Nữ", "Ngày tháng năm sinh / Nữ", "Tuổi / Nữ"),
    ),
)
PHONE = Field(
    "phone",
    Kind.PHONE,
    Words("Số điện thoại", "Phone"),
    (
        "Số điện thoại",
        "Điện thoại",
        "SĐT",
        "ĐT",
        "Số ĐT",
        "Di động",
        "Điện thoại di động",
        "SĐT liên hệ",
        "ĐTDĐ",
        "Số máy",
        "Số di động",
        "Phone",
        "Mobile",
    ),
)
OTHER_PHONE = Field(
    "other_phone",
    Kind.PHONE,
    Words("Điện thoại khác", "Other phone"),
    ("Điện thoại khác", "SĐT 2", "SĐT người thân", "Điện thoại nhà riêng", "Điện thoại cố định", "Số điện thoại 2"),
)
IDENTITY = Field(
    "identity",
    Kind.IDENTITY,
    Words("CCCD/CMND", "Identity number"),
    (
        "CCCD",
        "CMND",
        "CMTND",
        "Số CMND",
        "Số CCCD",
        "CMND/CCCD",
        "CCCD/CMND",
        "Số CMND/CCCD",
        "Căn cước công dân",
        "Số định danh",
    ),
)
COMMUNE = Field(
    "commune",
    Kind.COMMUNE,
    Words("Xã, phường, thị trấn", "Commune"),
    (
        *("Xã", "Xã, thị trấn", "Xã/thị trấn", "Xã/phường", "Xã, phường, thị trấn", "Phường/xã", "Phường", "Commune"),
        *("Xã, TT", "Xã/TT", "Xã, phường, TT", "Xã, phường"),
    ),
    section=("xa ", "phuong ", "thi tran ", "tt ", "ubnd xa ", "dac khu "),
)
HAMLET = Field(
    "hamlet",
    Kind.TEXT,
    Words("Thôn, tổ dân phố", "Hamlet"),
    (
        "Thôn",
        "Thôn, bản",
        "Thôn/tổ dân phố",
        "Thôn, tổ dân phố",
        "Thôn/TDP",
        "Tổ dân phố",
        "Tổ nhân dân",
        "Xóm",
        "Bản",
        "Ấp",
        "Hamlet",
    ),
    section=("thon ", "to ", "tdp ", "ban ", "xom ", "khu ", "ap ", "buon ", "lang "),
)
ADDRESS = Field(
    "address",
    Kind.TEXT,
    Words("Địa chỉ", "Address"),
    (
        "Địa chỉ",
        "Nơi ở",
        "Chỗ ở",
        "Nơi ở hiện nay",
        "Địa chỉ thường trú",
        "Hộ khẩu thường trú",
        "HKTT",
        "Nơi cư trú",
        "Trú quán",
        "Chỗ ở hiện nay",
        "Address",
    ),
)
SMARTPHONE = Field(
    "smartphone",
    Kind.YES_NO,
    Words("Có điện thoại thông minh", "Has a smartphone"),
    (
        *("Có điện thoại thông minh", "Điện thoại thông minh", "Có smartphone", "Smartphone", "Dùng smartphone"),
        *("Có ĐT thông minh", "ĐT thông minh", "Có ĐTTM"),
    ),
)
INSTALLED = Field(
    "installed",
    Kind.YES_NO,
    Words("Đã cài Bluezone", "Bluezone installed"),
    (
        "Đã cài Bluezone",
        "Đã cài đặt",
        "Cài Bluezone",
        "Đã cài đặt Bluezone",
        "Đã cài đặt ứng dụng",
        "Tình trạng cài đặt",
        "Bluezone",
        "Installed",
    ),
)
NOTE = Field("note", Kind.TEXT, Words("Ghi chú", "Note"), ("Ghi chú", "Chú thích", "Note", "Notes"))
PERSON = (ORDER, FULL_NAME, *NAME_PARTS, BIRTH, *BIRTH_BY_SEX, SEX, *SEX_MARKS)
