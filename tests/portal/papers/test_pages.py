"""The pages of papers, as the writer, the leader and the clerk use them."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bluezone.conformance import inspect_paper
from bluezone.documents.paper import Issuer
from bluezone.documents.signing import sign_pdf, verify_pdf
from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.papers import selectors
from bluezone.portal.papers.forms import typed_from
from bluezone.portal.papers.models import IncomingPaper, OutgoingPaper, State
from bluezone.portal.papers.services import draft_paper
from bluezone.portal.papers.standing import as_read, content_of, current_file
from tests.portal.papers.conftest import DAY, ROOTS
from tests.support.documents.certificates import PASSPHRASE, ink, person, pkcs12_file
from tests.support.documents.papers import COMMITTEE, letter, report
from tests.support.portal.offices import SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.paper_offices import a_scan, turn_all

pytestmark = pytest.mark.in_turn(of=4)


@pytest.fixture
def roots(settings, tmp_path):
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "root.der").write_bytes(ROOTS[0])
    settings.PAPER_ROOTS = folder
    return folder


def certificate(name="Hoàng Văn Thử"):
    return SimpleUploadedFile("me.p12", pkcs12_file(name, "UBND huyện Sơn Dương"))


def sends(client, view, paper, **data):
    """What the page's form sends: what was read, too."""
    read = as_read(OutgoingPaper.objects.get(pk=paper.pk))
    return client.post(reverse(view, args=[paper.pk]), {"read": read, **data})


def page(client, paper):
    return client.get(reverse("paper", args=[paper.pk])).content.decode()


@pytest.mark.parametrize("typed_before", ["V/v ", "V/v: ", "Về việc "])
def test_a_letter_does_not_say_twice_what_it_is_about(papers, office, typed_before):
    office.client(papers.clerk).post(reverse("paper_new"), typed(papers, subject=f"{typed_before}họp giao ban"))

    assert "họp giao ban" == OutgoingPaper.objects.get().subject


OPEN_IN_A_DRAFT = {"head.number", "head.date", "head.place"}


def missing(file):
    """What the checker finds wrong with a file."""
    return {finding.rule for finding in inspect_paper(file).findings}


def typed(papers, **changes):
    return {**typed_from(letter()), "organisation": papers.committee.pk, **changes}


def test_a_paper_is_written_in_a_form_and_comes_out_in_the_decrees_form(papers, office):
    client = office.client(papers.clerk)

    answer = client.post(reverse("paper_new"), typed(papers))

    paper = OutgoingPaper.objects.get()
    assert reverse("paper", args=[paper.pk]) == answer.headers["location"]
    assert letter() == content_of(paper)
    assert "The form is as it should be" in page(client, paper)
    pdf = client.get(reverse("paper_pdf", args=[paper.pk]))
    assert missing(pdf.content) <= OPEN_IN_A_DRAFT
    docx = client.get(reverse("paper_docx", args=[paper.pk]))
    assert "attachment" in docx.headers["content-disposition"]
    assert missing(docx.content) <= OPEN_IN_A_DRAFT


def test_the_next_paper_begins_with_what_the_last_one_had(papers, office):
    papers.drafted()

    form = office.client(papers.clerk).get(reverse("paper_new")).content.decode()

    assert "KT. Chủ tịch" in form
    assert "Chánh, Phó VPTH UBND huyện" in form


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"addressees": ""}, "A letter says whom it is for"),
        ({"signer_name": "TS. Hoàng Văn Thử"}, "No title stands before"),
        ({"text": " "}, "Please fill this in"),
        ({"drafting_unit": "vh tt"}, "is no symbol of a document"),
        ({"text": "I. Chỉ có đề mục"}, "ends with a sentence"),
        ({"organisation": 999_999}, "one of the answers that are offered"),
        ({"kind": "XX"}, "one of the answers that are offered"),
    ],
)
def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(papers, office, change, said):
    answer = office.client(papers.clerk).post(reverse("paper_new"), typed(papers, **change))

    assert 400 == answer.status_code
    assert said in answer.content.decode()
    assert "triển khai ứng dụng Bluezone" in answer.content.decode()
    assert not OutgoingPaper.objects.exists()


