"""The district as it stood on 26/8/2020, one commune late: 20 answered by file, 8 on the web, 2 on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from importlib.resources import files

from bluezone.portal.demo.directives.answers import filled_workbook, invented, picture
from bluezone.portal.directives.models import DirectiveRecord, File, Participant, ReportRecord
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.attachments import JPEG, Attachment, keep_attachment
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.entering import Entry
from bluezone.portal.directives.services.evidence import Piece, add_evidence
from bluezone.portal.directives.services.filing import Upload
from bluezone.portal.directives.services.keying import key_paper
from bluezone.portal.directives.services.levels import extend, propose_correction
from bluezone.portal.directives.services.others import keep_vendor_counts, note_published_rate
from bluezone.portal.directives.services.photos import cleaned_photo
from bluezone.portal.directives.services.registering import give_membership, register_directive
from bluezone.portal.directives.services.reporting import send_entry
from bluezone.portal.directives.services.workbooks import form_of, take_workbooks
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.reports.report import Step

LOADED = dt.datetime(2020, 8, 12, 8, 0, tzinfo=VIET_NAM)
CLOSING = dt.datetime(2020, 8, 26, 9, 0, tzinfo=VIET_NAM)
BY_FILE, ON_THE_WEB, ON_PAPER = 20, 8, 2
DAYS_LATE = 3
_DIRECTIVE, _LIST = "son-duong-2020.toml", "son-duong-2020-organisations.csv"
_SEATS = (
    ("nga", "culture-office"),
    ("son", "culture-office"),
    ("binh", "district-committee"),
    ("binh", "culture-office"),
    ("van", "district-committee"),
    ("van", "culture-office"),
    ("thao", "ubnd-son-duong"),
    ("tu", "ubnd-truong-sinh"),
)
"""Whoever signs in, and where they sit."""


def show_rollout(people: Mapping[str, Staff], now: dt.datetime) -> DirectiveRecord:
    """Registers the directive and lets everybody act in August 2020. The last commune has sent nothing: it was given
    time until some days ago, or it would be years late, and the reason says that this is a demonstration.
    """
    record = _registered(people)
    _give_telephones(people)
    context = context_of(record)
    communes = [row for row in record.participants.order_by("place") if row.kind == "commune-committee"]
    others = [row for row in record.participants.order_by("place") if row.is_expected and row not in communes]
    _by_file(context, communes[:BY_FILE], people["son"])
    on_the_web = communes[BY_FILE : BY_FILE + ON_THE_WEB] + others
    for number, row in enumerate(on_the_web):
        _on_the_web(context, row, people["thao"], LOADED + dt.timedelta(days=6 + number % 8))
    for number, row in enumerate(communes[BY_FILE + ON_THE_WEB :][:ON_PAPER]):
        _on_paper(context, row, people, LOADED + dt.timedelta(days=11 + number))
    _give_time(communes[-1], people["nga"], now)
    _approve_most(record, people)
    _beside(context, communes, people["nga"])
    return record


def _registered(people: Mapping[str, Staff]) -> DirectiveRecord:
    data = files("bluezone.rollout").joinpath("data")
    record = register_directive(
        actor=people["nga"],
        source=data.joinpath(_DIRECTIVE).read_bytes(),
        name=_DIRECTIVE,
        organisations=data.joinpath(_LIST).read_bytes(),
        organisations_name=_LIST,
        now=LOADED,
    )
    rows = {row.key: row for row in record.participants.select_related("unit", "directive")}
    for name, key in _SEATS:
        if not rows[key].memberships.filter(staff=people[name]).exists():
            give_membership(actor=people["nga"], participant=rows[key], staff=people[name], now=LOADED)
    for key, kind in (("district-committee", Kind.COMMITTEE), ("culture-office", Kind.DEPARTMENT)):
        unit = rows[key].unit
        if unit is not None:
            made = create_organisation(actor=people["nga"], name=rows[key].name, kind=kind, unit=unit, now=LOADED)
            Participant.objects.filter(pk=rows[key].pk).update(organisation=made)
    return record


def _by_file(context: DirectiveContext, rows: list[Participant], actor: Staff) -> None:
    for number, row in enumerate(rows):
        moment = LOADED + dt.timedelta(days=5 + number % 9, hours=number % 6)
        _posters(row, actor, moment, many=number % 3 + 1)
        values = invented(context.directive, context.expected(row.key))
        blank = form_of(row, now=moment)
        content = filled_workbook(blank, context.directive, values, f"{moment:%d/%m/%Y}")
        take_workbooks(
            actor=actor, record=context.record, uploads=[Upload(f"Phieu {row.key}.xlsx", content)], now=moment
        )


def _posters(row: Participant, actor: Staff, moment: dt.datetime, *, many: int) -> None:
    for number in range(many):
        place = ("Bộ phận một cửa", "Nhà văn hóa thôn 1", "Chợ xã")[number]
        file = _kept(picture(place, row.place * 10 + number), f"ap-phich-{number + 1}.jpg", moment)
        piece = Piece("poster", moment.date(), place=place, kept=file)
        add_evidence(actor=actor, participant=row, piece=piece, now=moment)


def _kept(picture: bytes, name: str, moment: dt.datetime) -> File:
    """A picture of our own drawing, which no other process has to look into."""
    return keep_attachment(Attachment(cleaned_photo(picture), JPEG), name=name, now=moment)


def _on_the_web(context: DirectiveContext, row: Participant, actor: Staff, moment: dt.datetime) -> None:
    values = invented(context.directive, context.expected(row.key))
    typed = {name: str(value) for name, value in values.items()}
    nothing = {}
    if row.key == "media-centre":
        nothing = {"publish-news": "Đài mất sóng từ 15/8, tin đã chuyển sang tháng sau"}
        typed = {name: text for name, text in typed.items() if name not in {"radio-items", "web-items"}}
    send_entry(actor=actor, participant=row, entry=Entry(typed, nothing, f"{moment:%Y-%m-%d}"), now=moment)


def _on_paper(context: DirectiveContext, row: Participant, people: Mapping[str, Staff], moment: dt.datetime) -> None:
    scan = _kept(picture(row.name[-18:], row.place), f"bao-cao-{row.key}.jpg", moment)
    values = invented(context.directive, context.expected(row.key))
    entry = Entry({name: str(value) for name, value in values.items()}, {}, f"{moment:%Y-%m-%d}")
    for name in ("nga", "son"):
        key_paper(actor=people[name], participant=row, scan=scan, entry=entry, now=moment)


def _give_time(late: Participant, actor: Staff, now: dt.datetime) -> None:
    """Moves the deadline of the one who is late to some days before the demonstration."""
    midnight = now.astimezone(VIET_NAM).replace(hour=0, minute=0, second=0, microsecond=0)
    acting_for = late.reports_to
    assert acting_for is not None
    extend(
        actor=actor,
        participant=late,
        to=midnight - dt.timedelta(days=DAYS_LATE - 1),
        note="Số liệu trình diễn: hạn được dời đến gần ngày xem",
        acting_for=acting_for,
        now=now - dt.timedelta(days=30),
    )


def _give_telephones(people: Mapping[str, Staff]) -> None:
    """Notes where the reporters are called, so that whoever is late can be."""
    for number, name in enumerate(("thao", "tu"), 1):
        people[name].phone = f"0912 345 30{number}"
        people[name].save(update_fields=["phone"])


def _approve_most(record: DirectiveRecord, people: Mapping[str, Staff]) -> None:
    """Approves all reports but the last three, so that something waits to be decided on."""
    rows = ReportRecord.objects.filter(participant__directive=record, state="submitted").order_by("submitted_at", "pk")
    sent = list(rows.select_related("participant__reports_to"))
    for row in sent[:-3]:
        acting_for, moment = row.participant.reports_to, row.submitted_at
        assert acting_for is not None
        assert moment is not None
        actor = people["nga" if acting_for.key == "culture-office" else "binh"]
        decide(
            actor=actor,
            row=row,
            read=report_as_read(row),
            step=Step.APPROVE,
            acting_for=acting_for,
            now=moment + dt.timedelta(hours=3),
        )


def _beside(context: DirectiveContext, communes: list[Participant], actor: Staff) -> None:
    """Keeps the maker's counts, a rate that was printed, and a correction that waits."""
    counts = {}
    for row in communes:
        value = invented(context.directive, context.expected(row.key))["residents-installed"]
        counts[row.key] = {"residents-installed": value * (88 + row.place % 20) // 100}
    keep_vendor_counts(actor=None, record=context.record, counts=counts, as_of=CLOSING.date(), now=CLOSING)
    acting_for = context.record.participants.select_related("directive").get(key="culture-office")
    where = "Bản tin huyện ngày 25/8/2020"
    note_published_rate(
        actor=actor, participant=acting_for, rate="population-coverage", text="8,3 %", where=where, now=CLOSING
    )
    row = communes[0]
    figure = ReportRecord.objects.get(participant=row).figures.get(indicator="broadcasts")
    propose_correction(
        actor=actor,
        participant=row,
        indicator="broadcasts",
        becomes=figure.value + 2,
        note="Theo nhật ký phát thanh còn hai lượt ngày 23/8",
        acting_for=acting_for,
        now=CLOSING,
    )
