"""Signing a paper: what is asked of each certificate before the file is touched."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.documents.signing import open_pkcs12
from bluezone.portal.demo.certificates import make_certificates
from bluezone.portal.errors import RefusedError
from bluezone.portal.leaving import TrainingError
from bluezone.portal.papers import services
from bluezone.portal.papers.models import Capacity, NotedCertificate
from bluezone.portal.papers.services import signing
from bluezone.portal.papers.standing import as_read
from tests.portal.papers.test_tokens_and_trust import tokens_file
from tests.support.documents.certificates import plain_signer
from tests.support.portal.paper_offices import DAY


def test_whoever_signs_second_brings_no_certificate_of_a_demonstration_either(papers):
    made = make_certificates(DAY, "trình diễn", [("second", "Trần Thị Ký")])
    signed = papers.signed(roots=())

    with pytest.raises(RefusedError, match="made for a demonstration"):
        papers.signed(signed, credential=open_pkcs12(made.files["second"], "trình diễn"), roots=())


def test_beside_a_signature_is_kept_whose_certificate_it_was_and_that_it_led_to_no_root(papers):
    """Whoever checks the paper is told so; a signature of which neither was kept is an older one's."""
    paper = papers.signed(roots=())

    noted = NotedCertificate.objects.get(organisation=papers.committee, capacity=Capacity.PERSON)
    assert [(noted, False)] == [(one.certificate, one.is_verified) for one in paper.signatures.all()]


def test_a_paper_bears_so_many_signatures_of_persons_and_not_one_more(papers, monkeypatch):
    signed = papers.signed()
    assert 9 == signing.MOST_SIGNERS
    monkeypatch.setattr(signing, "MOST_SIGNERS", 1)

    with pytest.raises(RefusedError, match="at most nine signatures"):
        papers.signed(signed, credential=plain_signer())


def test_a_person_is_offered_no_token_whoever_keeps_one(papers, office, settings, tmp_path):
    settings.PAPER_TOKENS = tokens_file(tmp_path, "x", papers.committee.pk, [papers.leader.username])
    paper = papers.submitted()

    answer = office.client(papers.leader).get(reverse("paper_sign", args=[paper.pk]))

    page = answer.content.decode()
    assert 200 == answer.status_code
    assert 'name="certificate"' in page
    assert "With the token of this server" not in page


def test_what_the_page_tells_of_changed_figures_is_what_its_form_takes_note_of(papers, office, settings):
    paper, leader = papers.submitted(), office.client(papers.leader)
    settings.PAPER_OBJECTORS = ["tests.portal.papers.test_objections.the_count"]
    page = leader.get(reverse("paper_sign", args=[paper.pk])).content.decode()
    told = dict(re.findall(r'name="(read|fingerprint)"\s+value="(\w+)"', page))

    leader.post(reverse("paper_note", args=[paper.pk]), {**told, "reason": "đã biết"})

    assert ["đã biết"] == [noted.note for noted in paper.noted.all()]


@pytest.mark.parametrize("is_signed", [False, True])
def test_whoever_has_noted_a_change_goes_on_to_sign_or_back_to_what_is_signed(papers, office, monkeypatch, is_signed):
    paper = papers.submitted()
    if is_signed:
        paper = papers.signed(paper)
    monkeypatch.setattr(services, "note_differences", lambda **_: None)

    answer = office.client(papers.leader).post(reverse("paper_note", args=[paper.pk]), {"read": as_read(paper)})

    signing_at = f"{reverse('paper_sign', args=[paper.pk])}?read={as_read(paper)}"
    assert (reverse("paper", args=[paper.pk]) if is_signed else signing_at) == answer.headers["location"]


@pytest.mark.parametrize("sign", [signing.sign_as_person, signing.sign_as_organisation])
def test_in_a_training_nobody_signs(db, settings, sign):
    settings.TRAINING = True

    with pytest.raises(TrainingError):
        sign(paper=None, read="", credential=None, by=None, now=DAY)
