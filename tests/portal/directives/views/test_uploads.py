"""Files are read up to their bound, and of one that is larger a byte more, so that whoever takes it sees that."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from bluezone.portal.directives.views.uploads import all_uploaded, uploaded
from bluezone.portal.errors import RefusedError


def sent(*contents: bytes):
    files = [SimpleUploadedFile(f"{at}.pdf", content) for at, content in enumerate(contents)]
    return RequestFactory().post("/", {"file": files})


@pytest.mark.parametrize(("content", "read"), [(b"abc", b"abc"), (b"abcd", b"abcd"), (b"abcde", b"abcd")])
def test_one_file_or_several_are_read_to_a_byte_beyond_the_bound(content, read) -> None:
    (one,) = all_uploaded(sent(content), "file", 3, 1)

    assert (read, read) == (one.content, uploaded(sent(content), "file", 3).content)


def test_so_many_files_and_no_more() -> None:
    assert ["0.pdf", "1.pdf"] == [one.name for one in all_uploaded(sent(b"a", b"b"), "file", 3, 2)]
    with pytest.raises(RefusedError, match="too many files"):
        all_uploaded(sent(b"a", b"b", b"c"), "file", 3, 2)
