"""The way of a paper: written, submitted, signed by a person and by the organisation, issued, recalled."""

from __future__ import annotations

import datetime as dt

import pypdfium2 as pdfium
import pytest
from django.db import IntegrityError, transaction

from bluezone.documents.errors import SignatureError, SigningError
from bluezone.documents.paper import Signatory
from bluezone.documents.signing import open_pkcs12, verify_pdf
from bluezone.portal.audit.models import Entry
from bluezone.portal.audit.selectors import verify_chain
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers import services
from bluezone.portal.papers.models import Capacity, OutgoingPaper, State, Way
from bluezone.portal.papers.standing import as_read, content_of, current_file
from tests.portal.papers.conftest import ROOTS
from tests.support.documents.certificates import (
    PASSPHRASE,
    body,
    person,
    pkcs12_file,
    plain_signer,
    seal_image,
    signature_image,
)
from tests.support.documents.papers import COMMITTEE, changed, letter, report


def stranger(name: str):
    return open_pkcs12(pkcs12_file(name, "UBND huyện Sơn Dương", "Root CA lạ"), PASSPHRASE)


def test_a_paper_goes_its_whole_way(papers):
    paper = papers.issued()

    assert State.ISSUED == paper.state
    assert "01/UBND-VHTT" == paper.code
    assert dt.date(2020, 8, 11) == paper.dated_on
    first, second = verify_pdf(current_file(paper), ROOTS, now=papers.now)
    assert ("Hoàng Văn Thử", "Ủy ban nhân dân huyện Sơn Dương") == (first.signer, second.signer)
    assert first.holds
    assert second.holds
    assert [person().name, body().name] == [one.certificate.name for one in paper.signatures.order_by("pk")]
    assert "Số: 01/UBND-VHTT" in pdfium.PdfDocument(current_file(paper))[0].get_textpage().get_text_range()


def test_every_step_is_a_line_of_the_audit_about_this_paper(papers):
    paper = papers.recalled("Sai thẩm quyền ký.")

    lines = Entry.objects.filter(subjects__kind="paper", subjects__key=str(paper.pk)).order_by("number")
    steps = ("draft", "submit", "read", "sign", "seal", "issue", "recall")
    assert [f"papers.{step}" for step in steps] == [line.act for line in lines]
    assert "01/UBND-VHTT" == lines[5].detail["code"]
    assert verify_chain().length >= 6


def test_words_are_kept_as_they_were_written(papers):
    paper = papers.drafted(report(issuer=COMMITTEE))
    paper.refresh_from_db()

    assert report(issuer=COMMITTEE) == content_of(paper)
    assert ("BC", "BC-UBND", report().subject) == (paper.kind, paper.symbol, paper.subject)


def test_a_draft_is_thrown_away_and_goes_no_further_way(papers):
    paper = papers.drafted()

    gone = services.discard(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)

    assert (State.DISCARDED, None) == (gone.state, gone.number)
    for act in (services.submit, services.discard):
        with pytest.raises(RefusedError, match="gone on meanwhile"):
            act(paper=gone, read=as_read(gone), by=papers.clerk, now=papers.now)
    lines = Entry.objects.filter(subjects__kind="paper", subjects__key=str(paper.pk)).order_by("number")
    assert ["papers.draft", "papers.discard"] == [line.act for line in lines]


def test_what_somebody_waits_to_sign_is_thrown_away_by_nobody(papers):
    paper = papers.submitted()

    with pytest.raises(RefusedError, match="gone on meanwhile"):
        services.discard(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)


def test_a_draft_is_rewritten_until_it_is_submitted(papers):
    paper = papers.drafted()
    paper = services.revise(paper=paper, content=letter(subject="nội dung khác"), by=papers.clerk, now=papers.now)
    services.submit(paper=paper, read=as_read(paper), by=papers.clerk, now=papers.now)

    with pytest.raises(RefusedError, match="gone on meanwhile"):
        services.revise(paper=paper, content=letter(), by=papers.clerk, now=papers.now)

    paper.refresh_from_db()
    assert "nội dung khác" == paper.subject == content_of(paper).subject
    lines = Entry.objects.filter(subjects__kind="paper", subjects__key=str(paper.pk)).order_by("number")
    assert ["papers.draft", "papers.revise", "papers.submit"] == [line.act for line in lines]


def test_a_paper_is_sent_back_with_a_reason(papers):
    paper = papers.submitted()

    with pytest.raises(RefusedError, match="reason"):
        services.send_back(paper=paper, read=as_read(paper), reason=" .. ", by=papers.leader, now=papers.now)
    sent = services.send_back(
        paper=paper, read=as_read(paper), reason="Thiếu  phụ lục", by=papers.leader, now=papers.now
    )

    assert (State.DRAFT, "Thiếu phụ lục") == (sent.state, sent.remark)


def test_numbers_run_from_one_without_a_gap_in_each_organisation_and_year(papers, office):
    first, second = papers.signed(), papers.signed(papers.submitted(changed(letter(), drafting_unit="NV")))
    office.clock[0] = papers.now + dt.timedelta(days=100)
    third = papers.signed()

    assert ["01/UBND-VHTT", "02/UBND-NV", "03/UBND-VHTT"] == [paper.code for paper in (first, second, third)]


