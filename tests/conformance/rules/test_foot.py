"""Who signs and who gets a copy, an appendix's head: what is asked of each, and what is said otherwise."""

from __future__ import annotations

import pytest

from bluezone.conformance.rules.rule import CannotJudgeError
from tests.support.documents.anatomies import letter_boxes, line, places, report_boxes, said


def lines_of(*texts: str):
    return tuple(line(text) for text in texts)


@pytest.mark.parametrize("proxy", ["TM", "KT", "TL", "TUQ", "Q"])
def test_for_whom_somebody_signs_is_told_with_a_stop_and_a_space(proxy: str) -> None:
    forms = {f"{proxy}. CHỦ TỊCH": [], **{text: [text] for text in (f"{proxy} CHỦ TỊCH", f"{proxy}.CHỦ TỊCH")}}

    for text, found in forms.items():
        assert found == said("sign.office", letter_boxes(office=lines_of(text, "PHÓ CHỦ TỊCH")))


def test_an_office_that_only_begins_with_those_letters_is_one() -> None:
    assert [] == said("sign.office", letter_boxes(office=lines_of("QUYỀN CHỦ TỊCH")))


@pytest.mark.parametrize(
    ("office", "found"),
    [
        (("KT. CHỦ TỊCH",), ["KT. without the signer's own office"]),
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), []),
        (("TM. ỦY BAN NHÂN DÂN",), []),
        (("CHỦ TỊCH",), []),
    ],
)
def test_who_signs_in_anothers_place_names_their_own_office(office: tuple[str, ...], found: list[str]) -> None:
    assert found == said("sign.office", letter_boxes(office=lines_of(*office)))


@pytest.mark.parametrize(("name", "found"), [("Hoàng Văn Thử", []), ("ThS. Hoàng Văn Thử", ["ThS."])])
def test_a_name_has_no_title(name: str, found: list[str]) -> None:
    assert found == said("sign.name", letter_boxes(signer=line(name)))


def test_a_name_is_missed_below_an_office_and_not_judged_where_there_is_no_signature() -> None:
    assert ["no name"] == said("sign.name", letter_boxes(signer=None))
    assert ["page 1: PHÓ CHỦ TỊCH"] == places("sign.name", letter_boxes(signer=None))
    with pytest.raises(CannotJudgeError, match="the signature was not found"):
        said("sign.name", letter_boxes(signer=None, office=()))


@pytest.mark.parametrize(
    ("head", "found"), [("Nơi nhận:", []), ("Nơi nhận", ["Nơi nhận"]), ("NƠI NHẬN:", ["NƠI NHẬN:"])]
)
def test_the_recipients_have_their_head(head: str, found: list[str]) -> None:
    assert found == said("recipients.head", letter_boxes(recipients_head=line(head)))
    assert ["not found"] == said("recipients.head", letter_boxes(recipients_head=None))


@pytest.mark.parametrize(
    ("recipients", "found"),
    [
        (("- Như trên;", "- Lưu: VT."), []),
        (("– Như trên;", "– UBND tỉnh;", "– Lưu: VT."), []),
        (("- Các cơ quan, đơn vị", "thuộc huyện;", "- Lưu: VT."), []),
        (("- Như trên;", "- Các cơ quan", "thuộc huyện", "Sơn Dương;", "- Lưu: VT."), []),
        (("- Các cơ quan", "thuộc huyện;", "UBND tỉnh;", "- Lưu: VT."), ["no dash"]),
        (("- Lưu: VT.",), []),
        (("- Như trên.", "- Lưu: VT."), ["ends in '.', not in ';'"]),
        (("- Như trên", "- Lưu: VT"), ["ends in 'n', not in ';'", "ends in 'T', not in '.'"]),
        (("- Như trên;", "- Lưu: VT;"), ["ends in ';', not in '.'"]),
        (("Như trên;", "- Lưu: VT."), ["no dash"]),
        (("- Như trên;", "Lưu: VT."), ["no dash"]),
        (("Như trên;", "Lưu: VT."), ["no dash", "no dash"]),
        (("Như trên", "Lưu: VT."), ["no dash", "ends in 'n', not in ';'", "no dash"]),
    ],
)
def test_each_recipient_has_a_dash_and_a_semicolon_and_the_last_a_stop(recipients, found: list[str]) -> None:
    assert found == said("recipients.form", letter_boxes(recipients=lines_of(*recipients)))


def test_what_a_recipient_lacks_is_told_of_its_last_line() -> None:
    recipients = lines_of("- Các cơ quan, đơn vị", "thuộc huyện.", "- Lưu VT:", "VHTT.")

    assert ["page 1: thuộc huyện."] == places("recipients.form", letter_boxes(recipients=recipients))
    assert ["page 1: - Lưu VT:"] == places("recipients.archive", letter_boxes(recipients=recipients))


@pytest.mark.parametrize(
    ("last", "is_sound"),
    [
        (("- Lưu: VT, VHTT.",), True),
        (("– Lưu:VT.",), True),
        (("-Lưu: VT.",), True),
        (("- Lưu:", "VT, VHTT."), True),
        (("- Lưu: VTX.",), False),
        (("- Lưu VT.",), False),
        (("- UBND tỉnh.",), False),
    ],
)
def test_the_last_copy_goes_to_the_file(last: tuple[str, ...], is_sound: bool) -> None:
    recipients = lines_of("- Như trên;", *last)

    assert ([] if is_sound else [" ".join(last)]) == said("recipients.archive", letter_boxes(recipients=recipients))


def test_a_letter_sends_its_addressees_theirs_first() -> None:
    others = lines_of("- UBND tỉnh;", "- Như trên;")

    assert [] == said("recipients.first", letter_boxes(recipients=lines_of("- NHƯ TRÊN;", "- Lưu: VT.")))
    assert ["- UBND tỉnh;"] == said("recipients.first", letter_boxes(recipients=others))
    assert ["page 1: - UBND tỉnh;"] == places("recipients.first", letter_boxes(recipients=others))
    for no_letter in (report_boxes(), letter_boxes(about=()), letter_boxes(addressees=())):
        with pytest.raises(CannotJudgeError, match="this is no letter"):
            said("recipients.first", no_letter)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("Phụ lục", []),
        ("Phụ lục I", []),
        ("Phụ lục XIV.", []),
        ("Phụ lục 2", ["Arabic number 2"]),
        ("Phụ lục 12:", ["Arabic number 12"]),
        ("PHỤ LỤC I", ["PHỤ LỤC I"]),
    ],
)
def test_an_appendix_has_a_roman_number_and_small_letters(head: str, found: list[str]) -> None:
    assert found == said("appendix.head", letter_boxes(appendix=(line(head, 14, bold=True), line("(Kèm theo)"))))
