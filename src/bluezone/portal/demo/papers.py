"""Papers for a demonstration: a letter that waits for its signature, a plan in draft, and one that came in."""

from __future__ import annotations

import datetime as dt

from bluezone.documents.paper import Clause, Issuer, Kind, Paper, Paragraph, Section, Signatory
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.services import Arrival, draft_paper, enter_arrival, submit
from bluezone.portal.papers.standing import as_read
from bluezone.portal.world import World

_ISSUER = Issuer(name=("Ủy ban nhân dân", "xã Sơn Dương"), abbreviation="UBND", place="Sơn Dương")
_CHAIR = Signatory(office=("TM. Ủy ban nhân dân", "Chủ tịch"), name="Nguyễn Văn Khánh")
_LETTER = Paper(
    kind=Kind.LETTER,
    issuer=_ISSUER,
    subject="triển khai ứng dụng Bluezone tại các cơ quan, trường học, cơ sở kinh doanh",
    drafting_unit="VHXH",
    addressees=("Các cơ quan, đơn vị, trường học trên địa bàn xã", "Các cơ sở kinh doanh"),
    blocks=(
        Paragraph(text="Để phòng, chống dịch bệnh trên địa bàn, Ủy ban nhân dân xã yêu cầu:"),
        Clause(text="Các cơ quan, đơn vị hướng dẫn người lao động cài đặt và bật ứng dụng Bluezone."),
        Clause(text="Các trường học, cơ sở kinh doanh dán áp phích ở cửa ra vào và ghi nhận người ra vào."),
        Paragraph(text="Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện."),
    ),
    signatory=_CHAIR,
    recipients=("Như trên", "Thường trực Đảng ủy, HĐND xã (báo cáo)"),
)
_PLAN = Paper(
    kind=Kind.PLAN,
    issuer=_ISSUER,
    subject="Tuyên truyền cài đặt ứng dụng Bluezone năm 2026",
    drafting_unit="VHXH",
    blocks=(
        Section(title="Mục đích, yêu cầu"),
        Paragraph(text="Mỗi hộ có ít nhất một người cài đặt và bật ứng dụng."),
        Section(title="Tổ chức thực hiện"),
        Paragraph(text="Đài truyền thanh xã phát tin hai lần mỗi ngày; các thôn báo cáo kết quả hằng tuần."),
    ),
    signatory=_CHAIR,
    recipients=("Các thôn, tổ dân phố", "Đài truyền thanh xã"),
)


def write_papers(world: World) -> None:
    """Writes papers of the commune's committee, as its clerk."""
    committee = Organisation.objects.get(name="UBND xã Sơn Dương")
    clerk, now = Staff.objects.get(username="huyen"), world.now()
    for content in (_LETTER, _PLAN):
        paper = draft_paper(organisation=committee, paper=content, by=clerk, now=now, entropy=world.entropy)
        if content is _LETTER:
            submit(paper=paper, read=as_read(paper), by=clerk, now=now)
    arrival = Arrival(
        author="UBND tỉnh Tuyên Quang",
        paper_code="525/UBND-KGVX",
        dated_on=now.date() - dt.timedelta(days=3),
        type_name="Công văn",
        subject="V/v triển khai ứng dụng Bluezone trong phòng, chống dịch",
        unit="Phòng Văn hóa - Xã hội",
        due_on=now.date() + dt.timedelta(days=10),
        pages=2,
    )
    enter_arrival(organisation=committee, arrival=arrival, by=clerk, now=now)
