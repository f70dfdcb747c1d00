"""What was added to a file is drawn, and the pages must be those that were signed."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from bluezone.documents.errors import SignatureError, UnreadableError
from bluezone.documents.signing import (
    check_returned,
    comparing,
    prepare_paper,
    returning,
    sign_pdf,
    verification,
)
from bluezone.documents.signing.comparing import first_that_shows_the_same
from tests.documents.signing.test_revisions import judged, with_revision
from tests.documents.signing.test_verification import with_number_stamped
from tests.support.documents.certificates import body, person
from tests.support.documents.issued import ISSUE, NOW, ONCE, ROOTS, SEEN, TWICE, UNSIGNED
from tests.support.documents.papers import letter

_HIDDEN = 2


def with_another_look(pdf: bytes, field: str) -> bytes:
    """The same, with nothing to be seen in a field that was signed."""
    return with_field(pdf, field, "/AP", generic.DictionaryObject())


def with_field(pdf: bytes, field: str, name: str, value: generic.PdfObject) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    found = next(each.get_object() for each in writer.root["/AcroForm"]["/Fields"] if each.get_object()["/T"] == field)
    found[name] = value
    writer.update_container(found)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_further_signature_shows_the_same_pages() -> None:
    assert len(ONCE) == first_that_shows_the_same(sign_pdf(ONCE, body(), field="CoQuan", now=NOW), [len(ONCE)])


def test_another_page_does_not() -> None:
    stamped = with_number_stamped(TWICE)
    further = sign_pdf(stamped, person(), field="Khac", now=NOW)

    assert len(stamped) == first_that_shows_the_same(further, [len(TWICE), len(stamped)])


def test_a_signature_that_looks_otherwise_is_no_further_one() -> None:
    changed = with_another_look(SEEN, "NguoiKy")

    assert len(changed) == first_that_shows_the_same(changed, [len(SEEN)])


def test_a_signature_that_is_hidden_looks_otherwise() -> None:
    changed = with_field(SEEN, "NguoiKy", "/F", generic.NumberObject(_HIDDEN))

    assert len(changed) == first_that_shows_the_same(changed, [len(SEEN)])


@pytest.mark.parametrize("flags", [0, 4 | 32], ids=["on the screen alone", "on paper alone"])
def test_a_note_that_is_shown_on_the_screen_or_on_paper_alone_is_compared_there(flags: int) -> None:
    noted = with_note(UNSIGNED, b"1 0 0 rg", flags)
    changed = with_note(noted, b"0 0 1 rg", flags)

    assert len(noted) == first_that_shows_the_same(with_note(noted, b"1 0 0 rg", flags), [len(noted)])
    assert len(changed) == first_that_shows_the_same(changed, [len(noted)])


def with_note(pdf: bytes, colour: bytes, flags: int) -> bytes:
    """A square of this colour on the first page, in place of the one that is there."""
    writer, name, number = IncrementalPdfFileWriter(io.BytesIO(pdf)), generic.NameObject, generic.NumberObject
    look = generic.StreamObject(stream_data=colour + b" 0 0 50 50 re f")
    look[name("/Type")], look[name("/Subtype")] = name("/XObject"), name("/Form")
    look[name("/BBox")] = generic.ArrayObject(map(number, (0, 0, 50, 50)))
    note = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Square"),
            name("/Rect"): generic.ArrayObject(map(number, (100, 100, 150, 150))),
            name("/F"): number(flags),
            name("/AP"): generic.DictionaryObject({name("/N"): writer.add_object(look)}),
        }
    )
    return _with_note(writer, note)


def test_a_first_note_that_is_drawn_elsewhere_than_it_says_shows_another_page() -> None:
    """A marker's ink lies where its corners are, whatever its box says."""
    beside, over = (with_marker(UNSIGNED, corners) for corners in ((0, 50, 50, 50, 0, 0, 50, 0), _OVER_THE_TEXT))

    assert len(UNSIGNED) == first_that_shows_the_same(beside, [len(UNSIGNED)])
    assert len(over) == first_that_shows_the_same(over, [len(UNSIGNED)])


_OVER_THE_TEXT = (100, 600, 400, 600, 100, 400, 400, 400)


def with_marker(pdf: bytes, corners: tuple[int, ...]) -> bytes:
    """A marker's stroke on the first page, whose box is the page's first corner."""
    writer, name, number = IncrementalPdfFileWriter(io.BytesIO(pdf)), generic.NameObject, generic.NumberObject
    note = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Highlight"),
            name("/Rect"): generic.ArrayObject(map(number, (0, 0, 50, 50))),
            name("/QuadPoints"): generic.ArrayObject(map(number, corners)),
            name("/C"): generic.ArrayObject(map(number, (1, 1, 0))),
            name("/F"): number(4),
        }
    )
    return _with_note(writer, note)


def _with_note(writer: IncrementalPdfFileWriter, note: generic.DictionaryObject) -> bytes:
    """What the writer holds, with the note alone on the first page."""
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.NameObject("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_file_with_more_than_can_be_drawn_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_PAGES", 1)

    with pytest.raises(UnreadableError, match="compared"):
        first_that_shows_the_same(TWICE, [len(ONCE)])


@pytest.fixture
def all_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the grammar took whatever was added."""
    for asks in (verification, returning):
        monkeypatch.setattr(asks, "are_read_alike", lambda *_file, **_where: True)


@pytest.mark.usefixtures("all_is_plain")
def test_what_the_grammar_has_not_thought_of_breaks_the_signature_once_it_is_drawn() -> None:
    assert judged(with_revision(ONCE)).holds

    assert not judged(with_revision(ONCE, beside=1, hidden=True)).holds


@pytest.mark.usefixtures("all_is_plain")
def test_what_the_grammar_has_not_thought_of_does_not_come_back_from_a_signing_tool() -> None:
    sent = prepare_paper(letter(), ISSUE, now=NOW)
    returned = sign_pdf(with_revision(sent, beside=1, hidden=True), person(), field="NguoiKy", now=NOW)

    with pytest.raises(SignatureError, match="beyond its signatures"):
        check_returned(sent, returned, ROOTS, now=NOW)
