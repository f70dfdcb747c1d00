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


def test_a_scanner_goes_from_the_first_byte_to_the_last_unless_it_is_told_a_part() -> None:
    whole, part = Scanner(b"<</A 1>>"), Scanner(b"1<</A 1>>1", 1, 9)

    assert ([0, 8], [1, 9]) == ([whole.at, whole.end], [part.at, part.end])
    assert [{b"A": 1}] * 2 == [one.dictionary() for one in (whole, part)]
    assert [True, True] == [one.is_done for one in (whole, part)]
    with pytest.raises(NotPlainError):
        Scanner(b"1<</A 1>>1", 1, 8).dictionary()


@pytest.mark.parametrize("written", [b"truex", b"true%", b"1R", b"1.5.", b"nul"])
def test_a_word_or_a_number_ends_where_every_reader_sees_its_end(written: bytes) -> None:
    with pytest.raises(NotPlainError):
        Scanner(written).value()


def test_what_was_pointed_to_is_remembered() -> None:
    scanner = Scanner(b"[1 0 R<</A 4194303 0 R/B 2>>]")

    scanner.value()

    assert {1, 4_194_303} == scanner.referred


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"2147483647", 2_147_483_647),
        (b"-2147483647", -2_147_483_647),
        (b"<4>", b"@"),
        (b"<>", b""),
        (b"()", b""),
        (b"[]", []),
        (b"<<>>", {}),
        (b".5", 0.5),
        (b"4.", 4.0),
        (b"/A", Name(b"A")),
    ],
)
def test_the_shortest_and_the_largest_of_each_kind_are_read(written: bytes, read: Value) -> None:
    scanner = Scanner(written)

    assert read == scanner.value()
    assert scanner.is_done


def test_brackets_in_a_string_stand_in_each_other_up_to_a_depth() -> None:
    assert b"(" * 23 + b")" * 23 == Scanner(b"(" * 24 + b")" * 24).value()
    with pytest.raises(NotPlainError):
        Scanner(b"(" * 25 + b")" * 25).value()
