"""Whatever the rooms for papers refuse, they say in both languages, with the values that the words take."""

from __future__ import annotations

import ast
import datetime as dt
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bluezone import conformance, documents
from bluezone.documents.errors import DocumentError, PaperError, SignatureError, SigningError, UnreadableError
from bluezone.documents.words import Field, Ink, Problem, Reason, known

ROOMS = (Path(documents.__file__).parent, Path(conformance.__file__).parent)
ERRORS = {error.__name__ for error in (DocumentError, *DocumentError.__subclasses__())}


def raised() -> Iterator[tuple[str, ast.Call, Reason]]:
    """Every place where one of our errors is made, with each reason that it may give."""
    for room in ROOMS:
        for path in sorted(room.rglob("*.py")):
            module = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(module):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
                    for reason in reasons_of(node, module):
                        yield f"{path.name}:{node.lineno}", node, reason


def reasons_of(call: ast.Call, module: ast.Module) -> set[Reason]:
    """The one that is named there; or, where what was found is told, every one that the module can find."""
    (reason,) = call.args
    if isinstance(reason, ast.Attribute):
        return {Reason[reason.attr]}
    assert isinstance(reason, ast.Name)
    return {Reason[node.attr] for node in ast.walk(module) if isinstance(node, ast.Attribute) and is_reason(node.value)}


def is_reason(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id == "Reason"


def taken_by(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_refusal_names_a_reason_and_brings_what_its_words_take():
    wrong = {place for place, call, why in raised() if {one.arg for one in call.keywords} != taken_by(why.value.en)}

    assert set() == wrong


@pytest.mark.parametrize("reason", Reason, ids=lambda one: one.name)
def test_both_languages_take_the_same_values(reason):
    assert taken_by(reason.value.vi) == taken_by(reason.value.en)


def test_no_reason_is_without_a_place_that_gives_it():
    assert set(Reason) == {reason for _, _, reason in raised()}


@pytest.mark.parametrize(
    ("error", "vi", "en"),
    [
        (
            UnreadableError(Reason.TOO_BIG, most=50),
            "tệp loại này tối đa 50 MB",
            "a file of this kind has at most 50 MB",
        ),
        (PaperError(Reason.EMPTY, field=Field.PLACE), "địa danh còn trống", "the place must not be empty"),
        (PaperError(Reason.IMAGE_INK, ink=Ink.RED), "hình không phải mực đỏ", "the image is not in red ink"),
        (
            SignatureError(Reason.SIGNATURE_DOES_NOT_HOLD, signer="{Lê} A", problem=Problem.CHANGED.value),
            "chữ ký của {Lê} A không hợp lệ: phần đã ký của tệp bị sửa",
            "the signature of {Lê} A does not hold: the signed part of the file was changed",
        ),
        (
            SigningError(Reason.CERTIFICATE_OUT_OF_DATE, signer="Lê A", day=dt.date(2020, 8, 1)),
            "chứng thư số của Lê A không có hiệu lực vào ngày 01/08/2020",
            "the certificate of Lê A is not valid on 01/08/2020",
        ),
    ],
    ids=lambda one: getattr(getattr(one, "reason", None), "name", ""),
)
def test_a_refusal_is_said_in_both_languages_and_is_told_in_english_to_who_prints_it(error, vi, en):
    assert (vi, en) == (error.words.vi, error.words.en)
    assert en == str(error)


def test_a_line_that_was_kept_finds_its_words_again():
    assert "đây không phải tệp PDF" == known("this is no PDF").vi
    assert Problem.EXPIRED.value == known(Problem.EXPIRED.value.en)
    assert known("something else") is None
