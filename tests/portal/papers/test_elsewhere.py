"""Papers that leave the portal to be signed: with a reserved number, by a tool or with a pen, and back."""

from __future__ import annotations

import datetime as dt
import hashlib

import pypdfium2 as pdfium
import pytest
from django.db import IntegrityError, connection, transaction

from bluezone.documents.errors import SignatureError, UnreadableError
from bluezone.documents.signing import sign_pdf, verify_pdf
from bluezone.documents.signing.issuing import _with_fields
from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers import examination, services
from bluezone.portal.papers.models import Capacity, OutgoingPaper, Stage, State
from bluezone.portal.papers.services import elsewhere, scans
from bluezone.portal.papers.services.keeping import add_file
from bluezone.portal.papers.standing import as_read, current_file
from tests.portal.papers.conftest import ROOTS
from tests.support.documents.certificates import body, drafter, person, root_der
from tests.support.documents.papers import letter
from tests.support.portal.paper_offices import a_scan

pytestmark = pytest.mark.in_turn(of=3)


def returned(papers, paper, pdf, roots=ROOTS, read=None):
    return services.take_returned(
        paper=paper, read=read or as_read(paper), returned=pdf, roots=roots, by=papers.clerk, now=papers.now
    )


def signed_by_tool(papers, pdf, *, field="NguoiKy", credential=None, days=0):
    return sign_pdf(pdf, credential or person(), field=field, now=papers.now + dt.timedelta(days=days))


def test_a_paper_goes_out_with_its_number_and_comes_back_signed(papers):
    paper = papers.reserved()
    sent = current_file(paper)
    assert "Số: 01/UBND-VHTT" in pdfium.PdfDocument(sent)[0].get_textpage().get_text_range()

    paper = returned(papers, paper, signed_by_tool(papers, sent))
    paper = returned(papers, paper, signed_by_tool(papers, current_file(paper), field="CoQuan", credential=body()))

    assert State.SEALED == paper.state
    assert all(one.holds for one in verify_pdf(current_file(paper), ROOTS, now=papers.now))
    assert ["elsewhere", "elsewhere"] == [one.way for one in paper.signatures.all()]
    noted = Entry.objects.filter(act="papers.sign").order_by("number").values_list("detail", flat=True)
    assert [("elsewhere", 1)] * 2 == [(detail["way"], detail["signatures"]) for detail in noted]
    assert [person().name, body().name] == [one.certificate.name for one in paper.signatures.order_by("pk")]


def test_both_signatures_may_come_at_once(papers):
    paper = papers.reserved()
    once = signed_by_tool(papers, current_file(paper))

    paper = returned(papers, paper, signed_by_tool(papers, once, field="CoQuan", credential=body()))

    assert State.SEALED == paper.state
    assert ["person", "organisation"] == [one.capacity for one in paper.signatures.order_by("pk")]


def test_a_person_signs_elsewhere_and_the_organisation_here(papers):
    paper = papers.reserved()

    paper = papers.sealed(returned(papers, paper, signed_by_tool(papers, current_file(paper))))

    signatures = paper.signatures.order_by("pk")
    assert [("elsewhere", True), ("certificate", True)] == [(one.way, one.is_verified) for one in signatures]


def test_another_file_is_refused_in_one_line_and_nothing_changes(papers):
    paper, other = papers.reserved(), papers.reserved()
    wrong = {
        "came back without": current_file(paper),
        "written anew, or is another": signed_by_tool(papers, current_file(other)),
        "this is no PDF|written anew": b"hello",
    }

    for said, pdf in wrong.items():
        with pytest.raises((SignatureError, UnreadableError), match=said):
            returned(papers, paper, pdf)

    paper.refresh_from_db()
    assert (State.SUBMITTED, 1, 1) == (paper.state, paper.number, paper.files.count())


