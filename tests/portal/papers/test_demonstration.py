"""Certificates of a demonstration: leader and clerk sign and seal with them there, and nobody elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.documents.errors import SignatureError
from bluezone.documents.signing import open_pkcs12, verify_pdf
from bluezone.portal.demo.certificates import make_certificates
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.models import Capacity, State
from bluezone.portal.papers.standing import current_file
from tests.support.portal.paper_offices import DAY, ROOTS

PASSPHRASE = "trình diễn"


@pytest.fixture(scope="module")
def made():
    return make_certificates(
        DAY, PASSPHRASE, [("leader", "Hoàng Văn Thử"), ("seal", "Ủy ban nhân dân huyện Sơn Dương")]
    )


def opened(made, name):
    return open_pkcs12(made.files[name], PASSPHRASE)


def note_both(papers, made):
    papers.note(opened(made, "leader"), Capacity.PERSON)
    papers.note(opened(made, "seal"), Capacity.ORGANISATION)


@pytest.mark.django_db
def test_in_the_demonstration_a_paper_is_signed_and_sealed_and_says_what_it_is(papers, made):
    roots = (made.root,)
    note_both(papers, made)
    paper = papers.signed(credential=opened(made, "leader"), roots=roots)

    sealed = papers.sealed(paper, credential=opened(made, "seal"), roots=roots)

    assert State.SEALED == sealed.state
    signatures = verify_pdf(current_file(sealed), roots, now=DAY)
    assert ["Hoàng Văn Thử", "Ủy ban nhân dân huyện Sơn Dương"] == [one.signer for one in signatures]
    for name in made.files:
        subject, issuer = (
            one.native for one in (opened(made, name).certificate.subject, opened(made, name).certificate.issuer)
        )
        assert {"TRÌNH DIỄN, không có giá trị pháp lý"} == {subject["organization_name"], issuer["organization_name"]}


@pytest.mark.django_db
@pytest.mark.parametrize(("roots", "refusal"), [((), RefusedError), (ROOTS, SignatureError)])
def test_elsewhere_nothing_is_signed_with_it(papers, made, roots, refusal):
    note_both(papers, made)
    paper = papers.submitted()

    with pytest.raises(refusal):
        papers.signed(paper, credential=opened(made, "leader"), roots=roots)

    paper.refresh_from_db()
    assert State.SUBMITTED == paper.state
    assert paper.number is None


@pytest.mark.django_db
@pytest.mark.parametrize(("roots", "refusal"), [((), RefusedError), (ROOTS, SignatureError)])
def test_elsewhere_nothing_is_sealed_with_it(papers, made, roots, refusal):
    note_both(papers, made)
    paper = papers.signed()

    with pytest.raises(refusal):
        papers.sealed(paper, credential=opened(made, "seal"), roots=roots)

    paper.refresh_from_db()
    assert State.SIGNED == paper.state


def test_each_demonstration_has_a_root_of_its_own(made):
    again = make_certificates(DAY + dt.timedelta(days=1), PASSPHRASE, [("khanh", "Nguyễn Văn Khánh")])

    assert made.root != again.root
    assert ["khanh"] == list(again.files)