def test_a_reason_from_the_room_documents_is_told_in_vietnamese(papers, office):
    answer = office.client(papers.clerk, language="vi").post(reverse("paper_new"), typed(papers, addressees=""))

    assert "Công văn phải ghi Kính gửi." in answer.content.decode()


def test_tables_that_were_made_from_figures_survive_the_form(papers, office):
    paper, client = papers.drafted(report(issuer=COMMITTEE)), office.client(papers.clerk)
    form = client.get(reverse("paper_edit", args=[paper.pk])).content.decode()
    assert 'name="text"' not in form

    facts = {**typed_from(report(issuer=COMMITTEE)), "subject": "Kết quả khác"}
    sends(client, "paper_edit", paper, **{name: value for name, value in facts.items() if name != "text"})

    paper.refresh_from_db()
    assert ("Kết quả khác", report().blocks) == (content_of(paper).subject, content_of(paper).blocks)
    assert report().appendices == content_of(paper).appendices


def test_a_draft_is_thrown_away_on_its_page_and_can_still_be_read_there(papers, office):
    paper, clerk = papers.drafted(), office.client(papers.clerk)
    beside = office.staff("Ngô Văn Bỏ", Role.REGISTRY_CLERK)
    assert "It is not needed any more" in page(clerk, paper)

    sends(office.client(beside), "paper_discard", paper)

    shown = page(clerk, paper)
    assert ("It waits for nobody" in shown, "Submit for signature" in shown) == (True, False)
    assert "Ngô Văn Bỏ · 11/08/2020 17:46" in shown
    assert 200 == clerk.get(reverse("paper_pdf", args=[paper.pk])).status_code
    listed = clerk.get(reverse("paper_list"), {"state": State.DISCARDED}).content.decode()
    assert f'href="/papers/{paper.pk}"' in listed


def test_a_paper_is_signed_sealed_and_issued_on_pages(papers, office, roots):
    paper, leader, clerk = papers.drafted(), office.client(papers.leader), office.client(papers.clerk)
    sends(clerk, "paper_submit", paper)
    assert "Next: Hoàng Văn Thử signs" in page(leader, paper)

    turn_all(paper, papers.leader, papers.now)
    image = SimpleUploadedFile("ky.png", ink((20, 50, 190)))
    sends(leader, "paper_sign", paper, certificate=certificate(), passphrase=PASSPHRASE, image=image, width_mm=24)
    assert "01/UBND-VHTT" in page(clerk, paper)
    seal = certificate("Ủy ban nhân dân huyện Sơn Dương")
    sealed = sends(clerk, "paper_seal", paper, certificate=seal, passphrase=PASSPHRASE)
    sends(clerk, "paper_issue", paper)

    assert ("passphrase",) == sealed.wsgi_request.sensitive_post_parameters
    paper.refresh_from_db()
    assert State.ISSUED == paper.state
    assert [True, True] == [one.holds for one in verify_pdf(current_file(paper), ROOTS, now=papers.now)]
    assert "Anybody may check it" in page(clerk, paper)


@pytest.mark.every_run
def test_a_passphrase_and_a_certificate_are_kept_nowhere(papers, office, roots):
    paper = papers.submitted()

    answer = sends(office.client(papers.leader), "paper_sign", paper, certificate=certificate(), passphrase=PASSPHRASE)

    assert ("passphrase",) == answer.wsgi_request.sensitive_post_parameters
    key = pkcs12_file("Hoàng Văn Thử", "UBND huyện Sơn Dương")
    kept = [bytes(file.content) for file in paper.files.all()]
    assert kept
    assert not any(key in one or PASSPHRASE.encode() in one for one in kept)
    assert PASSPHRASE not in str(list(Entry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"passphrase": "sai"}, "wrong passphrase"),
        ({"certificate": SimpleUploadedFile("x.p12", b"hello")}, "does not open"),
        ({"certificate": SimpleUploadedFile("x.p12", bytes(2 << 20))}, "smaller than a megabyte"),
        ({"certificate": certificate("Trần Thị Ký")}, "another person"),
        ({"image": SimpleUploadedFile("x.png", b"hello")}, "no PNG"),
        ({"image": SimpleUploadedFile("x.png", ink((210, 20, 20)))}, "not in blue ink"),
    ],
)
def test_what_cannot_sign_is_told_and_no_number_is_used(papers, office, roots, data, said):
    paper = papers.submitted()
    facts = {"certificate": certificate(), "passphrase": PASSPHRASE, **data}

    answer = sends(office.client(papers.leader), "paper_sign", paper, **facts)

    assert 409 == answer.status_code
    assert re.search(said, answer.content.decode())
    paper.refresh_from_db()
    assert paper.number is None


