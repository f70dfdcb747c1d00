"""The form for a list: what it leaves to whoever reads the file."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from bluezone.portal.lists.forms import SendForm


def test_a_file_without_a_byte_comes_as_far_as_its_reading_which_says_so_in_the_words_of_lists():
    sent = SimpleUploadedFile("trong.xlsx", b"")

    assert sent is SendForm.base_fields["file"].clean(sent)


def test_a_file_has_a_name_of_up_to_two_hundred_letters():
    field = SendForm.base_fields["file"]

    assert field.clean(SimpleUploadedFile("x" * 195 + ".xlsx", b"a"))
    with pytest.raises(ValidationError):
        field.clean(SimpleUploadedFile("x" * 196 + ".xlsx", b"a"))
