"""Lists as ugly as those that offices really send. Nobody in them exists.

Each function is one file: its bytes and the name under which it is sent. What must come out of it is written by hand in
`tests/lists/test_ugly_lists.py`.
"""

from __future__ import annotations

import datetime as dt
import unicodedata

from bluezone.lists.letters.encodings import Encoding
from tests.support.lists.old_letters import written_in
from tests.support.lists.spreadsheets import Rows, ods, xls, xlsx

Sent = tuple[bytes, str]


def _in_old_letters(rows: Rows, encoding: Encoding) -> Rows:
    return [[written_in(cell, encoding) if isinstance(cell, str) else cell for cell in row] for row in rows]


def staff_with_merged_header() -> Sent:
    """Titles, a header of two lines with joined cells, numbered columns, capitals, lost zeros, total, signatures."""
    rows: Rows = [
        ["UBND HUYỆN SƠN DƯƠNG", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["PHÒNG NỘI VỤ", None, None, None, "Độc lập - Tự do - Hạnh phúc"],
        [None],
        ["DANH SÁCH CÁN BỘ, CÔNG CHỨC CÀI ĐẶT ỨNG DỤNG BLUEZONE"],
        ["(Kèm theo Báo cáo số 12/BC-PNV ngày 20/8/2020)"],
        ["STT", "Họ và tên", "Năm sinh", None, "Chức vụ", "Số điện thoại", "Đã cài đặt Bluezone"],
        [None, None, "Nam", "Nữ", None, None, None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, "NGUYỄN VĂN HÙNG", 1975, None, "Trưởng phòng", 912345678, "x"],
        [2, "TRẦN THỊ LAN", None, 1988, "Chuyên viên", 387654321, "x"],
        [3, "MA ĐÌNH TÙNG", 1990, None, "Chuyên viên", "01681234567", None],
        ["Tổng cộng", None, None, None, None, None, 2],
        [None],
        [None, "NGƯỜI LẬP BIỂU", None, None, "TRƯỞNG PHÒNG"],
        [None, "Lý Thị Yến", None, None, "Nguyễn Văn Hùng"],
    ]
    merged = [(1, 1, 1, 3), (4, 1, 4, 7), (6, 3, 6, 4), (6, 1, 7, 1), (6, 2, 7, 2), (6, 5, 7, 5), (6, 6, 7, 6)]
    return xlsx(rows, merged=[*merged, (6, 7, 7, 7)]), "DS can bo.xlsx"


def staff_in_vntime() -> Sent:
    """An .xls of 2003 in .VnTime, the name in two columns, sections by office, an ending that is right."""
    rows: Rows = [
        ["DANH SÁCH VIÊN CHỨC, NGƯỜI LAO ĐỘNG"],
        ["TT", "Họ và đệm", "Tên", "Ngày sinh", "Giới tính", "Điện thoại", "Ghi chú"],
        ["I", "Trường Mầm non Tân Trào"],
        [1, "Hoàng Thị", "Hạnh", dt.date(1985, 3, 14), "Nữ", "0912.345.678", None],
        [2, "Nông Văn", "Đạt", "05/12/1979", "Nam", "+84 387 654 321", "nghỉ phép"],
        ["II", "Trạm Y tế xã Tân Trào"],
        [3, "Bàn Thị", "Thủy", 1992, "Nữ", 978123456, None],
    ]
    return xls(_in_old_letters(rows, Encoding.TCVN3), font=".VnTime"), "danh_sach.xls"


def staff_vni_csv() -> Sent:
    """VNI-Times saved as csv with semicolons by a Western Windows."""
    text = (
        "STT;Họ tên;Ngày tháng năm sinh;Phái;SĐT;Cơ quan\r\n"
        "1;Lê Thị Thu Hương;15/7/85;Nữ;0912345678;Huyện Đoàn Sơn Dương\r\n"
        "2;Đỗ Mạnh Cường;ngày 5 tháng 1 năm 1990;Nam;0387654321 / 0207 3835 123;Huyện Đoàn Sơn Dương\r\n"
        "3;Vũ Ngọc Quỳnh;1991;Nữ;;Huyện Đoàn Sơn Dương\r\n"
    )
    return written_in(text, Encoding.VNI).encode("cp1252"), "doanvien.csv"


def household_book() -> Sent:
    """A household book: number, head and hamlet only in the first row of each, joined cells down, sections."""
    rows: Rows = [
        ["DANH SÁCH HỘ GIA ĐÌNH - XÃ TÚ THỊNH"],
        ["Số hộ", "Chủ hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Nam", "Nữ", "Thôn", "Số CMND"],
        [1, "Lương Văn Sơn", "Lương Văn Sơn", "Chủ hộ", "02/09/1960", "x", None, "Đồng Quan", 71234567],
        [None, None, "Hà Thị Bình", "Vợ", 1962, None, "x", None, "080162001234"],
        [None, None, "Lương Thị Mai", "Con", "3/1995", None, "x", None, None],
        [2, "Triệu Thị Nhung", "Triệu Thị Nhung", "Chủ hộ", "1971", None, "x", "Phú Thọ 2", "071999888"],
        [None, None, "Bàn Văn Long", "Con", dt.date(2001, 11, 30), "x", None, None, None],
    ]
    return xlsx(rows, merged=[(1, 1, 1, 9), (3, 1, 5, 1), (3, 2, 5, 2), (3, 8, 5, 8)]), "so ho khau.xlsx"


def household_by_hamlet() -> Sent:
    """An .ods in decomposed Unicode, hamlets as headings, the header again on every page, blank and hidden rows."""
    rows: Rows = [
        ["Danh sách hộ dân đã hướng dẫn cài đặt"],
        ["STT", "Họ và tên chủ hộ", "Họ và tên", "Năm sinh", "Xã", "Số điện thoại", "Smartphone"],
        ["Thôn Đồng Quan"],
        [1, "Hà Văn Nam", "Hà Văn Nam", 1980, "Tú Thịnh", 912000111, "Có"],
        [None],
        [2, "Hà Văn Nam", "Hà Thị Hòa", 1983, "Tú Thịnh", None, "Không"],
        ["STT", "Họ và tên chủ hộ", "Họ và tên", "Năm sinh", "Xã", "Số điện thoại", "Smartphone"],
        ["Thôn Phú Thọ"],
        [3, "Quan Văn Việt", "Quan Văn Việt", 1966, "xã Hợp Hoà", "0912 000 222", "Có"],
        ["Cộng: 3 người"],
    ]
    apart = [[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return ods(apart, hidden=[6]), "ho dan.ods"


def businesses() -> Sent:
    """Header of three lines without any joined cell known, counts with dots, an ending that lies."""
    rows: Rows = [
        ["DANH SÁCH CƠ SỞ KINH DOANH, NHÀ HÀNG, KHÁCH SẠN"],
        ["STT", "Tên cơ sở kinh doanh", "Chủ cơ sở", "Địa chỉ", None, "Nhân viên", None, "Mã số thuế"],
        [None, None, None, "Thôn, tổ dân phố", "Xã, thị trấn", "Tổng số", "Đã cài", None],
        [1, "Nhà nghỉ Hoa Mai", "Bùi Thị Hoa", "TDP Đăng Châu", "TT Sơn Dương", 12, 10, 5000123456],
        [2, "Quán ăn Bình Minh", "Ông Đặng Văn Bình", "Thôn Bòng", "Tân Trào", "1.200", "0", "5000654321-001"],
        [3, "Siêu thị Tân Trào", "Phạm Quang Khánh", None, "Tân Tràoo", "8 người", 8, None],
        [None, "Tổng số: 3 cơ sở", None, None, None, 1220, 18, None],
    ]
    return xlsx(rows), "co so kinh doanh.xls"


def contacts_of_a_case() -> Sent:
    """F1 list typed in haste: days in five forms, two phones in a cell, the month first once, F0 as a heading."""
    rows: Rows = [
        ["DANH SÁCH F1 TIẾP XÚC VỚI CA BỆNH"],
        [
            "TT",
            "Họ tên",
            "NS",
            "Giới",
            "Nơi ở",
            "SĐT liên hệ",
            "Ngày tiếp xúc",
            "Nơi tiếp xúc",
            "Ngày lấy mẫu",
            "Kết quả XN",
        ],
        ["BN 714"],
        [
            1,
            "nguyễn đức thắng",
            1987,
            "nam",
            "thôn Bòng, Tân Trào",
            "0912345678-0387654321",
            "1/8/2020",
            "Chợ",
            44046,
            "âm tính",
        ],
        [2, "Trần Thị Loan", "1/2/93", "nữ", "Sơn Nam", "O978 123 456", "02-08-20", "Xe khách", "04/8/2020", "âm tính"],
        ["BN 715"],
        [3, "Y-BION KSOR", "1979", "Nam", "Hào Phú", "84912000333", "2020-08-03", "Đám cưới", "08/25/2020", "chờ"],
        [4, "Ma Thị Tuyết", None, "Nữ", "Ninh Lai", "không có", dt.date(2020, 8, 4), "Nhà", None, None],
        ["Người lập bảng: Lý Văn Toàn"],
    ]
    return xlsx(rows), "F1 ngay 20-8.xlsx"


def contacts_in_utf16() -> Sent:
    """Tab-separated Unicode text as Excel's "Unicode Text" writes it, with quoted line breaks and a second phone."""
    text = (
        "Họ và tên\tNăm sinh\tSố điện thoại\tSố điện thoại\tXã\tDiện\tNgày tiếp xúc\r\n"
        'Dương Văn Hải\t1990\t"0912345678\n0387654321"\t0207 3835 123\tĐại Phú\tF1\t5/8/2020\r\n'
        "Dương Thị Hiền\t1992\t978000111\t\tĐại Phú\tF2\t6/8/2020\r\n"
    )
    return text.encode("utf-16"), "F1.txt"


def staff_with_trouble() -> Sent:
    """Rows that cannot be taken: no name, both sexes marked, a day that was never, a phone that is none."""
    rows: Rows = [
        ["STT", "Họ và tên", "Nam", "Nữ", "Ngày sinh", "Số điện thoại", "Email", "Xã"],
        [1, "Phạm Thị Châu", None, "x", "12/5/1980", "0912345678", "chau@example.vn", "Phúc Ứng"],
        [2, None, "x", None, "1/1/1990", "0387654321", None, "Phúc Ứng"],
        [3, "Lê Văn Phúc", "x", "x", "1/1/1991", "0387654322", None, "Phúc Ứng"],
        [4, "Vũ Thị Nga", None, "x", "31/2/1990", "0387654323", None, "Phúc Ứng"],
        [5, "Ngô Văn Quân", "x", None, "3/3/1993", "12345", None, "Bắc Kinh"],
    ]
    return xlsx(rows), "can sua.xlsx"


def staff_under_formulas() -> Sent:
    """A csv from a web form: somebody typed formulas, the dates were swapped by Excel, names repeat."""
    text = (
        "No.,Full name,Date of birth,Gender,Mobile,Department,Note\n"
        '1,Hồ Thị Linh,25/01/1990,Nữ,0912345678,Phòng Văn hóa,"=HYPERLINK(""http://x.example"",""xem"")"\n'
        "2,HỒ THỊ LINH,25/1/1990,Nữ,912345678,Phòng VH,+1\n"
        "3,Hồ Thị Lịnh,1990,Nữ,0912 345 678,Phòng Văn hóa,@SUM(A1)\n"
        "4,Đặng Văn Tâm,14/07/1985,Nam,0387654321,Phòng Văn hóa,-\n"
    )
    return text.encode(), "bieu mau.csv"


_HOUSEHOLDS: Rows = [
    ["UBND XÃ TÚ THỊNH", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["DANH SÁCH HỘ GIA ĐÌNH ĐƯỢC VẬN ĐỘNG CÀI ĐẶT BLUEZONE"],
    ["(Số liệu đến ngày 20/8/2020)"],
    ["TT", "Chủ hộ", "Năm sinh", "Trong hộ", None, None, "SĐT chủ hộ", "Ngày vận động"],
    [None, None, None, "Số khẩu", "Có ĐT thông minh", "Đã cài", None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
    ["Đồng Quan"],
    [1, "HÀ VĂN NAM", 1968, 4, 2, 2, 912000111, "5/8"],
    [2, "Bà Lương Thị Mai", "1971", 3, 1, 0, None, "5/8/2020"],
    ["Cộng thôn Đồng Quan", None, None, 7, 3, 2],
    ["II", "Thôn Phú Thọ (2 hộ)", None, 8, 5, 3],
    [1, "Quan Văn Việt", "02/9/1966", 5, 3, 3, "0912 000 222", "31/12"],
    [2, "Triệu Thị Nhung", None, "3 người", 2, None, "0978123456", None],
    ["Tổng cộng: 4 hộ", None, None, 15, 8, 5],
    [None, None, None, None, None, "Tú Thịnh, ngày 20 tháng 8 năm 2020"],
    [None, "NGƯỜI LẬP BIỂU", None, None, None, "CHỦ TỊCH"],
]


def households_counted() -> Sent:
    """One row a household: head, people, smartphones, installs; a header of two lines, hamlets between, their sums, and
    a day of each visit, which nobody is to keep."""
    merged = [(2, 1, 2, 8), (3, 1, 3, 8), (4, 4, 4, 6), (7, 1, 7, 8)]
    merged += [(4, column, 5, column) for column in (1, 2, 3, 7, 8)]
    return xlsx(_HOUSEHOLDS, merged=merged), "ho da van dong.xlsx"


def households_counted_csv() -> Sent:
    """The same, saved as csv: nothing is joined there."""
    lines = [";".join("" if cell is None else str(cell) for cell in row) for row in _HOUSEHOLDS]
    return "\r\n".join(lines).encode("utf-8-sig"), "ho da van dong.csv"


def contacts_around_new_year() -> Sent:
    """Contacts under a header of two lines: days without a year in December and January, circumstances beside the F0,
    hamlet and commune under one joined "Địa chỉ"."""
    rows: Rows = [
        ["DANH SÁCH NGƯỜI TIẾP XÚC GẦN"],
        [
            "STT",
            "Họ và tên",
            "Năm sinh",
            "Địa chỉ",
            None,
            "Hoàn cảnh tiếp xúc với F0",
            "F0",
            "Ngày tiếp xúc",
            "Lấy mẫu",
        ],
        [None, None, None, "Thôn", "Xã, TT", None, None, None, None],
        [1, "Lê Văn An", 1987, "Bòng", "Tân Trào", "Ăn cùng mâm", "BN 1440", "30/12", "3/1/2021"],
        [2, "Trần Thị Bình", 1991, "Đăng Châu", "TT Sơn Dương", "Cùng xe khách", "BN 1440", "2/1", None],
        [3, "Ma Văn Chi", "5/1/1960", "Bòng", "Tân Trào", "Cùng lớp", "BN 1440", "31/12/2020", "4/1"],
    ]
    merged = [(1, 1, 1, 9), (2, 4, 2, 5), *((2, column, 3, column) for column in (1, 2, 3, 6, 7, 8, 9))]
    return xlsx(rows, merged=merged), "F1 tet duong lich.xlsx"


UGLY = (
    staff_with_merged_header,
    staff_in_vntime,
    staff_vni_csv,
    household_book,
    household_by_hamlet,
    businesses,
    contacts_of_a_case,
    contacts_in_utf16,
    staff_with_trouble,
    staff_under_formulas,
    households_counted,
    households_counted_csv,
    contacts_around_new_year,
)