def test_a_paper_is_signed_elsewhere_on_pages(papers, office, roots):
    paper, clerk = papers.submitted(), office.client(papers.clerk)
    sends(clerk, "paper_reserve", paper)
    sent = clerk.get(reverse("paper_pdf", args=[paper.pk])).content
    foreign = sends(clerk, "paper_returned", paper, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 hello"))
    assert "sign it with a tool that adds its signature" in foreign.content.decode()

    signed = sign_pdf(sent, person(), field="NguoiKy", now=papers.now)
    sends(clerk, "paper_returned", paper, file=SimpleUploadedFile("b.pdf", signed))

    paper.refresh_from_db()
    assert (State.SIGNED, signed) == (paper.state, current_file(paper))


def test_a_number_is_taken_back_and_a_scan_is_kept_on_pages(papers, office, roots):
    paper, clerk = papers.submitted(), office.client(papers.clerk)
    sends(clerk, "paper_reserve", paper)
    sends(clerk, "paper_release", paper)
    paper.refresh_from_db()
    assert paper.number is None

    sends(clerk, "paper_reserve", paper)
    assert 409 == sends(clerk, "paper_scan", paper).status_code
    sends(clerk, "paper_scan", paper, file=SimpleUploadedFile("scan.pdf", a_scan(paper)))

    paper.refresh_from_db()
    assert paper.is_copy
    assert "copy; the original is on paper" in page(clerk, paper)
    assert "Next: another person confirms the scan" in page(clerk, paper)


def test_sending_back_and_recalling_ask_for_a_reason(papers, office):
    waiting, out, leader = papers.submitted(), papers.issued(), office.client(papers.leader)

    assert "A reason has 5 to 300" in sends(leader, "paper_return", waiting, reason="").content.decode()
    assert "A reason has 5 to 300" in sends(leader, "paper_recall", out, reason="x").content.decode()
    sends(leader, "paper_return", waiting, reason="Sửa lại mục 2")
    sends(leader, "paper_recall", out, reason="Ban hành nhầm")

    assert "Sửa lại mục 2" in page(leader, waiting)
    assert "Ban hành nhầm" in page(leader, out)


@pytest.mark.every_run
def test_each_look_at_a_paper_is_a_line_of_the_audit(papers, office):
    paper, client = papers.drafted(), office.client(papers.clerk)

    for view in ("paper", "paper_pdf", "paper_docx", "paper_picture"):
        assert 200 == client.get(reverse(view, args=[paper.pk])).status_code

    assert 4 == Entry.objects.filter(act="papers.see", subjects__key=str(paper.pk)).count()


def test_a_form_that_names_a_signer_is_a_line_too(papers, office):
    waiting, last = papers.submitted(), papers.drafted()
    clerk, leader = office.client(papers.clerk), office.client(papers.leader)

    assert "Hoàng Văn Thử" in clerk.get(reverse("paper_edit", args=[last.pk])).content.decode()
    assert "Hoàng Văn Thử" in clerk.get(reverse("paper_new")).content.decode()
    assert "Hoàng Văn Thử" in leader.get(reverse("paper_sign", args=[waiting.pk])).content.decode()

    seen = Entry.objects.filter(act="papers.see").order_by("number").values_list("subjects__key", flat=True)
    assert [str(last.pk), str(last.pk), str(waiting.pk)] == list(seen)


def test_an_empty_form_of_an_office_without_papers_names_nobody_and_leaves_no_line(papers, office):
    assert 200 == office.client(papers.clerk).get(reverse("paper_new")).status_code

    assert not Entry.objects.filter(act="papers.see").exists()


@pytest.mark.parametrize("change", [{"subject": "họp 😀"}, {"text": "漢字"}])
def test_a_paper_that_cannot_be_set_is_refused_and_not_kept(papers, office, change):
    """It would have a page that can never be opened."""
    kept, clerk = papers.drafted(), office.client(papers.clerk)

    new = clerk.post(reverse("paper_new"), typed(papers, **change))
    other = sends(clerk, "paper_edit", kept, **typed(papers, **change))

    assert [409, 409] == [new.status_code, other.status_code]
    assert all("The text cannot be set" in answer.content.decode() for answer in (new, other))
    assert [letter()] == [content_of(one) for one in OutgoingPaper.objects.all()]


def test_a_draft_of_a_former_release_that_cannot_be_set_is_opened_and_mended(papers, office):
    paper, clerk = papers.drafted(), office.client(papers.clerk)
    OutgoingPaper.objects.update(content=paper.content.replace("triển khai", "triển 😀 khai"))

    assert 200 == clerk.get(reverse("paper", args=[paper.pk])).status_code
    assert 409 == clerk.get(reverse("paper_pdf", args=[paper.pk])).status_code
    assert [302, 409] == [sends(clerk, "paper_submit", paper).status_code for _ in range(2)]
    sends(office.client(papers.leader), "paper_return", paper, reason="Bỏ hình mặt cười")
    assert 302 == sends(clerk, "paper_edit", paper, **typed(papers)).status_code
    assert letter() == content_of(OutgoingPaper.objects.get())


def test_words_that_came_too_late_are_told_and_stay_in_the_form(papers, office):
    """A colleague submits the draft while its words are being changed."""
    paper = papers.submitted()

    late = sends(office.client(papers.clerk), "paper_edit", paper, **typed(papers, subject="lời muộn"))

    assert 409 == late.status_code
    assert "The paper has gone on meanwhile" in late.content.decode()
    assert "lời muộn" in late.content.decode()


def test_the_same_button_twice_is_one_act_and_a_sentence(papers, office):
    paper, clerk = papers.drafted(), office.client(papers.clerk)

    first, second = (sends(clerk, "paper_submit", paper) for _ in range(2))

    assert [302, 409] == [first.status_code, second.status_code]
    assert "The paper has gone on meanwhile" in second.content.decode()
    assert 1 == Entry.objects.filter(act="papers.submit").count()


def test_the_list_filters_by_state_and_organisation_and_stays_within_ones_units(papers, office):
    papers.drafted(letter(subject="một dự thảo"))
    papers.issued()
    here, there = (
        office.client(papers.clerk),
        office.client(office.staff("Văn Thư Khác", Role.REGISTRY_CLERK, TAN_TRAO)),
    )

    assert "một dự thảo" in here.get("/papers?state=draft").content.decode()
    assert "một dự thảo" not in here.get("/papers?state=issued").content.decode()
    assert "một dự thảo" not in here.get(f"/papers?organisation={papers.committee.pk + 1}&before=x").content.decode()
    assert "một dự thảo" not in there.get("/papers").content.decode()
    assert 404 == there.get(reverse("paper", args=[OutgoingPaper.objects.first().pk])).status_code


@pytest.mark.parametrize("query", ["?before=x", "?before=" + "9" * 5_000, "?organisation=" + "9" * 5_000])
def test_a_nonsensical_number_in_the_address_is_harmless(papers, office, query):
    assert 200 == office.client(papers.clerk).get(reverse("paper_list") + query).status_code


def registers(papers, office, query=""):
    return office.client(papers.clerk).get(reverse("register", args=[papers.committee.pk]) + query).content.decode()


def test_a_register_offers_its_years_the_newest_first(papers, office):
    papers.reserved()
    office.clock[0] = DAY.replace(year=2022)

    offered = re.findall(r"year=(\d+)", registers(papers, office, "?year=2021").partition("chips")[2])

    assert ["2021", "2021", "2022", "2021", "2020"] == offered[:5]  # first those of the two directions


def test_a_long_register_is_shown_page_by_page(papers, office, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 1)
    codes = [papers.reserved().code for _ in range(2)]

    shown = [[code for code in codes if code in registers(papers, office, f"?page={number}")] for number in (1, 2)]

    assert sorted([code] for code in codes) == sorted(shown)


def test_the_register_shows_prints_and_exports_what_went_out(papers, office):
    papers.issued()
    papers.reserved()
    clerk, key = office.client(papers.clerk), papers.committee.pk
    assert "01/UBND-VHTT" in registers(papers, office)
    assert "Waits for signature" in registers(papers, office)

    printed = clerk.get(reverse("register_print", args=[key]) + "?year=2020")
    exported = b"".join(clerk.get(reverse("register_export", args=[key]) + "?format=csv"))
    book = b"".join(clerk.get(reverse("register_export", args=[key]) + "?format=xlsx"))

    text = pdfium.PdfDocument(printed.content)[0].get_textpage().get_text_range()
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in text
    assert "UBND-VHTT" in text
    head, first, second = csv.reader(io.StringIO(exported.decode("utf-8-sig")))
    row = dict(zip(head, first, strict=True))
    assert ("1", "UBND-VHTT", "11/08/2020") == (row["CodeNumber"], row["CodeNotation"], row["IssuedDate"])
    assert ("Hoàng Văn Thử", "Công văn") == (row["SignerInfo.FullName"], row["TypeName"])
    assert "2" == dict(zip(head, second, strict=True))["CodeNumber"]
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(book)).namelist()


