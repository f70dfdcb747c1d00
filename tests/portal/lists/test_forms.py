"""The form for a list: what it leaves to whoever reads the file."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from bluezone.portal.lists.forms import SendForm, choices_from
from bluezone.portal.lists.reading import Choices


def test_a_file_without_a_byte_comes_as_far_as_its_reading_which_says_so_in_the_words_of_lists():
    sent = SimpleUploadedFile("trong.xlsx", b"")

    assert sent is SendForm.base_fields["file"].clean(sent)


def test_a_file_has_a_name_of_up_to_two_hundred_letters():
    field = SendForm.base_fields["file"]

    assert field.clean(SimpleUploadedFile("x" * 195 + ".xlsx", b"a"))
    with pytest.raises(ValidationError):
        field.clean(SimpleUploadedFile("x" * 196 + ".xlsx", b"a"))


def test_of_what_is_said_about_a_list_as_much_is_kept_as_a_name_or_an_answer_may_have():
    said = QueryDict(mutable=True)
    said.update({"sheet": "s" * 81, "cell-3-phone": "9" * 201})

    choices = choices_from(said, Choices(sheet="s" * 80))

    assert "s" * 80 == choices.sheet
    assert {(3, "phone"): "9" * 200} == choices.answers


def test_answers_about_another_sheet_are_forgotten_and_of_the_same_one_they_stay():
    before = Choices(sheet="Một", answers={(3, "phone"): "0912345678"})

    same, other = (choices_from(QueryDict(f"sheet={sheet}&column-1=full_name"), before) for sheet in ("Một", "Hai"))

    assert (before.answers, (("full_name", 1),)) == (same.answers, same.columns)
    assert ({}, None) == (other.answers, other.columns)


def test_a_column_is_said_by_its_own_field_alone():
    assert (("phone", 1),) == choices_from(QueryDict("7=full_name&column-1=phone"), Choices()).columns
