"""Papers to try things on. Names of people are invented; the letter is the district's directive."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from bluezone.documents.paper import (
    Appendix,
    Article,
    Clause,
    Column,
    Dash,
    Issue,
    Issuer,
    Kind,
    Paper,
    Paragraph,
    Point,
    Section,
    Signatory,
    Table,
)

NOW = dt.datetime(2020, 8, 11, 9, 46, 12, tzinfo=dt.UTC)
ISSUE = Issue(number=5, date=dt.date(2020, 1, 5))
COMMITTEE = Issuer(name=("Ủy ban nhân dân", "huyện Sơn Dương"), abbreviation="UBND", place="Sơn Dương")
OFFICE = Issuer(
    superior=("Ủy ban nhân dân", "huyện Sơn Dương"),
    name=("Phòng Văn hóa và Thông tin",),
    abbreviation="VHTT",
    place="Sơn Dương",
)
VICE_CHAIR = Signatory(office=("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"), name="Hoàng Văn Thử")
HEAD = Signatory(office=("Trưởng phòng",), name="Trần Thị Mẫu")


def changed(paper: Paper, **changes: Any) -> Paper:
    return msgspec.structs.replace(paper, **changes)


def letter(**changes: Any) -> Paper:
    """The directive's form: several addressees, numbered demands."""
    made = Paper(
        kind=Kind.LETTER,
        issuer=COMMITTEE,
        subject="triển khai ứng dụng Bluezone trong phòng, chống dịch Covid-19",
        drafting_unit="VHTT",
        addressees=(
            "Các cơ quan, đơn vị thuộc huyện",
            "Ủy ban Mặt trận Tổ quốc và các tổ chức chính trị - xã hội huyện",
            "Ủy ban nhân dân các xã, thị trấn",
        ),
        blocks=(
            Paragraph(
                text="Căn cứ Văn bản số 525/STTTT-TTBCXB ngày 07/8/2020 của Sở Thông tin và Truyền thông tỉnh Tuyên"
                " Quang về việc triển khai ứng dụng Bluezone trong phòng chống Covid-19."
            ),
            Paragraph(
                text="Khi cài đặt ứng dụng Bluezone trên điện thoại thông minh và bật kết nối bluetooth, ứng dụng sẽ"
                " ghi nhận các tiếp xúc gần với các thiết bị khác đang cài đặt ứng dụng. Thông qua các truy vết này,"
                " ứng dụng sẽ giúp cảnh báo ngay nếu người dùng đã từng tiếp xúc gần với người nhiễm Covid-19."
            ),
            Paragraph(text="Ủy ban nhân dân huyện yêu cầu:"),
            Clause(
                text="Các cơ quan, đơn vị yêu cầu toàn bộ cán bộ, công chức, viên chức, người lao động nếu có điện"
                " thoại thông minh phải cài đặt ứng dụng Bluezone. Cơ quan, đơn vị cử người ghi nhận các hoạt động ra"
                " vào trụ sở, tuyên truyền để mọi người đến làm việc biết, cài đặt và chạy ứng dụng."
            ),
            Clause(
                text="Ủy ban nhân dân các xã, thị trấn chỉ đạo vận động, hướng dẫn cài đặt ứng dụng đến các hộ dân"
                " trên địa bàn quản lý; tuyên truyền thường xuyên trên hệ thống truyền thanh cơ sở; dán poster tại bộ"
                " phận một cửa, nhà văn hóa, các điểm công cộng trên địa bàn."
            ),
            Paragraph(
                text="Yêu cầu các cơ quan, đơn vị, Ủy ban nhân dân các xã, thị trấn nghiêm túc triển khai thực hiện;"
                " báo cáo Ủy ban nhân dân huyện kết quả thực hiện (qua Phòng Văn hóa và Thông tin huyện tổng hợp)"
                " trước ngày 26/8/2020."
            ),
        ),
        signatory=VICE_CHAIR,
        recipients=(
            "Như trên",
            "Thường trực Huyện ủy, HĐND huyện (báo cáo)",
            "Chủ tịch, các PCT UBND huyện",
            "Chánh, Phó VPTH UBND huyện",
        ),
    )
    return changed(made, **changes)


