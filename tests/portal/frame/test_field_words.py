"""A field that was filled in wrongly is told so in our words, in both languages, whichever form it stands in."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from bluezone.portal.catalogue import whole_catalogue
from bluezone.portal.organisations.models import Organisation


class Every(forms.Form):
    """A field of each kind that the portal's forms have."""

    text = forms.CharField(min_length=3, max_length=5)
    number = forms.IntegerField(min_value=1, max_value=9)
    day = forms.DateField()
    hour = forms.TimeField()
    moment = forms.DateTimeField()
    one = forms.ChoiceField(choices=[("a", "a")])
    some = forms.MultipleChoiceField(choices=[("a", "a")])
    row = forms.ModelChoiceField(Organisation.objects.none())
    rows = forms.ModelMultipleChoiceField(Organisation.objects.none())
    file = forms.FileField(max_length=5)


def said(language: str, files: dict[str, object] | None = None, **data: object) -> dict[str, list[str]]:
    with override(language):
        return {name: [str(text) for text in texts] for name, texts in Every(data, files or {}).errors.items()}


WRONG = {
    "text": "123456", "number": "x", "day": "x", "hour": "x", "moment": "x", "one": "b", "some": ["b"], "row": "7",
    "rows": ["7"],
}  # fmt: skip
CASES = [
    ({}, {}),
    ({}, WRONG),
    ({}, {"text": "1", "number": "0"}),
    ({}, {"text": "1\0", "number": "10", "some": "a", "rows": "x"}),
    ({"file": SimpleUploadedFile("a.csv", b"")}, {}),
    ({"file": SimpleUploadedFile("abcdefgh.csv", b"x")}, {}),
    ({"file": "x"}, {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("files", "data"), CASES)
def test_every_complaint_is_one_of_ours_in_both_languages(files, data):
    ours = [(str(message.id), str(message.string)) for message in whole_catalogue() if message.id]

    for language, at in (("en", 0), ("vi", 1)):
        for name, texts in said(language, files, **data).items():
            for text in texts:
                assert any(_is_filled_in(pattern[at], text) for pattern in ours), f"{name}: {text}"


def _is_filled_in(pattern: str, text: str) -> bool:
    """Whether the text is the sentence with its numbers filled in."""
    start, *_ = pattern.split("%(")
    end = pattern.rpartition(")d")[2] if ")d" in pattern else pattern.rpartition(")s")[2]
    return text == pattern or ("%(" in pattern and len(start) > 3 and text.startswith(start) and text.endswith(end))


def test_what_is_said_is_plain():
    assert {"Xin điền vào đây."} == {text for name, texts in said("vi").items() if name != "file" for text in texts}
    assert ["Xin chọn một tệp."] == said("vi")["file"]
    assert ["Chỗ này có 6 ký tự; tối đa 5 ký tự."] == said("vi", text="123456")["text"]
    assert ["Please choose a day of the calendar."] == said("en", day="x")["day"]


def test_the_examples_can_be_typed():
    with override("vi"):
        assert dt.time(7, 30) == forms.TimeField().clean("07:30")
        assert 12 == forms.IntegerField().clean("12")
