"""The directive of Sơn Dương in a portal: registered, everybody seated, answers that are plausible."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from importlib.resources import files

import pypdfium2 as pdfium
from PIL import Image

from bluezone.portal.directives.models import CorrectionRecord, DirectiveRecord, Participant, ReportRecord, RolloutPaper
from bluezone.portal.directives.selectors.cores import DirectiveContext as Directed
from bluezone.portal.directives.selectors.cores import context_of
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.composing import Head
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.drafting import PaperRequest, draft_rollout_paper
from bluezone.portal.directives.services.entering import Entry, judge, question_key, unanswered
from bluezone.portal.directives.services.evidence import Piece, add_evidence
from bluezone.portal.directives.services.letters import keep_signed_pdf
from bluezone.portal.directives.services.levels import propose_correction
from bluezone.portal.directives.services.registering import give_membership, register_directive
from bluezone.portal.directives.services.reporting import send_entry
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import WRITERS
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.reports.report import Step
from tests.support.portal.offices import Office
from tests.support.rollout.directives import SHIPPED_TEXT
from tests.support.rollout.reporting import SON_DUONG

LIST = files("bluezone.rollout").joinpath("data").joinpath("son-duong-2020-organisations.csv").read_bytes()
LOADED = dt.datetime(2020, 8, 12, 8, 0, tzinfo=VIET_NAM)
SENT = dt.datetime(2020, 8, 24, 9, 0, tzinfo=VIET_NAM)
CLOSED = dt.datetime(2020, 8, 26, 9, 0, tzinfo=VIET_NAM)
SCHOOLS = ("truong-thcs-trung-yen", "truong-tieu-hoc-tan-trao", "truong-thpt-son-duong")
MARKETS = ("cho-son-duong", "cho-trung-yen")
WITH_SCHOOLS = (
    LIST
    + (
        "truong-thcs-trung-yen,Trường THCS Trung Yên,school,02539,education-office\n"
        "truong-tieu-hoc-tan-trao,Trường Tiểu học Tân Trào,school,02545,education-office\n"
        "truong-thpt-son-duong,Trường THPT Sơn Dương,school,02536,education-office\n"
        "cho-son-duong,Chợ trung tâm Sơn Dương,market,02536,economy-office\n"
        "cho-trung-yen,Chợ Trung Yên,market,02539,economy-office\n"
    ).encode()
)
"""The list of an office that lets schools and markets report for themselves, through their departments."""
TRUNG_YEN, TAN_TRAO_COMMITTEE = "ubnd-trung-yen", "ubnd-tan-trao"
HOUSEHOLDER = "Đặng Thị Mốc"
"""Somebody at whose house a poster hangs, as a commune's evidence says."""


@dataclass
class Rollout:
    """A registered directive and its people."""

    office: Office
    record: DirectiveRecord
    people: dict[str, Staff] = field(default_factory=dict)

    @property
    def directed(self) -> Directed:
        return context_of(self.record)

    def participant(self, key: str) -> Participant:
        return Participant.objects.select_related("directive").get(directive=self.record, key=key)

    def person(self, key: str, role: Role = Role.REPORTER) -> Staff:
        """Somebody with this role who sits at this participant; the same one each time."""
        name = f"{role.value.title()} {key}"
        if name not in self.people:
            made, participant = self.office.staff(name, role), self.participant(key)
            if role in WRITERS and participant.unit is not None:  # who writes an office's papers has a role in its unit
                give_role(actor=None, staff=made, role=role, unit=participant.unit, now=LOADED)
            give_membership(actor=None, participant=participant, staff=made, now=LOADED)
            self.people[name] = made
        return self.people[name]

    def consolidator(self) -> Staff:
        return self.person("culture-office", Role.CONSOLIDATOR)

    def send(self, key: str, at: dt.datetime = SENT, **changes: int) -> ReportRecord:
        participant = self.participant(key)
        entry = entry_for(self.directed.expected(key), at, **changes)
        send_entry(actor=self.person(key), participant=participant, entry=entry, now=at)
        return ReportRecord.objects.get(participant=participant)

    def send_answering(self, key: str, answer: str, at: dt.datetime = SENT) -> ReportRecord:
        """The same where the rules ask something: each question gets this answer."""
        participant, entry = self.participant(key), entry_for(self.directed.expected(key), at)
        asked = unanswered(judge(self.directed, participant, entry, at), {})
        entry = Entry(entry.figures, entry.nothing, entry.as_of, {question_key(one): answer for one in asked})
        send_entry(actor=self.person(key), participant=participant, entry=entry, now=at)
        return ReportRecord.objects.get(participant=participant)

    def read(self, key: str) -> str:
        """What the page of this participant's report says that was read."""
        return report_as_read(ReportRecord.objects.get(participant=self.participant(key)))

    def ticked(self, *keys: str) -> list[str]:
        """These reports, as the list's boxes name them."""
        return [f"{key}:{self.read(key)}" for key in keys]

    def approved(self, key: str, at: dt.datetime = SENT, **changes: int) -> ReportRecord:
        row = self.send(key, at, **changes)
        post = self.participant("culture-office")
        return decide(
            actor=self.consolidator(), row=row, read=report_as_read(row), step=Step.APPROVE, acting_for=post, now=at
        )

    def corrected(self, key: str, becomes: int, at: dt.datetime = CLOSED) -> CorrectionRecord:
        """Another count of broadcasts, as the consolidator proposes it; the reporter has not agreed."""
        return propose_correction(
            actor=self.consolidator(),
            participant=self.participant(key),
            indicator="broadcasts",
            becomes=becomes,
            note="theo nhật ký phát thanh",
            acting_for=self.participant("culture-office"),
            now=at,
        )


