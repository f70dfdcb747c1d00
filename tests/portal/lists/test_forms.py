"""The form for a list: what it leaves to whoever reads the file."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from bluezone.portal.lists.forms import SendForm


def test_a_file_without_a_byte_comes_as_far_as_its_reading_which_says_so_in_the_words_of_lists():
    sent = SimpleUploadedFile("trong.xlsx", b"")

    assert sent is SendForm.base_fields["file"].clean(sent)
