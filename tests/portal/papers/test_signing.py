"""Signing a paper: what is asked of each certificate before the file is touched."""

from __future__ import annotations

import pytest

from bluezone.documents.signing import open_pkcs12
from bluezone.portal.demo.certificates import make_certificates
from bluezone.portal.errors import RefusedError
from tests.support.portal.paper_offices import DAY


def test_whoever_signs_second_brings_no_certificate_of_a_demonstration_either(papers):
    made = make_certificates(DAY, "trình diễn", [("second", "Trần Thị Ký")])
    signed = papers.signed(roots=())

    with pytest.raises(RefusedError, match="made for a demonstration"):
        papers.signed(signed, credential=open_pkcs12(made.files["second"], "trình diễn"), roots=())