def a_rollout(office: Office, source: str = SHIPPED_TEXT, listed: bytes = LIST) -> Rollout:
    """On 12/8/2020, loaded from the command line."""
    office.clock[0] = LOADED
    record = register_directive(
        actor=None,
        source=source.encode(),
        name="son-duong-2020.toml",
        organisations=listed,
        organisations_name="organisations.csv",
        now=LOADED,
    )
    return Rollout(office, record)


def plausible(expected: ExpectedReport, **changes: int) -> dict[str, int]:
    """Whole numbers that no rule objects to: each whole is 100, each part a little less."""
    values: dict[str, int] = {}
    for name in expected.indicators:
        within = SON_DUONG.indicator(name).within
        values[name] = values.get(within, 120) - 20 if within else 100
    values |= {name.replace("_", "-"): value for name, value in changes.items()}
    for whole in expected.indicators:
        parts = SON_DUONG.indicator(whole).parts
        for index, part in enumerate(parts):
            if part.replace("-", "_") not in changes:
                values[part] = values[whole] // len(parts) + (values[whole] % len(parts) if index == 0 else 0)
    return values


def entry_for(expected: ExpectedReport, at: dt.datetime = SENT, **changes: int) -> Entry:
    typed = {name: str(value) for name, value in plausible(expected, **changes).items()}
    return Entry(typed, as_of=f"{at.date() - dt.timedelta(days=1):%Y-%m-%d}")


def a_photo(width: int = 640, height: int = 480, *, seed: int = 1, form: str = "JPEG", exif: bool = False) -> bytes:
    """A picture no other seed gives; with a place in its EXIF if asked."""
    picture = Image.new("RGB", (width, height), (seed * 37 % 256, seed * 71 % 256, 120))
    for x in range(0, width, 8):
        picture.putpixel((x, (x * seed) % height), (255, 255, 255))
    out, tags = io.BytesIO(), Image.Exif()
    if exif:
        tags[0x0110] = "Dien thoai cua ba Tu"
        tags.get_ifd(0x8825)[2] = (21.0, 42.0, 7.0)
    picture.save(out, form, exif=tags)
    return out.getvalue()


def a_pdf(pages: int = 1) -> bytes:
    """A PDF with nothing on its pages."""
    document, out = pdfium.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


def sit(person: Staff, rollout: Rollout) -> None:
    """At the desk of a commune that reports, and of the office that collects."""
    for key in (TRUNG_YEN, "culture-office"):
        give_membership(actor=None, participant=rollout.participant(key), staff=person, now=LOADED)


def a_head() -> Head:
    """Of a paper of the collecting office."""
    return Head(
        issuer=("Phòng Văn hóa và Thông tin", "huyện Sơn Dương"),
        abbreviation="PVHTT",
        place="Sơn Dương",
        signer="Hoàng Văn Thử",
        office=("TRƯỞNG PHÒNG",),
        drafting_unit="VHTT",
        addressees=("Ủy ban nhân dân huyện Sơn Dương",),
        recipients=("Như trên",),
    )


def things_of(rollout: Rollout) -> dict[str, object]:
    """One of each thing that an address of the rollout can name, all of one commune."""
    row = rollout.approved(TRUNG_YEN)
    participant = rollout.participant(TRUNG_YEN)
    piece = Piece("poster", SENT.date(), place=f"nhà bà {HOUSEHOLDER}", file=a_photo(), file_name="anh.jpg")
    poster = add_evidence(actor=rollout.person(TRUNG_YEN), participant=participant, piece=piece, now=SENT)
    correction = rollout.corrected(TRUNG_YEN, 99, SENT)
    keep_signed_pdf(actor=rollout.consolidator(), record=rollout.record, content=a_pdf(), name="cv.pdf", now=SENT)
    assert poster.file is not None
    drafted = draft_rollout_paper(
        actor=rollout.consolidator(),
        record=rollout.record,
        acting_for=rollout.participant("culture-office"),
        asked=PaperRequest(RolloutPaper.What.REPORT, a_head(), without=inclusion_at_the_top(rollout.record).digest),
        now=SENT,
        entropy=rollout.office.chance.randbytes,
        address_of=lambda key: f"https://portal.example.vn/verify/{key}",
    )
    return {
        "key": rollout.record.key,
        "unit": TRUNG_YEN,
        "name": "son-duong-2020.toml",
        "indicator": "posters",
        "sha256": poster.file.sha256,
        "evidence": poster.pk,
        "correction": correction.pk,
        "drafted": drafted.pk,
        "membership": row.participant.memberships.get().pk,
    }
