"""Papers of a directive: the report from draft to issue, the letter to the late; sums that change later."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bluezone.conformance import inspect_paper
from bluezone.documents.paper import Table
from bluezone.documents.signing import demand_valid
from bluezone.portal.audit.models import Entry
from bluezone.portal.directives.models import Participant, RolloutPaper
from bluezone.portal.directives.selectors.cores import consolidation_of, reports_of
from bluezone.portal.directives.selectors.differing import figures_that_differ, today
from bluezone.portal.directives.selectors.inclusion import inclusion_at_the_top
from bluezone.portal.directives.services.composing import Head
from bluezone.portal.directives.services.drafting import (
    PaperRequest,
    _figures,
    _meant,
    draft_rollout_paper,
    organisation_of,
    write_anew,
)
from bluezone.portal.directives.services.levels import answer_correction, extend
from bluezone.portal.directives.services.others import keep_vendor_counts
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.organisations.services import close_organisation
from bluezone.portal.papers import services as papers
from bluezone.portal.papers.objections import differences_of, fingerprint_of
from bluezone.portal.papers.standing import as_read, content_of, current_file
from tests.support.documents.certificates import body, person, root_der
from tests.support.portal.paper_offices import note_both, turn_all
from tests.support.portal.rolling import CLOSED, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout

pytestmark = pytest.mark.in_turn(of=3)
HEAD = Head(
    issuer=("Phòng Văn hóa và Thông tin", "huyện Sơn Dương"),
    abbreviation="PVHTT",
    place="Sơn Dương",
    signer=person().name,
    office=("TRƯỞNG PHÒNG",),
    drafting_unit="VHTT",
    addressees=("Ủy ban nhân dân huyện Sơn Dương",),
    recipients=("Như trên",),
)


def known(rollout: Rollout) -> str:
    """The writer knows whom the sums leave out."""
    return inclusion_at_the_top(rollout.record).digest


def drafted(
    rollout: Rollout, what: RolloutPaper.What = RolloutPaper.What.REPORT, now: dt.datetime = CLOSED, **more: object
) -> RolloutPaper:
    return draft_rollout_paper(
        actor=rollout.consolidator(),
        record=rollout.record,
        acting_for=rollout.participant("culture-office"),
        asked=PaperRequest(
            what, HEAD, **{"without": known(rollout) if what == RolloutPaper.What.REPORT else "", **more}
        ),
        now=now,
        entropy=rollout.office.chance.randbytes,
        address_of=lambda key: f"https://portal.example.vn/verify/{key}",
    )


def test_the_report_is_signed_by_person_then_organisation_issued_and_says_where_it_is_checked(rollout):
    rollout.approved(TRUNG_YEN, residents=66_219, residents_installed=5_658)
    leader = rollout.person("culture-office", Role.LEADER)
    row = drafted(rollout, proposals=("Đề nghị bổ sung áp phích",))

    paper = papers.submit(paper=row.paper, read=as_read(row.paper), by=rollout.consolidator(), now=CLOSED)
    turn_all(paper, leader, CLOSED)
    note_both(paper, rollout.person("culture-office", Role.REGISTRY_CLERK), leader, CLOSED)
    paper = papers.sign_as_person(
        paper=paper, read=as_read(paper), credential=person(), by=leader, now=CLOSED, roots=(root_der(),)
    )
    paper = papers.sign_as_organisation(
        paper=paper, read=as_read(paper), credential=body(), by=leader, now=CLOSED, roots=(root_der(),)
    )
    paper = papers.issue(paper=paper, read=as_read(paper), by=leader, now=CLOSED)

    pdf = current_file(paper)
    assert ("01/BC-PVHTT", "issued") == (paper.code, paper.state)
    assert 2 == len(demand_valid(pdf, [root_der()], now=CLOSED, least=2))
    text = str(content_of(paper))
    assert "8,54 % (5.658/66.219)" in text
    assert f"https://portal.example.vn/verify/{paper.check_key}" in text
    assert [] == [one.rule for one in inspect_paper(pdf).findings if one.rule.startswith("text.")]


def test_what_changed_after_the_draft_is_seen_beside_it(rollout):
    rollout.approved(TRUNG_YEN, broadcasts=40)
    row = drafted(rollout)
    correction = rollout.corrected(TRUNG_YEN, 41)

    assert () == figures_that_differ(row.paper)
    answer_correction(actor=rollout.person(TRUNG_YEN), row=correction, agrees=True, now=CLOSED)

    assert ["TT1"] == [one.code for one in figures_that_differ(row.paper)]


def corrected(rollout: Rollout, becomes: int) -> None:
    """The consolidator proposes, the commune agrees: the sums are others now."""
    correction = rollout.corrected(TRUNG_YEN, becomes)
    answer_correction(actor=rollout.person(TRUNG_YEN), row=correction, agrees=True, now=CLOSED)


def a_leader(rollout: Rollout) -> Staff:
    """Of the district that is none any more: whoever signs there has the whole country here."""
    return rollout.office.staff("Lãnh Đạo Huyện", Role.LEADER, None)


@pytest.fixture
def overtaken(rollout) -> RolloutPaper:
    """Submitted with 40 broadcasts in it; by now there were 41."""
    rollout.approved(TRUNG_YEN, broadcasts=40)
    row = drafted(rollout)
    row.paper = papers.submit(paper=row.paper, read=as_read(row.paper), by=rollout.consolidator(), now=CLOSED)
    corrected(rollout, 41)
    return row


@pytest.mark.every_run
def test_the_leader_is_told_which_figures_changed_and_cannot_sign_over_them(rollout, overtaken):
    leader = a_leader(rollout)

    told = differences_of(overtaken.paper)
    turn_all(overtaken.paper, leader, CLOSED)
    with pytest.raises(RefusedError, match="changed since the paper was written"):
        papers.sign_as_person(
            paper=overtaken.paper, read=as_read(overtaken.paper), credential=person(), by=leader, now=CLOSED
        )
    with pytest.raises(RefusedError, match="changed since the paper was written"):
        papers.reserve_number(paper=overtaken.paper, read=as_read(overtaken.paper), by=leader, now=CLOSED)

    assert [("TT1", 40, 41)] == [(one.code, one.written, one.now) for one in told]
    page = rollout.office.client(leader).get(f"/papers/{overtaken.paper.pk}").content.decode()
    assert re.search(r"TT1.*?>40<.*?>41<", page, re.DOTALL)
    assert f"/papers/{overtaken.paper.pk}/sign" not in page


@pytest.mark.every_run
def test_a_difference_that_the_leader_takes_note_of_is_signed_and_kept(rollout, overtaken):
    leader, paper = a_leader(rollout), overtaken.paper
    client = rollout.office.client(leader)
    told = {"fingerprint": fingerprint_of(differences_of(paper)), "reason": "sai lệch nhỏ, báo cáo bổ sung sau"}
    told["read"] = as_read(paper)

    assert 302 == client.post(f"/papers/{paper.pk}/differences", told).status_code
    turn_all(paper, leader, CLOSED)
    note_both(paper, rollout.person("culture-office", Role.REGISTRY_CLERK), leader, CLOSED)
    signed = papers.sign_as_person(paper=paper, read=as_read(paper), credential=person(), by=leader, now=CLOSED)

    assert "signed" == signed.state
    noted = paper.noted.get()
    assert ([["TT1", 40, 41]], leader) == (noted.differences, noted.by)


@pytest.mark.every_run
def test_whoever_took_note_of_one_difference_took_note_of_no_other(rollout, overtaken):
    leader, paper = a_leader(rollout), overtaken.paper
    seen = fingerprint_of(differences_of(paper))
    papers.note_differences(paper=paper, read=as_read(paper), fingerprint=seen, reason="đã biết", by=leader, now=CLOSED)

    corrected(rollout, 42)
    turn_all(paper, leader, CLOSED)

    with pytest.raises(RefusedError, match="changed since the paper was written"):
        papers.sign_as_person(paper=paper, read=as_read(paper), credential=person(), by=leader, now=CLOSED)
    with pytest.raises(RefusedError, match="once more"):
        papers.note_differences(
            paper=paper, read=as_read(paper), fingerprint=seen, reason="đã biết", by=leader, now=CLOSED
        )


def test_a_paper_written_anew_has_todays_sums_its_head_and_its_address(rollout, overtaken):
    client = rollout.office.client(rollout.consolidator())
    papers.send_back(
        paper=overtaken.paper,
        read=as_read(overtaken.paper),
        reason="số liệu đã đổi",
        by=rollout.consolidator(),
        now=CLOSED,
    )
    address = f"/directives/{rollout.record.key}/papers"

    assert f"{address}/{overtaken.pk}/anew" in client.get(address).content.decode()
    assert 302 == client.post(f"{address}/{overtaken.pk}/anew", {"without": known(rollout)}).status_code

    overtaken.refresh_from_db()
    text = str(content_of(overtaken.paper))
    assert () == differences_of(overtaken.paper)
    assert HEAD.signer in text
    assert f"/verify/{overtaken.paper.check_key}" in text
    assert 41 == overtaken.figures["broadcasts"]


def test_only_a_draft_is_written_anew_and_only_by_the_office_whose_it_is(rollout, overtaken):
    for actor, said in ((rollout.consolidator(), "gone on"), (rollout.person(TRUNG_YEN), "staff of its own unit")):
        with pytest.raises(RefusedError, match=said):
            write_anew(actor=actor, row=overtaken, without=known(rollout), now=CLOSED, address_of=str)


def test_a_paper_from_before_is_drafted_again_by_hand(rollout):
    rollout.approved(TRUNG_YEN)
    row = drafted(rollout)
    RolloutPaper.objects.update(asked={})

    with pytest.raises(RefusedError, match="draft another one"):
        write_anew(actor=rollout.consolidator(), row=row, without=known(rollout), now=CLOSED, address_of=str)


def test_a_letter_to_the_late_names_exactly_them(rollout):
    rollout.send(TRUNG_YEN)

    row = drafted(rollout, RolloutPaper.What.CHASING, new_due=CLOSED.replace(day=28))

    text = str(content_of(row.paper))
    assert "PVHTT-VHTT" == row.paper.symbol
    assert "xã Tân Trào" in text
    assert not re.search("xã Trung Yên", text)
    assert (37, True, False) == (
        len(row.beside["named"]),
        TAN_TRAO_COMMITTEE in row.beside["named"],
        TRUNG_YEN in row.beside["named"],
    )


def test_nobody_is_written_to_while_nobody_is_late(rollout):
    with pytest.raises(RefusedError, match="lies ahead"):
        drafted(rollout, RolloutPaper.What.CHASING, new_due=CLOSED)

    assert 0 == RolloutPaper.objects.count()


def test_a_report_rests_on_the_letter_that_asked_for_it_and_a_covering_letter_on_nothing(rollout):
    rollout.approved(TRUNG_YEN)

    report, cover = drafted(rollout), drafted(rollout, RolloutPaper.What.COVER)

    (basis,) = content_of(report.paper).bases
    assert basis.startswith("Thực hiện công văn ngày 10/08/2020 của Ủy ban nhân dân huyện Sơn Dương: ")
    assert () == content_of(cover.paper).bases


def test_the_office_enters_the_portals_list_once(rollout):
    rollout.approved(TAN_TRAO_COMMITTEE)

    one, other = drafted(rollout), drafted(rollout, RolloutPaper.What.COVER)

    assert one.paper.organisation_id == other.paper.organisation_id
    assert "Phòng Văn hóa và Thông tin huyện" == one.paper.organisation.name


@pytest.mark.every_run
def test_an_office_of_a_unit_that_nobody_knows_has_no_register_to_number_a_paper(rollout):
    Participant.objects.filter(key="culture-office").update(unit=None)

    with pytest.raises(RefusedError, match="not in our tables"):
        drafted(rollout, RolloutPaper.What.COVER)

    assert (0, 0) == (RolloutPaper.objects.count(), Organisation.objects.count())


@pytest.mark.every_run
def test_a_count_of_the_maker_that_comes_while_the_report_is_written_is_not_passed_over(rollout):
    """It stands beside the sums and changes none of them; the paper would name one and the page another."""
    rollout.approved(TRUNG_YEN)
    context, before = rollout.directed, today(rollout.record)
    written = context, consolidation_of(context, reports_of(context).values()), known(rollout), before
    assert before.sums == _figures(*written)

    counts = {TRUNG_YEN: {"residents-installed": 7}}
    keep_vendor_counts(actor=None, record=rollout.record, counts=counts, as_of=CLOSED.date(), now=CLOSED)

    with pytest.raises(RefusedError, match="changed while the paper was written"):
        _figures(*written)


@pytest.mark.every_run
def test_an_organisation_that_was_closed_writes_no_more_papers(rollout):
    key, actor = "culture-office", rollout.consolidator()
    closed = organisation_of(rollout.participant(key), actor=actor, now=CLOSED)
    rollout.record.participants.filter(key=key).update(organisation=None)
    same = organisation_of(rollout.participant(key), actor=actor, now=CLOSED)
    rollout.record.participants.filter(key=key).update(organisation=None)
    close_organisation(actor=actor, organisation=closed, successor=None, now=CLOSED)

    other = organisation_of(rollout.participant(key), actor=actor, now=CLOSED)

    assert closed == same
    assert (closed.name, None) == (other.name, other.closed_on)


def test_a_letter_to_the_late_says_the_deadline_that_each_was_given_last(rollout):
    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        to=CLOSED.replace(hour=17),
        note="lũ quét",
        acting_for=rollout.participant("culture-office"),
        now=CLOSED,
    )

    row = drafted(rollout, RolloutPaper.What.CHASING, CLOSED.replace(hour=18), new_due=CLOSED.replace(day=28))

    lines = {line[1]: line for block in content_of(row.paper).blocks if isinstance(block, Table) for line in block.rows}
    assert "17:00 26/08/2020" == lines["Ủy ban nhân dân xã Trung Yên"][3]
    assert "00:00 26/08/2020" == lines["Ủy ban nhân dân xã Tân Trào"][3]


def test_whoever_drafts_a_paper_of_a_directive_is_a_line_of_the_audit(rollout):
    rollout.approved(TRUNG_YEN)

    row = drafted(rollout)

    line = Entry.objects.get(act="directives.draft")
    assert (row.directive.key, "report") == (line.detail["directive"], line.detail["what"])
    assert [str(row.paper_id)] == [subject.key for subject in line.subjects.all()]


def test_a_letter_goes_to_nobody_who_is_not_late(rollout):
    one = rollout.directed.expected(TRUNG_YEN)

    assert [(one,), (one,), ()] == [_meant((one,), only) for only in ((), (TRUNG_YEN,))] + [_meant((), ())]
    with pytest.raises(RefusedError, match="not late"):
        _meant((one,), (TRUNG_YEN, TAN_TRAO_COMMITTEE))