def test_nothing_is_locked_while_a_strangers_file_is_looked_into(papers, monkeypatch):
    """On SQLite a transaction keeps everybody from writing; twenty hostile megabytes take their time."""
    scan = a_scan(papers.reserved())
    looked, of_the_test = [], len(connection.savepoint_ids)

    def watched(look):
        def looking(*args, **facts):
            looked.append(len(connection.savepoint_ids) - of_the_test)
            return look(*args, **facts)

        return looking

    for room, name in ((elsewhere, "check_returned"), (scans, "check_scan")):
        monkeypatch.setattr(room, name, watched(getattr(room, name)))
    first, second = papers.reserved(), papers.reserved()
    returned(papers, first, signed_by_tool(papers, current_file(first)))
    services.keep_scan(paper=second, read=as_read(second), scan=scan, by=papers.clerk, now=papers.now)

    assert [0, 0] == looked


@pytest.mark.parametrize(("is_read_out", "said"), [(True, "changed since you read it"), (False, "gone on meanwhile")])
def test_a_file_that_was_looked_into_while_the_paper_went_on_is_not_kept(papers, monkeypatch, is_read_out, said):
    """Its number is taken back meanwhile: it is no longer what was read, or again what was read before it went out."""
    paper = papers.submitted()
    before = as_read(paper)
    paper = services.reserve_number(paper=paper, read=before, by=papers.clerk, now=papers.now)
    read, signed = as_read(paper) if is_read_out else before, signed_by_tool(papers, current_file(paper))
    looked = elsewhere.check_returned

    def slowly(*args, **facts):
        found = looked(*args, **facts)
        services.release_number(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)
        return found

    monkeypatch.setattr(elsewhere, "check_returned", slowly)

    with pytest.raises(RefusedError, match=said):
        returned(papers, paper, signed, read=read)

    paper.refresh_from_db()
    assert (None, 0) == (paper.number, paper.signatures.count())


@pytest.mark.every_run
def test_a_signature_that_nobody_trusts_is_refused(papers):
    paper = papers.reserved()

    with pytest.raises(SignatureError, match="root that is trusted"):
        returned(papers, paper, signed_by_tool(papers, current_file(paper)), roots=())


def test_the_organisation_does_not_sign_first(papers):
    paper = papers.reserved()

    with pytest.raises(RefusedError, match="person signs first"):
        returned(papers, paper, signed_by_tool(papers, current_file(paper), field="CoQuan", credential=body()))


def test_a_paper_that_names_its_signatory_is_signed_elsewhere_by_nobody_else(papers):
    paper = papers.reserved()

    with pytest.raises(RefusedError, match="another person's"):
        returned(papers, paper, signed_by_tool(papers, current_file(paper), credential=drafter()))

    paper.refresh_from_db()
    assert (State.SUBMITTED, 0) == (paper.state, paper.signatures.count())


def test_a_persons_certificate_does_not_sign_elsewhere_for_the_organisation(papers):
    paper = papers.reserved()
    once = signed_by_tool(papers, current_file(paper))

    with pytest.raises(RefusedError, match="already"):
        returned(papers, paper, signed_by_tool(papers, once, field="CoQuan"))

    paper.refresh_from_db()
    assert (State.SUBMITTED, 0, 1) == (paper.state, paper.signatures.count(), paper.files.count())


@pytest.mark.parametrize("days", [-30, -2, 2, 30])
def test_a_further_signature_from_another_time_is_refused(papers, days):
    """Its moment is whatever the signer's clock said."""
    paper = papers.reserved()
    once = signed_by_tool(papers, current_file(paper))
    paper = returned(papers, paper, once)
    moved = signed_by_tool(papers, once, field="CoQuan", credential=body(), days=days)

    with pytest.raises(RefusedError, match="moment"):
        returned(papers, paper, moved)

    paper.refresh_from_db()
    assert (State.SIGNED, 1) == (paper.state, paper.signatures.count())