def report(**changes: Any) -> Paper:
    """Two pages with sections, points, a table and an appendix."""
    made = Paper(
        kind=Kind.REPORT,
        issuer=OFFICE,
        subject="Kết quả triển khai ứng dụng Bluezone trên địa bàn huyện",
        drafting_unit="TT",
        addressees=("Ủy ban nhân dân huyện Sơn Dương",),
        blocks=(
            Section(title="Tình hình triển khai"),
            Clause(title="Công tác chỉ đạo", text="Phòng đã hướng dẫn 31 xã, thị trấn. " + FILLER),
            Clause(title="Kết quả"),
            Point(text="Đã cài đặt cho 840 trên 1.172 cán bộ, công chức, viên chức."),
            Point(text="Đã dán 62 áp phích tại bộ phận một cửa và nhà văn hóa."),
            Dash(text="Trong đó 31 tại bộ phận một cửa."),
            units_table(),
            Section(title="Đánh giá chung"),
            Paragraph(text=FILLER * 2),
            Section(title="Đề xuất, kiến nghị"),
            Paragraph(text=FILLER + "Phòng Văn hóa và Thông tin trân trọng báo cáo."),
        ),
        signatory=HEAD,
        recipients=("Như trên", "Lãnh đạo phòng"),
        appendices=(Appendix(title="Số liệu theo xã, thị trấn", blocks=(units_table(),)),),
    )
    return changed(made, **changes)


def decision(**changes: Any) -> Paper:
    """Bases, an authority and articles."""
    made = Paper(
        kind=Kind.DECISION,
        issuer=COMMITTEE,
        subject="Về việc thành lập Tổ triển khai ứng dụng Bluezone",
        drafting_unit="VHTT",
        authority="Chủ tịch Ủy ban nhân dân huyện Sơn Dương",
        bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
            "Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007",
            "Theo đề nghị của Trưởng phòng Văn hóa và Thông tin",
        ),
        blocks=(
            Article(text="Thành lập Tổ triển khai ứng dụng Bluezone gồm các thành viên sau:"),
            Clause(text="Tổ trưởng: Trưởng phòng Văn hóa và Thông tin;"),
            Clause(text="Các thành viên: đại diện Huyện Đoàn và các xã, thị trấn."),
            Article(text="Quyết định này có hiệu lực kể từ ngày ký."),
            Article(text="Các thành viên có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này."),
        ),
        signatory=Signatory(office=("Chủ tịch",), name="Nguyễn Văn Thí"),
        recipients=("Như Điều 3", "Sở Thông tin và Truyền thông (báo cáo)"),
    )
    return changed(made, **changes)


def units_table() -> Table:
    return Table(
        columns=(
            Column(title="STT", share=0.5, numeric=True),
            Column(title="Đơn vị", share=2),
            Column(title="Số người có điện thoại", numeric=True),
            Column(title="Đã cài", numeric=True),
            Column(title="Tỷ lệ", numeric=True),
        ),
        rows=(
            ("1", "Xã Tân Trào", "1.204", "611", "50,75 %"),
            ("2", "Xã Minh Thanh", "980", "402", "41,02 %"),
            ("3", "Thị trấn Sơn Dương", "5.310", "3.905", "73,54 %"),
        ),
        total=("", "Cộng", "7.494", "4.918", "65,63 %"),
        caption="Bảng 1. Kết quả theo đơn vị",
    )


FILLER = (
    "Công tác tuyên truyền được thực hiện thường xuyên trên hệ thống truyền thanh cơ sở, trang thông tin điện tử và"
    " tại các điểm công cộng; các cơ quan, đơn vị cử người ghi nhận hoạt động ra vào trụ sở, hướng dẫn người đến làm"
    " việc cài đặt và chạy ứng dụng; các cơ sở kinh doanh, nhà hàng, khách sạn hướng dẫn nhân viên và khách hàng cùng"
    " thực hiện. "
)
