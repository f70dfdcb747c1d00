"""Evidence has what its kind asks for, counts once, and stays when it is withdrawn."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from bluezone.portal.directives.models import EvidenceRecord, File, ReportRecord
from bluezone.portal.directives.selectors.beside import counts_of_evidence
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.selectors.watching import pieces_of
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.evidence import Piece, add_evidence, withdraw_evidence
from bluezone.portal.errors import RefusedError
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.figures import LARGEST
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout, a_pdf, a_photo

POSTER = Piece("poster", SENT.date(), place="Nhà văn hóa", file=a_photo(), file_name="a.jpg")


def add(rollout: Rollout, piece: Piece, unit: str = TRUNG_YEN) -> EvidenceRecord:
    return add_evidence(actor=rollout.person(unit), participant=rollout.participant(unit), piece=piece, now=SENT)


def counted(rollout: Rollout) -> dict[str, int]:
    return counts_of_evidence(rollout.directed, rollout.participant(TRUNG_YEN), SENT)


def test_pieces_add_up_to_their_indicator_and_a_withdrawn_one_counts_no_more(rollout):
    add(rollout, POSTER)
    second = add(rollout, replace(POSTER, file=a_photo(seed=2)))
    add(rollout, Piece("household-visit", SENT.date(), count=120))
    assert {"posters": 2, "households-visited": 120} == counted(rollout)

    withdraw_evidence(actor=rollout.person(TRUNG_YEN), row=second, now=SENT)

    assert {"posters": 1, "households-visited": 120} == counted(rollout)
    assert 3 == EvidenceRecord.objects.count()
    assert "poster 2020-08-24" == str(second)


@pytest.mark.parametrize(
    ("piece", "reason"),
    [
        (replace(POSTER, file=b""), "photo is missing"),
        (replace(POSTER, place=""), "place is missing"),
        (Piece("broadcast", SENT.date()), "script is missing"),
        (replace(POSTER, day=dt.date(2020, 8, 1)), "before the directive"),
        (replace(POSTER, day=dt.date(2020, 8, 25)), "in the future"),
        (Piece("news-item", SENT.date(), link="https://a.vn/x"), "not asked for here"),
        (replace(POSTER, file=b"%PDF-1.7 x"), "no photo"),
    ],
)
def test_what_lacks_something_is_refused_and_nothing_is_kept(rollout, piece, reason):
    with pytest.raises((RefusedError, ReportError), match=reason):
        add(rollout, piece)

    assert (0, 0) == (EvidenceRecord.objects.count(), File.objects.count())


def test_evidence_is_of_the_letters_own_day_up_to_today(rollout):
    for day in (rollout.record.date, SENT.date()):
        assert day == add(rollout, Piece("household-visit", day, count=1)).day


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://a.vn/x", "not a link", "https://" + "x" * 600])
def test_a_link_that_no_browser_may_be_sent_to_is_refused(rollout, link):
    with pytest.raises(ReportError):
        add(rollout, Piece("news-item", SENT.date(), link=link), "media-centre")


def test_the_same_picture_twice_is_one_piece(rollout):
    add(rollout, POSTER)

    with pytest.raises(RefusedError, match="there already"):
        add(rollout, POSTER)


def test_a_picture_that_was_withdrawn_is_brought_once_more_by_whoever_withdrew_the_wrong_one(rollout):
    withdraw_evidence(actor=rollout.person(TRUNG_YEN), row=add(rollout, POSTER), now=SENT)
    assert {} == counted(rollout)

    again = add(rollout, replace(POSTER, place="Nhà văn hóa thôn Hai"))

    assert {"posters": 1} == counted(rollout)
    assert "Nhà văn hóa thôn Hai" == again.place


def test_an_office_has_two_thousand_pieces_and_not_one_more(rollout):
    visit, participant = Piece("household-visit", SENT.date()), rollout.participant(TRUNG_YEN)
    EvidenceRecord.objects.bulk_create(
        EvidenceRecord(participant=participant, kind=visit.kind, day=visit.day, added_at=SENT) for _ in range(1_999)
    )
    add(rollout, visit)

    with pytest.raises(RefusedError, match="too many pieces"):
        add(rollout, visit)

    assert 2_000 == EvidenceRecord.objects.count()


def test_a_news_item_leads_to_where_it_was_published(rollout):
    item = Piece("news-item", SENT.date(), link=" https://tuyenquang.example.vn/bluezone ")

    row = add(rollout, item, "media-centre")

    assert "https://tuyenquang.example.vn/bluezone" == EvidenceRecord.objects.get(pk=row.pk).link


def test_a_script_may_be_a_pdf_and_stays_as_it_was(rollout):
    script = a_pdf(2)

    row = add(rollout, Piece("broadcast", SENT.date(), file=script, file_name="kịch bản.pdf"))

    assert row.file is not None
    assert script == bytes(row.file.content)
    signed = add(rollout, Piece("signed-count", SENT.date(), count=3, file=a_pdf(3), file_name="bảng.pdf"))
    assert signed.file is not None


def test_one_file_of_two_offices_is_kept_once(rollout):
    add(rollout, POSTER)
    add(rollout, POSTER, "ubnd-tan-trao")

    assert (1, 2) == (File.objects.count(), EvidenceRecord.objects.count())


def test_what_an_approved_figure_rests_on_is_not_withdrawn(rollout):
    row = add(rollout, POSTER)
    rollout.send_answering(TRUNG_YEN, "hai tấm chưa chụp")
    report = ReportRecord.objects.get()
    post = rollout.participant("culture-office")
    decide(
        actor=rollout.consolidator(),
        row=report,
        read=report_as_read(report),
        step=Step.APPROVE,
        acting_for=post,
        now=SENT,
    )

    with pytest.raises(ReportError, match="figures rest on this"):
        withdraw_evidence(actor=rollout.person(TRUNG_YEN), row=row, now=SENT)

    assert 1 == len(pieces_of(rollout.directed.directive, rollout.participant(TRUNG_YEN)))


@pytest.mark.parametrize(
    "hostile",
    [
        a_pdf().replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert)>>"),
        a_pdf().replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/Launch/F(cmd.exe)>>"),
        a_pdf().replace(b"/Type/Catalog", b"/Type/Catalog/AF[<</Type/Filespec/EF<<>>>>]/X/EmbeddedFile"),
    ],
    ids=["script", "launch", "file"],
)
def test_a_pdf_that_does_more_than_show_its_pages_is_refused(rollout, hostile):
    with pytest.raises(RefusedError, match="carries a program"):
        add(rollout, Piece("broadcast", SENT.date(), file=hostile, file_name="kịch bản.pdf"))

    assert 0 == File.objects.count()


def test_a_file_inside_a_pdf_is_found_where_bytes_do_not_show_it(rollout):
    document, out = pdfium.PdfDocument(a_pdf()), io.BytesIO()
    document.new_attachment("danh-sach.xlsx").set_data(b"PK")
    document.save(out)

    with pytest.raises(RefusedError, match="carries a program"):
        add(rollout, Piece("broadcast", SENT.date(), file=out.getvalue(), file_name="kịch bản.pdf"))


def test_evidence_beyond_every_figure_breaks_no_form(rollout):
    """Each piece may be as large as a figure; together they are more than any figure can be."""
    participant, reporter = rollout.participant(TRUNG_YEN), rollout.person(TRUNG_YEN)
    for day in (18, 19):
        piece = Piece("household-visit", SENT.date().replace(day=day), count=LARGEST)
        add_evidence(actor=reporter, participant=participant, piece=piece, now=SENT)
    rollout.office.clock[0] = SENT

    assert {"households-visited": LARGEST} == counts_of_evidence(rollout.directed, participant, SENT)
    client, address = rollout.office.client(reporter), f"/directives/{rollout.record.key}"
    assert 200 == client.post(f"{address}/mine/{TRUNG_YEN}/draft", {"figure.staff": "1"}).status_code
    assert 200 == client.get(f"{address}/forms/{TRUNG_YEN}.xlsx").status_code