def test_a_paper_bears_the_day_of_its_signature(papers, office):
    paper = papers.reserved()
    late = signed_by_tool(papers, current_file(paper), days=1)
    office.clock[0] += dt.timedelta(days=2)

    with pytest.raises(RefusedError, match="another day"):
        returned(papers, paper, late)


def test_while_a_paper_is_out_nobody_signs_it_here(papers):
    paper = papers.reserved()

    with pytest.raises(RefusedError, match="take its number back"):
        papers.signed(paper)
    with pytest.raises(RefusedError, match="take its number back"):
        services.send_back(paper=paper, read=as_read(paper), reason="Có lỗi chính tả", by=papers.leader, now=papers.now)


def test_a_number_taken_back_is_the_next_papers(papers):
    first, second = papers.reserved(), papers.reserved()
    sent = current_file(first)
    services.release_number(paper=first, read=as_read(first), by=papers.clerk, now=papers.now)

    third, fourth = papers.signed(), papers.signed()

    assert [2, 1, 3] == [second.number, third.number, fourth.number]
    with pytest.raises(RefusedError, match="did not go out"):
        returned(papers, first, signed_by_tool(papers, sent))
    with pytest.raises(RefusedError, match="no number to take back"):
        services.release_number(paper=first, read=as_read(first), by=papers.clerk, now=papers.now)


@pytest.mark.every_run
def test_a_paper_signed_by_hand_is_kept_as_a_copy_and_goes_out_once_another_person_confirmed_it(papers):
    paper = papers.scanned()
    assert (State.SIGNED, True, papers.clerk) == (paper.state, paper.is_copy, paper.scan_by)
    assert [("by_hand", False)] == [(one.way, one.is_verified) for one in paper.signatures.all()]

    paper = papers.confirmed(paper)

    assert papers.leader == paper.scan_confirmed_by
    assert State.ISSUED == papers.issued(paper).state


