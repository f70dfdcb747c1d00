"""The directive of Sơn Dương with two reports, their evidence and a paper, and one whose letter is not there yet, for
whoever walks every page."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from bluezone.portal.directives.selectors.chasing import late_offices
from bluezone.portal.directives.selectors.choosing import Whole, late_that_match
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.selectors.reading import level_as_read
from bluezone.portal.directives.services.registering import give_membership
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.permissions import WRITERS
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.staff.services import give_role
from tests.portal.cases.things import its_opener
from tests.support.portal.posting import Elsewhere, Fields
from tests.support.portal.rolling import (
    HOUSEHOLDER,
    LOADED,
    SENT,
    TAN_TRAO_COMMITTEE,
    TRUNG_YEN,
    Rollout,
    a_pdf,
    a_photo,
    a_rollout,
    sit,
    things_of,
)
from tests.support.portal.things import Named, Things
from tests.support.rollout.directives import SHIPPED_TEXT

OPEN, BESIDE, LATE, COLLECTING = "ubnd-minh-thanh", "ubnd-tu-thinh", "ubnd-hop-hoa", "culture-office"
NAMES = {"somebody at whose house evidence was found": Named(HOUSEHOLDER, "directives.file")}
LINES = {
    "directive": "directives.letter",
    "directive_papers": "directives.papers",
    "directive_pdf": "directives.letter",
    "directive_seats": "directives.members",
    "late_reports": "directives.late",
    "figure": "directives.see",
    "level_approve": "directives.sums",
    "my_evidence": "directives.see",
    "my_report": "directives.see",
    "rate_published": "directives.sums",
    "report_correct": "directives.see",
    "report_decide": "directives.see",
    "report_extend": "directives.see",
    "directive_report_join": "directives.see",
    "report_lead": "directives.see",
    "report_page": "directives.see",
    "rollout_file": "directives.file",
    "sums": "directives.sums",
}


def things(known: Things) -> dict[str, object]:
    rollout = a_rollout(known.office)
    made = things_of(rollout)
    rollout.send(TAN_TRAO_COMMITTEE)
    unsigned = a_rollout(known.office, SHIPPED_TEXT.replace('id = "son-duong-2020"', 'id = "unsigned-2020"'))
    return made | {
        "rollout": rollout,
        "unsigned": unsigned,
        "my_correction.number": made["correction"],
        "evidence_withdraw.number": made["evidence"],
        "directive_paper_anew.number": made["drafted"],
        "directive_sign.key": unsigned.record.key,
        "report_extend.unit": OPEN,
        "my_draft.unit": OPEN,
        "level_approve.key": unsigned.record.key,
        "level_approve.unit": COLLECTING,
    }


def forms(known: Things) -> dict[str, Fields]:
    rollout = the_rollout(known)
    without = inclusion_at_the_top(rollout.record).digest
    waiting = {TAN_TRAO_COMMITTEE: rollout.read(TAN_TRAO_COMMITTEE)}
    return {
        "directive_sign": {"signed": SimpleUploadedFile("cv.pdf", a_pdf(), "application/pdf")},
        "directive_check": {},
        "directive_seats": {"participant": TRUNG_YEN, "username": its_opener(known).username},
        "seat_end": {},
        "reports_decide": {"step": "approve", "unit": rollout.ticked(TAN_TRAO_COMMITTEE)},
        "reports_decide_all": {"step": "approve", "read": Whole({}, waiting).digest},
        "late_all": {"read": late_that_match(rollout.participant(COLLECTING), "", known.office.clock[0]).digest},
        "late_chosen": {"one": f"{LATE}:{late_line(known, LATE)}"},
        "report_decide": {"step": "take_back", "note": "đếm lại", "read": rollout.read(TRUNG_YEN)},
        "report_extend": {"to": "2026-11-30T17:00", "note": "lũ quét"},
        "report_correct": {"indicator": "broadcasts", "becomes": "41", "note": "theo nhật ký"},
        "report_lead": {"instruction": "broadcast", "lead": ""},
        "directive_report_join": {"typed": "UBND xã Trung Yên", "organisation": committee_of(rollout).pk},
        "my_draft": {"figure.staff": "3"},
        "my_evidence": {
            "kind": "poster", "day": f"{SENT:%Y-%m-%d}", "count": "1", "place": "Nhà văn hóa thôn Hai",
            "file": SimpleUploadedFile("anh.jpg", a_photo(seed=7), "image/jpeg"),
        },
        "my_correction": {"answer": "yes"},
        "rate_published": {"rate": "staff-coverage", "text": "8.3 %", "where": "báo huyện"},
        "level_approve": {
            "step": "approve", "note": "nhiều xã chưa báo cáo",
            "read": level_as_read(the_unsigned(known).participant(COLLECTING)),
        },
        "directive_papers": {**_HEAD, "without": without},
        "directive_paper_anew": {"without": without},
    }  # fmt: skip


def foreign(known: Things, there: Elsewhere) -> dict[str, Fields]:
    """A colleague who is none; a participant at whose desk nobody of these sits."""
    rollout = the_rollout(known)
    beyond = {
        "directive_seats": {"participant": TRUNG_YEN, "username": there.colleague.username},
        "directive_report_join": {"typed": there.organisation.name, "organisation": there.organisation.pk},
    }
    return {
        **(beyond if there.name == "stranger" else {}),  # a neighbour lies on the ground of this office
        "report_lead": {"instruction": "broadcast", "lead": there.colleague.username},
        "directive_papers": {**_HEAD, "issuing": BESIDE, "without": inclusion_at_the_top(rollout.record).digest},
    }


_HEAD = {
    "what": "report", "addressee": "Ủy ban nhân dân huyện", "signer": "Hoàng Văn Thử", "office": "TRƯỞNG PHÒNG",
    "abbreviation": "PVHTT", "drafting_unit": "VHTT", "place": "Sơn Dương",
}  # fmt: skip


def the_rollout(known: Things) -> Rollout:
    rollout = known.of("directives")["rollout"]
    assert isinstance(rollout, Rollout)
    return rollout


def the_unsigned(known: Things) -> Rollout:
    unsigned = known.of("directives")["unsigned"]
    assert isinstance(unsigned, Rollout)
    return unsigned


def late_line(known: Things, key: str) -> str:
    """The line of an office that is late, as it was read."""
    top = the_rollout(known).participant(COLLECTING)
    (office,) = late_offices(top, known.office.clock[0], frozenset({key}))
    return office.digest


def take_seats(known: Things, person: Staff) -> None:
    """A seat is no role: where the person works is another question."""
    for one in (the_rollout(known), the_unsigned(known)):
        sit(person, one)


def enter(known: Things, person: Staff) -> None:
    """At the desks of two communes that report, and of the office that collects, in whose unit writers have a role."""
    rollout = the_rollout(known)
    take_seats(known, person)
    give_membership(actor=None, participant=rollout.participant(OPEN), staff=person, now=LOADED)
    role = Role(person.current_grants[0].role)
    if role in WRITERS:
        give_role(actor=None, staff=person, role=role, unit=rollout.participant(COLLECTING).unit, now=LOADED)


def a_seat_beside(known: Things, person: Staff) -> None:
    """At the desk of another office that reports to the same one, in both directives."""
    for one in (the_rollout(known), the_unsigned(known)):
        give_membership(actor=None, participant=one.participant(BESIDE), staff=person, now=LOADED)


def committee_of(rollout: Rollout) -> Organisation:
    """The committee of the commune that everybody walks to, in the portal's list."""
    known = Organisation.objects.filter(name="UBND xã Trung Yên").first()
    unit = rollout.participant(TRUNG_YEN).unit
    assert unit is not None
    return known or create_organisation(
        actor=None, name="UBND xã Trung Yên", kind=Kind.COMMITTEE, unit=unit, now=LOADED
    )