@pytest.mark.parametrize("name", ["Hoàng Văn Thử", "Người Lạ Mặt"], ids=["another root", "another name"])
def test_a_number_is_used_only_if_the_signature_succeeds(papers, name):
    wrong = stranger(name)
    papers.note(wrong, Capacity.PERSON)
    paper = papers.submitted()

    with pytest.raises((SignatureError, RefusedError), match=r"root that is trusted|another person's"):
        papers.signed(paper, credential=wrong)

    paper.refresh_from_db()
    assert (None, None, State.SUBMITTED) == (paper.number, paper.dated_on, paper.state)
    assert 0 == paper.files.count()
    assert "01/UBND-VHTT" == papers.signed().code


def test_an_old_certificate_uses_no_number(papers, office):
    paper = papers.submitted()
    office.clock[0] = papers.now.replace(year=2022)

    with pytest.raises(SigningError, match="not valid"):
        papers.signed(paper)

    paper.refresh_from_db()
    assert paper.number is None


def test_whoever_the_paper_does_not_name_cannot_sign_it(papers):
    paper = papers.submitted(letter(signatory=Signatory(name="Người Khác", office=("Chủ tịch",))))

    with pytest.raises(RefusedError, match="another person's"):
        papers.signed(paper)


def test_several_sign_one_file_and_all_signatures_hold(papers):
    papers.note(plain_signer(), Capacity.PERSON)
    paper = papers.signed()
    papers.signed(paper, credential=plain_signer())
    paper = papers.sealed(paper)

    signatures = verify_pdf(current_file(paper), ROOTS, now=papers.now)
    assert ["NguoiKy", "NguoiKy2", "CoQuan"] == [one.field for one in signatures]
    assert [True] * 3 == [one.holds for one in signatures]
    assert "Trần Thị Ký" in [one.signer for one in paper.signatures.all()]


def test_nobody_signs_twice_nor_for_the_organisation_too(papers):
    """The form of a signature that is sent twice, and the wrong certificate file of two."""
    paper = papers.signed()

    with pytest.raises(RefusedError, match="already"):
        papers.signed(paper)
    with pytest.raises(RefusedError, match="already"):
        papers.sealed(paper, credential=person())

    paper.refresh_from_db()
    assert (State.SIGNED, 1, 1) == (paper.state, paper.signatures.count(), paper.files.count())


def test_a_co_signers_image_has_no_place(papers):
    """It would be a speck in the corner of the first page."""
    paper = papers.signed(image=signature_image())

    with pytest.raises(RefusedError, match="place for an image"):
        papers.signed(paper, credential=plain_signer(), image=signature_image())


def test_images_are_seen_and_signatures_still_hold(papers):
    paper = papers.sealed(papers.signed(image=signature_image()), image=seal_image())

    document = pdfium.PdfDocument(current_file(paper))
    document.init_forms()
    colours = document[0].render(scale=1).to_pil().convert("RGB").getcolors(1 << 20) or []
    assert any(red > 180 and max(green, blue) < 60 for _, (red, green, blue) in colours)
    assert any(blue > 150 and red < 60 for _, (red, _, blue) in colours)
    assert all(one.holds for one in verify_pdf(current_file(paper), ROOTS, now=papers.now))


def test_steps_are_not_skipped(papers):
    draft, submitted, signed = papers.drafted(), papers.submitted(), papers.signed()

    with pytest.raises(RefusedError):
        papers.signed(draft)
    with pytest.raises(RefusedError):
        papers.sealed(submitted)
    with pytest.raises(RefusedError, match="organisation signs before"):
        papers.issued(signed)
    with pytest.raises(RefusedError):
        services.recall(paper=signed, read=as_read(signed), reason="không có lý do", by=papers.leader, now=papers.now)


def test_a_file_is_only_ever_added(papers):
    paper = papers.issued()

    first, last = (bytes(file.content) for file in paper.files.order_by("pk"))
    assert last.startswith(first)


def test_without_roots_a_signature_is_put_on_and_judged_by_whoever_reads(papers):
    papers.note(stranger("Hoàng Văn Thử"), Capacity.PERSON)
    paper = papers.signed(roots=(), credential=stranger("Hoàng Văn Thử"))

    (signature,) = verify_pdf(current_file(paper), ROOTS, now=papers.now)
    assert signature.intact
    assert not signature.holds


def test_the_database_itself_refuses_a_number_twice(papers):
    papers.signed()
    second = papers.submitted()

    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingPaper.objects.filter(pk=second.pk).update(number=1, year=2020, dated_on=papers.now.date())


def test_how_each_signature_came_is_kept(papers):
    paper = papers.sealed(papers.signed(way=Way.TOKEN))

    assert [("person", "token"), ("organisation", "certificate")] == [
        (one.capacity, one.way) for one in paper.signatures.order_by("pk")
    ]
    assert [person().name, body().name] == [one.certificate.name for one in paper.signatures.order_by("pk")]
    assert person().name != body().name