ARRIVED = {
    "author": "Sở Y tế",
    "paper_code": "525/SYT-NV",
    "dated_on": "2020-08-07",
    "type_name": "Công văn",
    "subject": "=HYPERLINK(1)",
    "unit": "Phòng VHTT",
}


def test_what_came_in_is_entered_once_and_again_only_if_meant(papers, office):
    clerk, address = office.client(papers.clerk), reverse("arrival_new", args=[papers.committee.pk])

    assert 302 == clerk.post(address, ARRIVED).status_code
    warned = clerk.post(address, ARRIVED)
    again = clerk.post(address, {**ARRIVED, "again": "yes"})

    assert "stands in the register" in warned.content.decode()
    assert "Enter it all the same" in warned.content.decode()
    assert 302 == again.status_code
    shown = registers(papers, office, "?direction=in")
    assert 2 == shown.count("525/SYT-NV")
    key = papers.committee.pk
    exported = b"".join(clerk.get(reverse("register_export", args=[key]) + "?direction=in&format=csv")).decode()
    assert ",'=HYPERLINK" in exported
    printed = clerk.get(reverse("register_print", args=[key]) + "?direction=in")
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in pdfium.PdfDocument(printed.content)[0].get_textpage().get_text_range()


def test_what_cannot_be_entered_at_all_is_not_offered_to_be_entered_all_the_same(papers, office):
    clerk, address = office.client(papers.clerk), reverse("arrival_new", args=[papers.committee.pk])

    answer = clerk.post(address, {**ARRIVED, "dated_on": "2020-08-12"})

    assert 409 == answer.status_code
    assert "Enter it all the same" not in answer.content.decode()


