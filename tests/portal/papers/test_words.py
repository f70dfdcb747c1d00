"""What the rooms for papers say reaches a reader as one sentence, in the language of the page."""

from __future__ import annotations

import pytest
from django.utils import translation

from bluezone.conformance import Finding, Severity, Verdict
from bluezone.documents.errors import SignatureError, UnreadableError
from bluezone.documents.words import Problem, Reason
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.papers.verdicts import told_verdict
from bluezone.vietnam.words import Words


@pytest.mark.parametrize(
    ("error", "vi", "en"),
    [
        (
            UnreadableError(Reason.TOO_BIG, most=50),
            "Tệp loại này tối đa 50 MB.",
            "A file of this kind has at most 50 MB.",
        ),
        (
            SignatureError(Reason.SIGNATURE_DOES_NOT_HOLD, signer="Lê A", problem=Problem.PARTIAL.value),
            "Chữ ký của Lê A không hợp lệ: chữ ký chỉ bao phủ một phần tệp.",
            "The signature of Lê A does not hold: it covers only a part of the file.",
        ),
        (RefusedError("the text is empty"), "Nội dung còn trống.", "The text is empty."),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_refusal_is_one_sentence_in_the_readers_language(error, vi, en):
    with translation.override("vi"):
        assert vi == message_of(error)
    with translation.override("en"):
        assert en == message_of(error)


@pytest.mark.parametrize(
    ("found", "words"),
    [(Words("đậm, đứng", "bold upright"), "đậm, đứng"), ("Độc Lập", "Độc Lập")],
    ids=["said", "quoted"],
)
def test_what_was_found_and_where_is_told_in_the_readers_language(found, words):
    where = Words("trang 2: Nơi nhận", "page 2: Nơi nhận")
    finding = Finding("head.motto", Severity.ERROR, found, "the motto", where)
    verdict = Verdict("pdf", readable=True, findings=(finding,), unjudged=(), judged=("head.motto",))

    with translation.override("vi"):
        (told,) = [one for box in told_verdict(verdict).boxes for one in box.findings]

    assert (words, "trang 2: Nơi nhận") == (told.found, told.where)
