"""`bluezone documents example`: a paper as JSON, to start from."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.documents.paper import Paper


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print a letter as JSON, to be changed and handed to `documents write`."
    parser = commands.add_parser("example", help=sentence, description=sentence)
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(example_letter())).decode())
    return 0


def example_letter() -> Paper:
    """Writes a letter of a page; the people in it are invented."""
    from bluezone.documents.paper import Clause, Issuer, Kind, Paper, Paragraph, Signatory

    return Paper(
        kind=Kind.LETTER,
        issuer=Issuer(name=("Ủy ban nhân dân", "huyện Sơn Dương"), abbreviation="UBND", place="Sơn Dương"),
        subject="báo cáo kết quả triển khai ứng dụng Bluezone",
        drafting_unit="VHTT",
        addressees=("Các cơ quan, đơn vị thuộc huyện", "Ủy ban nhân dân các xã, thị trấn"),
        blocks=(
            Paragraph(
                text="Để việc quản lý, truy vết, cảnh báo khi có tiếp xúc với người nhiễm dịch bệnh đạt hiệu quả cao"
                " nhất, Ủy ban nhân dân huyện yêu cầu các cơ quan, đơn vị, Ủy ban nhân dân các xã, thị trấn:"
            ),
            Clause(
                text="Tổng hợp số cán bộ, công chức, viên chức, người lao động có điện thoại thông minh và số đã cài"
                " đặt ứng dụng Bluezone; cử người ghi nhận các hoạt động ra vào trụ sở."
            ),
            Clause(
                text="Tuyên truyền thường xuyên trên hệ thống truyền thanh cơ sở; dán áp phích tại bộ phận một cửa,"
                " nhà văn hóa và các điểm công cộng trên địa bàn."
            ),
            Paragraph(text="Báo cáo gửi về Phòng Văn hóa và Thông tin huyện trước ngày 26/8/2020 để tổng hợp."),
        ),
        signatory=Signatory(name="Nguyễn Văn Thí", office=("TM. Ủy ban nhân dân", "Chủ tịch")),
        recipients=("Như trên", "Thường trực Huyện ủy, HĐND huyện (báo cáo)"),
    )