@pytest.mark.every_run
def test_one_person_alone_sends_no_scan_out_nor_vouches_for_it(papers):
    paper = papers.scanned()

    with pytest.raises(RefusedError, match="another person"):
        papers.issued(paper)
    with pytest.raises(RefusedError, match="another person"):
        papers.sealed(paper)
    with pytest.raises(RefusedError, match="another person"):
        services.confirm_scan(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingPaper.objects.update(scan_confirmed_by=papers.clerk)

    paper.refresh_from_db()
    assert (State.SIGNED, None) == (paper.state, paper.scan_confirmed_by)


def test_a_scan_of_something_else_is_put_aside_and_the_paper_is_out_again(papers):
    paper = papers.scanned()
    confirmed = papers.confirmed(papers.scanned())

    aside = services.put_scan_aside(
        paper=paper, read=as_read(paper), reason="thiếu trang 2", by=papers.leader, now=papers.now
    )

    assert (State.SUBMITTED, 1, False, None) == (aside.state, aside.number, aside.is_copy, aside.scan_by)
    assert (0, ["prepared"]) == (aside.signatures.count(), [one.stage for one in aside.files.all()])
    for other in (aside, confirmed):
        with pytest.raises(RefusedError, match=r"no scan that waits|gone on"):
            services.confirm_scan(paper=other, read=as_read(other), by=papers.leader, now=papers.now)


def with_places(scan):
    """A scan as a tool for signing leaves it: with empty fields, which a scanner makes none of."""
    return _with_fields(scan, {"NguoiKy": None, "CoQuan": None})


@pytest.mark.every_run
def test_a_scan_that_one_person_has_looked_at_is_not_sealed_elsewhere(papers):
    paper = papers.reserved()
    paper = papers.scanned(paper, scan=with_places(a_scan(paper)))
    sealed = signed_by_tool(papers, current_file(paper), field="CoQuan", credential=body())

    with pytest.raises(RefusedError, match="another person confirms"):
        returned(papers, paper, sealed)

    paper = returned(papers, papers.confirmed(paper), sealed)
    assert (State.SEALED, State.ISSUED) == (paper.state, papers.issued(paper).state)


@pytest.mark.every_run
def test_a_scan_comes_back_with_no_persons_signature(papers):
    """It would stay once the scan is put aside, and the scan with it, as a paper that nobody else has looked at."""
    papers.note(drafter(), Capacity.PERSON)
    paper = papers.reserved()
    paper = papers.scanned(paper, scan=with_places(a_scan(paper)))

    for one in (paper, papers.confirmed(paper)):
        with pytest.raises(RefusedError, match=r"another person confirms|by the organisation alone"):
            returned(papers, one, signed_by_tool(papers, current_file(one), credential=drafter()))

    paper.refresh_from_db()
    assert (1, 2) == (paper.signatures.count(), paper.files.count())


@pytest.mark.every_run
def test_of_a_scan_that_is_put_aside_and_of_a_number_that_is_taken_back_no_file_stays(papers):
    """Of what earlier releases took over a scan, too: whoever turned its pages would sign other words."""
    paper = papers.scanned()
    add_file(paper, Stage.SIGNED, current_file(paper), papers.now)
    paper = services.put_scan_aside(
        paper=paper, read=as_read(paper), reason="thiếu trang 2", by=papers.leader, now=papers.now
    )
    assert ["prepared"] == [one.stage for one in paper.files.all()]
    add_file(paper, Stage.SIGNED, current_file(paper), papers.now)

    paper = services.release_number(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)

    assert (0, hashlib.sha256(paper.content.encode()).hexdigest()) == (paper.files.count(), as_read(paper))


def test_nobody_signs_elsewhere_behind_the_organisation(papers):
    papers.note(drafter(), Capacity.PERSON)
    paper = papers.reserved()
    twice = signed_by_tool(papers, current_file(paper))
    twice = signed_by_tool(papers, twice, field="CoQuan", credential=body())

    with pytest.raises(RefusedError, match="person signs first"):
        returned(papers, paper, signed_by_tool(papers, twice, field="SoanThao", credential=drafter()))

    assert State.SEALED == returned(papers, paper, twice).state


def test_the_organisation_vouches_for_a_scan(papers):
    paper = papers.sealed(papers.confirmed(papers.scanned()))

    (signature,) = verify_pdf(current_file(paper), ROOTS, now=papers.now)
    assert signature.holds
    with pytest.raises(RefusedError):
        papers.signed(paper)


def test_what_is_no_scan_is_not_kept(papers):
    paper = papers.reserved()

    with pytest.raises(UnreadableError, match="no picture"):
        services.keep_scan(paper=paper, read=as_read(paper), scan=current_file(paper), by=papers.clerk, now=papers.now)
    with pytest.raises(RefusedError, match="printed with its number"):
        papers.scanned(papers.submitted(letter()), scan=b"")


@pytest.mark.own_process
def test_files_that_come_back_are_looked_into_by_a_process_of_their_own(papers):
    """Whatever a stranger's file does to the library that reads it, the portal goes on."""
    paper = papers.reserved()
    sent, scan = current_file(paper), a_scan(paper)
    signed = signed_by_tool(papers, sent)

    assert ["NguoiKy"] == [one.field for one in examination.check_returned(sent, signed, ROOTS, now=papers.now)]
    examination.check_scan(scan, now=papers.now)
    with pytest.raises(SignatureError, match="does not lead to a root"):
        examination.check_returned(sent, signed, [root_der("Root CA lạ")], now=papers.now)
    with pytest.raises(UnreadableError, match="script"):
        examination.check_scan(_acting(scan), now=papers.now)


def test_a_scan_that_acts_is_not_kept(papers):
    paper = papers.reserved()

    with pytest.raises(UnreadableError, match="script"):
        papers.scanned(paper, scan=_acting(a_scan(paper)))

    paper.refresh_from_db()
    assert (State.SUBMITTED, 1) == (paper.state, paper.files.count())


def _acting(pdf):
    return pdf.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert)>>", 1)
