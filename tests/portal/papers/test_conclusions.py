"""One verdict about a file or an issued paper, the gravest first; green stands beside nothing worse."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from bluezone.documents.signing import Changes, Coverage, sign_pdf, verify_pdf
from bluezone.portal.papers.models import Capacity, OutgoingPaper, PaperSignature
from bluezone.portal.papers.standing import current_file
from bluezone.portal.papers.verdicts import Conclusion, is_altered
from tests.portal.papers.conftest import ROOTS
from tests.portal.papers.test_checking import text, upload
from tests.portal.papers.test_pages import page, roots
from tests.portal.papers.test_way_of_a_paper import stranger
from tests.support.documents.certificates import person

__all__ = ["roots"]
ALTERED, UNVERIFIED = "This file was altered after it was signed", "who signed is not verified"


def tones(answer) -> list[str]:
    """The colour of every notice and tag of the page, in order."""
    return re.findall(r'class="(?:notice notice|tag tag)--(\w+)', answer.content.decode())


def checked(office, paper, file=None):
    address = reverse("check_paper", args=[paper.check_key])
    return upload(office.client(), address, file) if file is not None else office.client().get(address)


def test_of_all_verdicts_two_are_green():
    assert {Conclusion.ISSUED, Conclusion.HOLDS} == {one for one in Conclusion if one.tone == "ok"}


@pytest.mark.in_turn(of=3)
def test_a_paper_whose_signatures_hold_is_green_all_over(papers, office, roots):
    paper = papers.issued()

    answer = checked(office, paper, current_file(paper))

    assert ["ok", "ok", "ok"] == tones(answer)
    assert "This file is exactly the one that was issued" in text(answer)


def test_an_untrusted_signer_is_told_apart_from_an_altered_file(papers, office, roots):
    """The very file that was issued, signed by a certificate of nobody's: nothing was altered, and nothing is green."""
    papers.note(stranger("Hoàng Văn Thử"), Capacity.PERSON)
    paper = papers.issued(papers.sealed(papers.signed(roots=(), credential=stranger("Hoàng Văn Thử")), roots=()))

    for answer in (checked(office, paper, current_file(paper)), upload_plain(office, current_file(paper))):
        assert UNVERIFIED in text(answer)
        assert ALTERED not in text(answer)
        assert {"attention"} <= set(tones(answer)) <= {"attention"}
    assert "attention" == tones(checked(office, paper))[0]
    assert "ok" not in tones(checked(office, paper))


def upload_plain(office, file):
    return upload(office.client(), reverse("check_file"), file)


@pytest.mark.parametrize("is_ours", [True, False], ids=["went out from here", "a stranger's file"])
def test_a_file_whose_signer_leads_to_no_trusted_root_is_nowhere_green(papers, office, is_ours):
    """Whatever the register says of it: a green verdict above would be read, and the red line below would not."""
    file = current_file(papers.issued() if is_ours else papers.reserved())
    file = file if is_ours else sign_pdf(file, person(), field="NguoiKy", now=papers.now)

    answer = upload_plain(office, file)

    assert UNVERIFIED in text(answer)
    assert ALTERED not in text(answer)
    assert {"attention"} == set(tones(answer))


@pytest.mark.in_turn(of=3)
def test_signing_without_trusted_roots_says_so(papers, office):
    paper, leader = papers.submitted(), office.client(papers.leader)

    form = leader.get(reverse("paper_sign", args=[paper.pk])).content.decode()
    signed = papers.signed(paper, roots=())

    assert "This portal trusts no root of certificates" in form
    assert [False] == list(signed.signatures.values_list("is_verified", flat=True))
    assert "signer not verified" in page(office.client(papers.clerk), signed)


@pytest.mark.in_turn(of=3)
def test_with_trusted_roots_nothing_is_said(papers, office, roots):
    paper = papers.submitted()

    form = office.client(papers.leader).get(reverse("paper_sign", args=[paper.pk])).content.decode()

    assert "trusts no root" not in form
    assert [True] == list(papers.signed(paper).signatures.values_list("is_verified", flat=True))


def test_an_altered_file_is_red_and_nothing_beside_it_is_green(papers, office, roots):
    paper = papers.issued()

    answer = checked(office, paper, current_file(paper) + b"\n%PDF-1.7 more")

    assert ALTERED in text(answer)
    assert "danger" == tones(answer)[0]
    assert "ok" not in tones(answer)


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_signature_by_hand_is_a_statement_on_every_page(papers, office, roots, is_sealed):
    paper = papers.confirmed(papers.scanned())
    paper = papers.issued(papers.sealed(paper) if is_sealed else paper)

    for answer in (checked(office, paper), checked(office, paper, current_file(paper))):
        told = text(answer)
        assert "its signature by hand is not verified" in told
        assert "as Lê Văn Thư of UBND huyện Sơn Dương states; not verified" in told
        assert "Another person, Hoàng Văn Thử, confirmed the scan" in told
        assert "attention" == tones(answer)[0]
        assert "ok" not in tones(answer)
    own = " ".join(page(office.client(papers.clerk), paper).split())
    assert "as Lê Văn Thư of UBND huyện Sơn Dương states; not verified" in own


def test_a_scan_is_confirmed_on_a_page_by_somebody_else(papers, office):
    paper = papers.scanned()
    clerk, leader = office.client(papers.clerk), office.client(papers.leader)

    assert "I have compared it with the original" not in page(clerk, paper)
    assert "I have compared it with the original" in page(leader, paper)


def test_the_issuer_is_told_as_the_register_has_it(papers, office, roots):
    """Whatever an older release let a head say."""
    paper = papers.issued()
    OutgoingPaper.objects.update(content=paper.content.replace("Ủy ban nhân dân", "Bộ Y tế"))

    told = text(checked(office, paper))

    assert "UBND huyện Sơn Dương" in told
    assert "Bộ Y tế" not in told


@pytest.mark.in_turn(of=3)
def test_signatures_from_before_it_was_kept_are_as_the_register_told_them(papers, office):
    paper = papers.issued()
    PaperSignature.objects.update(is_verified=None)

    assert "This paper was issued and counts" in text(checked(office, paper))


@pytest.mark.in_turn(of=3)
def test_a_file_of_somebody_elses_that_holds_is_told_so(papers, office, roots):

    file = sign_pdf(current_file(papers.reserved()), person(), field="NguoiKy", now=papers.now)

    answer = upload_plain(office, file)

    assert "The signatures on this file hold" in text(answer)
    assert ["ok", "ok"] == tones(answer)


@pytest.mark.parametrize(
    ("spoilt", "altered"),
    [
        ({}, False),
        ({"intact": False}, True),
        ({"coverage": Coverage.PART}, True),
        ({"changes": Changes.OTHER}, True),
        ({"trusted": False}, False),
    ],
    ids=["as signed", "spoilt", "cut", "written over", "by nobody we trust"],
)
def test_a_file_is_altered_where_it_is_not_or_not_only_what_was_signed(papers, spoilt, altered):
    (signature,) = verify_pdf(current_file(papers.signed()), ROOTS, now=papers.now)

    assert altered == is_altered(replace(signature, **spoilt))