def test_a_mark_of_direction_in_a_line_is_left_out_of_the_book(papers, office):
    clerk, key = office.client(papers.clerk), papers.committee.pk

    clerk.post(reverse("arrival_new", args=[key]), {**ARRIVED, "author": "Sở \u202eY tế"})

    assert "Sở Y tế" == IncomingPaper.objects.get().author
    assert 200 == clerk.get(reverse("register_print", args=[key]) + "?direction=in").status_code


def test_a_line_that_would_keep_the_book_from_being_printed_is_not_entered(papers, office):
    clerk, key = office.client(papers.clerk), papers.committee.pk
    clerk.post(reverse("arrival_new", args=[key]), ARRIVED)

    answer = clerk.post(
        reverse("arrival_new", args=[key]), {**ARRIVED, "paper_code": "526/SYT-NV", "subject": "Họp 😀"}
    )

    assert 409 == answer.status_code
    assert 200 == clerk.get(reverse("register_print", args=[key]) + "?direction=in").status_code
    clerk.post(reverse("arrival_new", args=[key]), {**ARRIVED, "paper_code": "527/SYT-NV"})
    assert [1, 2] == list(IncomingPaper.objects.order_by("number").values_list("number", flat=True))


def test_an_empty_register_says_so_and_prints(papers, office):
    assert "No line yet" in registers(papers, office, "?year=1999&page=zz")
    printed = office.client(papers.clerk).get(reverse("register_print", args=[papers.committee.pk]) + "?year=1999")

    assert 200 == printed.status_code


