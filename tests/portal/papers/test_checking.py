"""What a stranger may check: a signed file, an issued paper by its address, the form of a paper; and hostile files."""

from __future__ import annotations

import io
import re
import threading

import docx
import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.shared import Mm
from PIL import Image

from bluezone.documents.draft import write_docx
from bluezone.documents.official import write_pdf
from bluezone.documents.signing import Spot, sign_pdf
from bluezone.documents.typesetting import set_stamp
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers import examination, examiner
from bluezone.portal.papers.standing import current_file
from tests.documents.signing.test_revisions import with_revision
from tests.portal.papers.conftest import DAY, ROOTS
from tests.portal.papers.test_pages import roots
from tests.support.documents.certificates import plain_signer
from tests.support.documents.papers import ISSUE, letter, report
from tests.support.sources import PACKAGE

__all__ = ["roots"]
HIDDEN = "triển khai ứng dụng Bluezone"


def upload(client, address, file):
    return client.post(address, {"file": SimpleUploadedFile("paper.pdf", file)})


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.in_turn(of=3)
@pytest.mark.own_process
def test_a_stranger_reads_who_signed_and_whether_it_holds(papers, office, roots):
    stranger, pdf = office.client(), current_file(papers.issued())

    answer = text(upload(stranger, reverse("check_file"), pdf))

    for told in ("2 signatures", "Hoàng Văn Thử", "Ủy ban nhân dân huyện Sơn Dương", "holds", "Root CA thử"):
        assert told in answer
    assert "altered" not in answer
    assert "This paper was issued and counts" in answer
    assert "11/08/2020 17:46" in answer


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda pdf: pdf.replace(b"/Type/Pages", b"/Typf/Pages", 1), "was altered|cannot be read|does not open"),
        (lambda pdf: pdf + b"\n%PDF-1.7 more", "was altered after it was signed"),
    ],
)
def test_a_file_that_was_changed_is_told_so(papers, office, roots, spoil, told):
    answer = text(upload(office.client(), reverse("check_file"), spoil(current_file(papers.issued()))))

    assert re.search(told, answer)
    assert "This paper was issued" not in answer


@pytest.mark.in_turn(of=3)
def test_what_nobody_signed_at_the_end_of_a_file_is_told(papers, office, roots):
    address, pdf = reverse("check_file"), current_file(papers.issued())
    said = "Something was added at its end that nobody has signed."

    assert said not in text(upload(office.client(), address, pdf))
    assert said in text(upload(office.client(), address, pdf + b"\n%PDF-1.7 more"))


def test_a_further_signature_over_words_is_told(papers, office, roots):
    words = set_stamp({"lines": ["không"], "width_mm": 150, "height_mm": 40}, now=DAY)
    over = Spot(1, 30, 120, 150, 40, words)
    hidden = sign_pdf(current_file(papers.issued()), plain_signer(), field="Khac", now=DAY, spot=over)

    answer = text(upload(office.client(), reverse("check_file"), hidden))

    assert "A later signature is drawn over something printed" in answer
    assert 2 == answer.count("one of them is drawn over something printed")
    assert "This paper was issued" not in answer


def test_an_added_revision_that_a_browser_shows_otherwise_is_told(papers, office, roots):
    answer = text(
        upload(office.client(), reverse("check_file"), with_revision(current_file(papers.issued()), beside=1))
    )

    assert "This file was altered after it was signed" in answer
    assert "something other than signatures" in answer


def test_without_roots_a_signature_is_not_believed(papers, office):
    answer = text(upload(office.client(), reverse("check_file"), current_file(papers.issued())))

    assert "Its certificate does not lead to a root that is trusted here." in answer


@pytest.mark.in_turn(of=3)
def test_a_file_without_signatures_is_told_so(office, db):
    pdf = write_pdf(letter(), ISSUE, now=DAY).pdf

    assert "There is no signature on this file" in text(upload(office.client(), reverse("check_file"), pdf))


def test_the_address_of_a_paper_tells_its_head_and_never_its_subject(papers, office, roots):
    paper, stranger = papers.issued(), office.client()
    address = reverse("check_paper", args=[paper.check_key])

    shown = text(stranger.get(address))
    same = text(upload(stranger, address, current_file(paper)))
    other = text(upload(stranger, address, current_file(papers.issued())))

    assert "This paper was issued and counts" in shown
    assert "01/UBND-VHTT" in shown
    assert HIDDEN not in shown
    assert "exactly the one that was issued" in same
    assert "not the one that was issued" in other


def test_a_recalled_paper_is_told_so_to_everybody(papers, office, roots):
    paper = papers.recalled()
    stranger = office.client()

    for answer in (
        stranger.get(reverse("check_paper", args=[paper.check_key])),
        upload(stranger, reverse("check_file"), current_file(paper)),
        upload(stranger, reverse("check_paper", args=[paper.check_key]), current_file(paper)),
        upload(stranger, reverse("check_paper", args=[paper.check_key]), current_file(papers.issued())),
    ):
        assert re.search("This paper was recalled|under this address was recalled", text(answer))
        assert "notice--ok" not in answer.content.decode()
        assert "Ban hành nhầm" not in text(answer)


def test_a_paper_that_has_not_gone_out_has_no_address(papers, office):
    for paper in (papers.drafted(), papers.sealed()):
        assert 404 == office.client().get(reverse("check_paper", args=[paper.check_key])).status_code


