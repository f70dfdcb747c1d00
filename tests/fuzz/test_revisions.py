"""No addition to a signed file, however it is written, lets a signature hold while a reader shows another page."""

from __future__ import annotations

import functools
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from bluezone.documents.errors import DocumentError
from bluezone.documents.signing import issue_paper, prepare_paper, sign_pdf, verify_pdf
from tests.support.amounts import MUTATED_REVISIONS, within_time
from tests.support.documents.certificates import body, person, plain_signer, seal_image, signature_image
from tests.support.documents.issued import ISSUE, NOW, ROOTS
from tests.support.documents.mutating import Mutated, Signed, mutated
from tests.support.documents.papers import letter
from tests.support.documents.renderers import agree, by_pdfium, by_poppler, digest, has_poppler

FEWEST, SIGNED_ON_TOP = 15, 5
"""Every fifth file bears a further signature over what was added, by somebody with a good certificate."""


@dataclass
class Told:
    """What came of the files."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@functools.cache
def bases() -> tuple[tuple[Signed, bytes], ...]:
    """Signed files, in both forms of tables, and each with a further signature by a tool."""
    sent = prepare_paper(letter(), ISSUE, now=NOW)
    once = [sign_pdf(pdf, person(), field="NguoiKy", now=NOW) for pdf in (sent, with_stream(sent))]
    images = {"signature": signature_image(), "seal": seal_image()}
    seen = issue_paper(letter(), ISSUE, person=person(), body=body(), now=NOW, **images)
    twice = [sign_pdf(pdf, body(), field="CoQuan", now=NOW) for pdf in once]
    again = sign_pdf(seen, plain_signer(), field="Khac", now=NOW)
    return tuple((Signed.read(pdf), more) for pdf, more in zip((*once, seen), (*twice, again), strict=True))


def with_stream(pdf: bytes) -> bytes:
    """The same file with a stream for a table."""
    out = io.BytesIO()
    copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)), writer_kwargs={"stream_xrefs": True}).write(out)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(not has_poppler(), reason="poppler-utils is not installed; scripts/system-packages installs it")
def test_no_addition_is_believed_that_any_reader_shows_otherwise(
    record_property: Callable[[str, object], None],
) -> None:
    told = Told()

    for number in within_time(range(MUTATED_REVISIONS), least=FEWEST):
        _judge(number, told)

    files = told.counts["files"]
    record_property("counted additions to signed files", files)
    record_property("counts", dict(told.counts))
    assert [] == told.faults
    assert told.counts["held"] >= files // 20
    assert told.counts["shown otherwise by pdfium, and not believed"] >= files // 20


def _judge(number: int, told: Told) -> None:
    signed, more = bases()[number % len(bases())]
    made = mutated(signed, more, number)
    pdf = _signed_on_top(made) if number % SIGNED_ON_TOP == 0 else made.pdf
    told.counts["files"] += 1
    before, after = shown_by_pdfium(signed.pdf), digest(by_pdfium(pdf))
    if not _holds(signed, pdf):
        told.counts["shown otherwise by pdfium, and not believed"] += after != before
        return
    told.counts["held"] += 1
    drawn = by_poppler(pdf)
    if after != before:
        told.faults.append(f"{number}: pdfium shows otherwise: {made.told}")
    if digest(drawn) != shown_by_poppler(signed.pdf):
        told.faults.append(f"{number}: poppler shows otherwise: {made.told}")
    if not agree(drawn, by_pdfium(pdf)):
        told.faults.append(f"{number}: the readers differ: {made.told}")


def _holds(signed: Signed, pdf: bytes) -> bool:
    """Whether any signature that was there before still holds."""
    try:
        return any(each.holds for each in verify_pdf(pdf, ROOTS, now=NOW) if each.field in _fields(signed.pdf))
    except DocumentError:
        return False


def _signed_on_top(made: Mutated) -> bytes:
    try:
        return sign_pdf(made.pdf, plain_signer(), field="Dau", now=NOW)
    except DocumentError:
        return made.pdf


@functools.cache
def _fields(pdf: bytes) -> frozenset[str]:
    return frozenset(each.field for each in verify_pdf(pdf, ROOTS, now=NOW))


@functools.cache
def shown_by_pdfium(pdf: bytes) -> str:
    return digest(by_pdfium(pdf))


@functools.cache
def shown_by_poppler(pdf: bytes) -> str:
    return digest(by_poppler(pdf))


def test_the_readers_agree_on_what_was_signed_and_would_see_another_page() -> None:
    if not has_poppler():
        pytest.skip("poppler-utils is not installed; scripts/system-packages installs it")
    signed, _ = bases()[0]
    other = prepare_paper(letter(subject="việc khác"), ISSUE, now=NOW)

    assert agree(by_pdfium(signed.pdf), by_poppler(signed.pdf))
    assert shown_by_pdfium(signed.pdf) != shown_by_pdfium(other)
    assert shown_by_poppler(signed.pdf) != shown_by_poppler(other)


def test_the_same_number_makes_the_same_file() -> None:
    signed, more = bases()[0]

    assert [mutated(signed, more, n).pdf for n in range(20)] == [mutated(signed, more, n).pdf for n in range(20)]