@pytest.mark.every_run
def test_a_writer_neither_signs_nor_seals_nor_issues(papers, office):
    paper, writer = papers.submitted(), office.client(office.staff("Người Soạn", Role.CONSOLIDATOR, SON_DUONG))

    for view in ("paper_sign", "paper_seal", "paper_issue", "paper_recall", "paper_reserve", "paper_returned"):
        assert 403 == sends(writer, view, paper).status_code
    assert "Give it its number" not in page(writer, paper)


@pytest.mark.every_run
def test_who_reads_or_takes_subjects_of_papers_is_a_line_each(papers, office):
    """A subject can name a person: each of the list's papers stands in its line."""
    paper, draft = papers.issued(), papers.drafted()
    clerk, key = office.client(papers.clerk), papers.committee.pk
    before = set(Entry.objects.values_list("number", flat=True))

    clerk.get(reverse("paper_list"))
    clerk.get(reverse("register", args=[key]) + "?year=2020")
    clerk.get(reverse("register_print", args=[key]) + "?year=2020")
    b"".join(clerk.get(reverse("register_export", args=[key]) + "?format=csv"))

    new = Entry.objects.exclude(number__in=before).order_by("number")
    assert ["papers.list", *["papers.register"] * 3] == [line.act for line in new]
    assert ["", "page", "print", "csv"] == [line.detail.get("as", "") for line in new]
    assert [("out", 2020)] * 3 == [(line.detail["direction"], line.detail["year"]) for line in new[1:]]
    listed = {("paper", str(one.pk)) for one in (paper, draft)}
    assert listed == {(subject.kind, subject.key) for subject in new[0].subjects.all()}


def test_a_new_paper_begins_with_ones_own_body_and_then_with_the_one_last_written_for(papers, office):
    station = create_organisation(
        actor=None, name="Trạm Y tế Sơn Dương", kind=Kind.HEALTH, unit=the_unit(SON_DUONG), now=papers.now
    )
    supervisor = office.staff("Trần Giám Sát", Role.SUPERVISOR)

    def begins_with(person):
        page = office.client(person).get(reverse("paper_new")).content.decode()
        return set(re.findall(r'<option\s+value="(\d+)"\s+selected', page))

    assert {str(papers.committee.pk)} == begins_with(papers.leader)
    assert {str(station.pk)} == begins_with(supervisor)
    letter_of_station = letter(issuer=Issuer(name=(station.name,), abbreviation="TYT", place="Sơn Dương"))
    draft_paper(
        organisation=station,
        paper=letter_of_station,
        by=papers.leader,
        now=papers.now,
        entropy=office.chance.randbytes,
    )
    assert {str(station.pk)} == begins_with(papers.leader)


def test_what_was_chosen_stays_chosen_where_something_else_is_wrong(papers, office):
    create_organisation(actor=None, name="Ban A", kind=Kind.DEPARTMENT, unit=the_unit(SON_DUONG), now=papers.now)

    answer = office.client(papers.leader).post(
        reverse("paper_new"), {"organisation": str(papers.committee.pk), "kind": "BC"}
    )

    chosen = re.findall(r'<option\s+value="(\w*)"\s+selected', answer.content.decode())
    assert 400 == answer.status_code
    assert {str(papers.committee.pk), "BC"} <= set(chosen)
    assert 2 == chosen.count(str(papers.committee.pk))
