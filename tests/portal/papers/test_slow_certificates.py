"""A certificate file says itself how often its passphrase is hashed: one that would hold everybody up is refused."""

from __future__ import annotations

import pytest
from asn1crypto import pkcs12
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bluezone.documents.errors import CredentialError
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers import examination
from bluezone.portal.papers.models import NotedCertificate, State
from bluezone.portal.papers.standing import as_read
from tests.support.documents.certificates import PASSPHRASE, pkcs12_file

pytestmark = pytest.mark.own_process


def leaders() -> bytes:
    return pkcs12_file("Hoàng Văn Thử", "UBND huyện Sơn Dương")


def hashed(times: int) -> bytes:
    """The leader's file, whose seal says that the passphrase is hashed so often."""
    file = pkcs12.Pfx.load(leaders())
    file["mac_data"]["iterations"] = times
    return file.dump(force=True)


def test_a_certificate_file_of_an_hour_of_hashing_is_refused_and_nobody_waits(papers, office):
    paper = papers.submitted()
    file = SimpleUploadedFile("me.p12", hashed(2**31 - 1))
    given = {"certificate": file, "passphrase": PASSPHRASE, "read": as_read(paper)}

    answer = office.client(papers.leader, language="en").post(reverse("paper_sign", args=[paper.pk]), given)

    assert 409 == answer.status_code
    assert "took longer" in answer.content.decode()
    paper.refresh_from_db()
    assert State.SUBMITTED == paper.state


def test_nor_is_one_noted(papers, office, monkeypatch):
    """Whoever does not look into it elsewhere first hashes for an hour here; how long that looks is above."""
    monkeypatch.setattr(examination, "LONGEST_S", 0.01)
    file, before = SimpleUploadedFile("me.p12", hashed(2**31 - 1)), NotedCertificate.objects.count()
    given = {"capacity": "person", "certificate": file, "passphrase": PASSPHRASE}

    answer = office.client(papers.leader).post(reverse("certificate_new", args=[papers.committee.pk]), given)

    assert 409 == answer.status_code
    assert "took longer" in answer.content.decode()
    assert before == NotedCertificate.objects.count()


def test_one_of_every_day_opens_and_a_wrong_passphrase_is_told_as_such(papers):
    examination.require_openable(leaders(), PASSPHRASE, now=papers.now)

    with pytest.raises(CredentialError, match="passphrase"):
        examination.require_openable(leaders(), "another", now=papers.now)


def test_whoever_checks_papers_keeps_nobody_from_signing(papers, monkeypatch):
    monkeypatch.setattr(examination, "LONGEST_WAIT_S", 0.01)
    strangers = examination._PLACES[examination.Caller.STRANGER]
    for _ in range(examination.AT_ONCE):
        strangers.acquire()
    try:
        with pytest.raises(RefusedError, match="many files"):
            examination.verify_file(b"%PDF-", (), now=papers.now)
        examination.require_openable(leaders(), PASSPHRASE, now=papers.now)
    finally:
        for _ in range(examination.AT_ONCE):
            strangers.release()
