"""A rollout is closed: reminded, given more time, approved and opened again; and what is signed and noted on the way.

The paper of this year's office goes out with its number, to be signed elsewhere.
"""

from __future__ import annotations

import base64
import datetime as dt

from bluezone.documents.signing import Credential, open_pkcs12
from bluezone.portal.directives.models import CorrectionRecord, DirectiveRecord, Participant, ReportRecord, RolloutPaper
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.selectors.reading import level_as_read, report_as_read
from bluezone.portal.directives.services.composing import Head
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.drafting import PaperRequest, draft_rollout_paper
from bluezone.portal.directives.services.levels import answer_correction, approve, extend, take_back
from bluezone.portal.directives.services.reminding import remind
from bluezone.portal.identity.models import Staff
from bluezone.portal.papers.files import pages_of
from bluezone.portal.papers.models import Capacity, OutgoingPaper, State
from bluezone.portal.papers.objections import differences_of, fingerprint_of
from bluezone.portal.papers.services import (
    issue,
    note_differences,
    recall,
    reserve_number,
    sign_as_organisation,
    sign_as_person,
    submit,
    turn_page,
)
from bluezone.portal.papers.standing import as_read
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.reports.report import Step
from tests.support.documents.certificates import PASSPHRASE, pkcs12_file, root_der
from tests.support.portal.offices import NOW, Office
from tests.support.portal.paper_offices import noted

EVE, CLOSING = (dt.datetime(2020, 8, day, 9, 0, tzinfo=VIET_NAM) for day in (24, 26))
_HEAD = Head(
    issuer=("Phòng Văn hóa và Thông tin", "huyện Sơn Dương"),
    abbreviation="PVHTT",
    place="Sơn Dương",
    signer="Trịnh Quốc Bình",
    office=("TRƯỞNG PHÒNG",),
    drafting_unit="VHTT",
    addressees=("Ủy ban nhân dân huyện Sơn Dương",),
    recipients=("Như trên",),
)
What = RolloutPaper.What


def work(office: Office) -> dict[str, str]:
    """What the collecting office does until the district has its sums; the certificate under which it signed."""
    record = DirectiveRecord.objects.get()
    remind(record=record, now=EVE)
    report = _drafted(office, record, What.REPORT).paper
    _drafted(office, record, What.CHASING, now=NOW)  # the demonstration's late office was given time until then
    _note_a_difference(report)
    letter = _drafted(office, record, What.COVER).paper
    _sign(submit(paper=letter, read=as_read(letter), by=_person("nga"), now=CLOSING))
    recall(paper=letter, read=as_read(letter), reason="gửi nhầm bản", by=_person("binh"), now=CLOSING)
    _give_time(record)
    _close(record)
    waiting = OutgoingPaper.objects.get(state=State.SUBMITTED, organisation__name="UBND xã Sơn Dương")
    reserve_number(paper=waiting, read=as_read(waiting), by=_person("khanh"), now=NOW)
    return {"root": base64.b64encode(root_der()).decode()}


def _drafted(office: Office, record: DirectiveRecord, what: What, *, now: dt.datetime = CLOSING) -> RolloutPaper:
    return draft_rollout_paper(
        actor=_person("nga"),
        record=record,
        acting_for=_office(record, "culture-office"),
        asked=PaperRequest(
            what, _HEAD, new_due=now + dt.timedelta(days=3), without=inclusion_at_the_top(record).digest
        ),
        now=now,
        entropy=office.chance.randbytes,
        address_of=lambda key: f"https://portal.example.vn/verify/{key}",
    )


def _note_a_difference(paper: OutgoingPaper) -> None:
    """A commune agrees to a correction when the sums are written down already; the paper waits for its signature."""
    submit(paper=paper, read=as_read(paper), by=_person("nga"), now=CLOSING)
    proposed = CorrectionRecord.objects.get(confirmed_at=None, withdrawn_at=None)
    answer_correction(actor=_person("tu"), row=proposed, agrees=True, now=CLOSING)
    told = fingerprint_of(differences_of(paper))
    reason = "sai lệch nhỏ, báo cáo bổ sung sau"
    note_differences(paper=paper, read=as_read(paper), fingerprint=told, reason=reason, by=_person("binh"), now=CLOSING)


def _sign(paper: OutgoingPaper) -> None:
    """By a person, then by the organisation; and out of the house."""
    by, clerk, roots = _person("binh"), _person("van"), (root_der(),)
    signer, seal = _credential("Trịnh Quốc Bình"), _credential("Phòng Văn hóa và Thông tin huyện Sơn Dương")
    for credential, capacity in ((signer, Capacity.PERSON), (seal, Capacity.ORGANISATION)):
        noted(paper.organisation, credential.facts, capacity, (clerk, by), CLOSING)
    for page in range(1, pages_of(paper, CLOSING) + 1):
        turn_page(paper=paper, read=as_read(paper), page=page, by=by, now=CLOSING)
    sign_as_person(paper=paper, read=as_read(paper), credential=signer, by=by, now=CLOSING, roots=roots)
    sign_as_organisation(paper=paper, read=as_read(paper), credential=seal, by=clerk, now=CLOSING, roots=roots)
    issue(paper=paper, read=as_read(paper), by=clerk, now=CLOSING)


def _give_time(record: DirectiveRecord) -> None:
    """To the commune that has sent nothing."""
    late = record.participants.filter(kind="commune-committee").order_by("-place")[0]
    extend(
        actor=_person("nga"),
        participant=late,
        to=NOW + dt.timedelta(days=2),
        note="lũ quét, mất điện ba ngày",
        acting_for=_office(record, "culture-office"),
        now=NOW,
    )


def _close(record: DirectiveRecord) -> None:
    """Of the reports that wait one goes back; the level approves without it, is opened again, and approves anew."""
    desk, district = (_office(record, key) for key in ("culture-office", "district-committee"))
    waiting = ReportRecord.objects.filter(participant__directive=record, state=ReportRecord.State.SUBMITTED)
    rows = list(waiting.select_related("participant__reports_to").order_by("pk"))
    for row in rows:
        above = row.participant.reports_to
        assert above is not None
        actor = _person("nga" if above == desk else "binh")
        is_first = row == rows[0]
        step, note = (Step.RETURN, "số cũ của tháng trước") if is_first else (Step.APPROVE, "")
        decide(actor=actor, row=row, read=report_as_read(row), step=step, acting_for=above, now=CLOSING, note=note)
    without = "hai xã gửi bổ sung sau"
    approve(actor=_person("nga"), level=desk, read=level_as_read(desk), note=without, now=CLOSING)
    later = CLOSING + dt.timedelta(hours=1)
    take_back(actor=_person("binh"), level=desk, read=level_as_read(desk), by=district, note="thiếu một xã", now=later)
    again = later + dt.timedelta(hours=1)
    approve(actor=_person("nga"), level=desk, read=level_as_read(desk), note=without, now=again)


def _credential(name: str) -> Credential:
    return open_pkcs12(pkcs12_file(name, "UBND huyện Sơn Dương"), PASSPHRASE)


def _office(record: DirectiveRecord, key: str) -> Participant:
    return record.participants.select_related("directive").get(key=key)


def _person(name: str) -> Staff:
    return Staff.objects.get(username=name)
