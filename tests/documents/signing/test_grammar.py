"""Values of a PDF are read in the one form that all readers read alike, and in no other."""

from __future__ import annotations

import pytest

from bluezone.documents.signing.grammar import DEEPEST, Name, NotPlainError, Reference, Scanner, Value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"true", True),
        (b"false", False),
        (b"null", None),
        (b"-12", -12),
        (b"1.5", 1.5),
        (b"/Prev#20of", Name(b"Prev of")),
        (b"4194303 0 R", Reference(4_194_303)),
        (b"[1 2\r3]", [1, 2, 3]),
        (b"<</A 1/B[2]>>", {b"A": 1, b"B": [2]}),
        (b"<4B 6>", b"K`"),
        (b"(a)", b"a"),
        (b"(a(b)c)", b"a(b)c"),
        (rb"(a\)b\\)", rb"a\)b\\"),
    ],
)
def test_a_value_is_read_as_it_is_meant(written: bytes, read: Value) -> None:
    scanner = Scanner(b" " + written)

    assert read == scanner.value()
    assert scanner.is_done


@pytest.mark.parametrize(
    "written", [b"4194304 0 R", b"/#50rev#2", b"<</A 1/A 2>>", b"<4G>", b"(a", rb"(a\)", b"2147483648", b"+1", b"%a"]
)
def test_what_some_read_otherwise_is_no_value(written: bytes) -> None:
    with pytest.raises(NotPlainError):
        Scanner(written).value()


@pytest.mark.parametrize(("begins", "ends"), [(b"[", b"]"), (b"<</A", b">>")])
def test_values_stand_in_each_other_up_to_a_depth(begins: bytes, ends: bytes) -> None:
    deepest = begins * DEEPEST + b" 1" + ends * DEEPEST

    assert Scanner(deepest).value()
    with pytest.raises(NotPlainError):
        Scanner(begins + deepest + ends).value()


def test_blanks_are_counted_and_no_more_of_them_are_skipped_than_may_stand_there() -> None:
    assert 3 == Scanner(b" \t\n1").skip_blanks(3)
    with pytest.raises(NotPlainError):
        Scanner(b" \t\n1").skip_blanks(2)