def test_a_file_of_a_paper_that_has_not_gone_out_is_only_a_file(papers, office, roots):
    answer = text(upload(office.client(), reverse("check_file"), current_file(papers.sealed())))

    assert "2 signatures" in answer
    assert "This paper was issued" not in answer


@pytest.mark.in_turn(of=3)
@pytest.mark.own_process
def test_the_form_is_judged_box_by_box_with_pictures(office, db):
    stranger, wrong = office.client(), write_docx(letter(), ISSUE, now=DAY)
    good = upload(stranger, reverse("check_form"), write_pdf(report(), ISSUE, now=DAY).pdf)
    docx = upload(stranger, reverse("check_form"), wrong)

    assert "The form is as it should be" in text(good)
    assert "The form is as it should be" in text(docx)
    (picture, *_more) = [part.split('"')[0] for part in good.content.decode().split('src="')[1:] if "/form/" in part]
    shown = stranger.get(picture)
    assert "image/png" == shown.headers["content-type"]
    assert shown.content.startswith(b"\x89PNG")
    for guessed in ("guessed", "0" * 32, "x " * 16, "y" * 300):
        assert 404 == stranger.get(reverse("checked_page", args=[guessed])).status_code


@pytest.mark.in_turn(of=3)
def test_a_fault_is_told_where_it_is(office, db):
    document, spoilt = docx.Document(io.BytesIO(write_docx(letter(), ISSUE, now=DAY))), io.BytesIO()
    document.sections[0].left_margin = Mm(10)
    document.save(spoilt)

    answer = text(upload(office.client(language="vi"), reverse("check_form"), spoilt.getvalue()))

    assert "1 lỗi thể thức" in answer
    assert "Lề trái 30-35 mm" in answer


@pytest.mark.parametrize("view", ["check_file", "check_form"])
@pytest.mark.parametrize("file", [b"hello", b"%PDF-1.7\n", b"PK\x03\x04" + bytes(60), b"\xd0\xcf\x11\xe0" + bytes(99)])
def test_a_hostile_file_is_refused_with_a_reason(office, db, view, file):
    answer = upload(office.client(), reverse(view), file)

    assert 409 == answer.status_code
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("view", ["check_file", "check_form"])
def test_the_form_for_a_file_says_nothing_of_one_yet(office, db, view):
    answer = office.client().get(reverse(view))

    assert 200 == answer.status_code
    assert 'type="file"' in answer.content.decode()
    assert 'role="alert"' not in answer.content.decode()


def test_no_file_is_told_at_the_field(office, db):
    assert 400 == office.client().post(reverse("check_file")).status_code


def test_a_request_beyond_all_papers_is_not_read(office, db):
    answer = office.client().post(
        reverse("check_file"), b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(70 << 20)
    )

    assert 413 == answer.status_code


def test_a_file_above_the_bound_is_refused():
    with pytest.raises(RefusedError, match="20 MB"):
        examination.verify_file(bytes(examination.MAX_FILE_BYTES + 1), (), now=DAY)


@pytest.mark.own_process
def test_an_examiner_that_does_not_come_back_is_ended(monkeypatch):
    monkeypatch.setattr(examination, "LONGEST_S", 0.05)

    with pytest.raises(RefusedError, match="took longer"):
        examination.inspect_file(write_pdf(letter(), ISSUE, now=DAY).pdf, now=DAY)


def test_only_a_few_files_are_examined_at_once(monkeypatch):
    _fill(monkeypatch, examination.Caller.STRANGER)

    with pytest.raises(RefusedError, match="try again"):
        examination.verify_file(b"", (), now=DAY)


def test_files_of_strangers_take_no_place_of_staffs(monkeypatch):
    _fill(monkeypatch, examination.Caller.STRANGER)
    monkeypatch.setattr(examination, "_run", lambda _task: examiner.Answer())

    examination.check_scan(b"", now=DAY)
    examination.check_returned(b"", b"", (), now=DAY)
    examination.verify_file(b"", (), now=DAY, caller=examination.Caller.STAFF)


def _fill(monkeypatch, caller):
    places = threading.BoundedSemaphore(1)
    places.acquire()
    monkeypatch.setitem(examination._PLACES, caller, places)
    monkeypatch.setattr(examination, "LONGEST_WAIT_S", 0.01)


def test_a_picture_of_a_page_out_of_all_measure_is_no_larger_than_one_of_a_paper():
    out = io.BytesIO()
    document = pdfium.PdfDocument.new()
    document.new_page(14_000, 9_000)
    document.save(out)

    (picture,) = examiner._pictures(out.getvalue())

    assert (1_000, 643) == Image.open(io.BytesIO(picture)).size


def test_the_examiner_answers_and_never_raises_for_a_file():
    pdf = write_pdf(letter(), ISSUE, now=DAY).pdf

    assert "NO_PDF" == examiner.answer(examiner.Task("verify", b"hello", DAY, ROOTS)).refused
    answered = examiner.answer(examiner.Task("inspect", pdf, DAY))
    assert answered.verdict is not None
    assert answered.verdict.conforms
    assert 1 == len(answered.pictures)


def test_the_examiner_does_not_load_django():
    source = (PACKAGE / "portal" / "papers" / "examiner.py").read_text(encoding="utf-8")

    assert "django." not in source
