"""What the operator sets: whose signatures are believed, and which token signs for which organisation."""

from __future__ import annotations

import json
from html import unescape

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.urls import reverse

from bluezone.documents.signing import read_certificate_file, verify_pdf
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.papers import trust
from bluezone.portal.papers.models import Capacity, NotedCertificate, State
from bluezone.portal.papers.standing import as_read, current_file
from bluezone.portal.papers.tokens import organisations_credential, read_tokens, token_of
from bluezone.portal.papers.trust import read_roots, trusted_roots
from tests.portal.papers.conftest import ROOTS
from tests.support.documents.certificates import body, certificate, root
from tests.support.documents.tokens import LABEL, NAME, ORGANISATION, PIN, TOKEN, token_library
from tests.support.portal.paper_offices import noted


@pytest.fixture
def library():
    return token_library()


def test_roots_are_read_in_either_form(tmp_path, settings):
    (tmp_path / "a.der").write_bytes(ROOTS[0])
    (tmp_path / "b.pem").write_bytes(root("Root CA hai").public_bytes(Encoding.PEM))
    (tmp_path / ".hidden").write_bytes(b"no")
    (tmp_path / "before").mkdir()
    settings.PAPER_ROOTS = tmp_path

    assert 2 == len(trusted_roots())
    assert ROOTS[0] in trusted_roots()


def test_what_is_no_root_is_named(tmp_path):
    (tmp_path / "notes.txt").write_bytes(b"hello")

    with pytest.raises(ConfigurationError, match=r"notes\.txt"):
        read_roots(tmp_path)
    with pytest.raises(ConfigurationError, match="nowhere"):
        read_roots(tmp_path / "nowhere")


def tokens_file(folder, library, organisation, kept_by=(), **changes):
    facts = {"library": str(library), "token": TOKEN, "label": LABEL, "pin_file": "pin.txt", **changes}
    lines = "\n".join(f'{name} = "{value}"' for name, value in facts.items())
    clerks = f"clerks = {json.dumps(list(kept_by))}"
    (folder / "tokens.toml").write_text(f"[[token]]\norganisation = {organisation}\n{lines}\n{clerks}\n")
    pin = folder / "pin.txt"
    pin.write_text(PIN)
    pin.chmod(0o600)
    return folder / "tokens.toml"


@pytest.mark.parametrize("text", ["[[token]]\norganisation = 0", "hello", "[[tokens]]\n", "[[token]]\nlibrary = 3"])
def test_a_list_of_tokens_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "tokens.toml").write_text(text)

    with pytest.raises(ConfigurationError, match=r"tokens\.toml"):
        read_tokens(tmp_path / "tokens.toml")


def test_a_label_of_one_sign_names_a_key_and_none_names_nothing(tmp_path):
    (read,) = read_tokens(tokens_file(tmp_path, "/lib/token.so", 1, label="K"))
    assert ("K", 1) == (read.label, read.organisation)

    with pytest.raises(ConfigurationError, match=r"tokens\.toml"):
        read_tokens(tokens_file(tmp_path, "/lib/token.so", 1, label=""))


def test_a_portal_believes_a_number_of_roots_and_not_one_more(tmp_path, monkeypatch):
    for name in "ab":
        (tmp_path / name).write_bytes(ROOTS[0])
    monkeypatch.setattr(trust, "MOST_ROOTS", 2)
    assert 2 == len(read_roots(tmp_path))

    (tmp_path / "c").write_bytes(ROOTS[0])

    with pytest.raises(ConfigurationError, match="at most 2 roots"):
        read_roots(tmp_path)


def test_the_first_organisation_of_a_portal_may_have_a_token(tmp_path):
    assert [1] == [token.organisation for token in read_tokens(tokens_file(tmp_path, "x", 1))]


def test_an_organisation_has_one_token(tmp_path):
    path = tokens_file(tmp_path, "x", 3)
    path.write_text(path.read_text() * 2)

    with pytest.raises(ConfigurationError, match="twice"):
        read_tokens(path)


def test_the_token_of_this_server_signs_for_its_own_organisation(papers, office, settings, tmp_path, library):
    settings.PAPER_TOKENS = tokens_file(tmp_path, library, papers.committee.pk, [papers.clerk.username])
    noted(papers.committee, in_the_token(), Capacity.ORGANISATION, (papers.clerk, papers.leader), papers.now)
    paper, clerk = papers.signed(), office.client(papers.clerk)
    assert "With the token of this server" in clerk.get(reverse("paper_seal", args=[paper.pk])).content.decode()

    clerk.post(reverse("paper_seal", args=[paper.pk]), {"with": "token", "read": as_read(paper)})

    paper.refresh_from_db()
    assert State.SEALED == paper.state
    assert NAME == verify_pdf(current_file(paper), ROOTS, now=papers.now)[1].signer
    assert "token" == paper.signatures.get(capacity="organisation").way


def in_the_token():
    """The certificate of the token's key, without it."""
    return read_certificate_file(certificate(NAME, ORGANISATION).public_bytes(Encoding.DER))


def test_a_token_whose_certificate_is_not_noted_seals_nothing(papers, office, settings, tmp_path, library):
    settings.PAPER_TOKENS = tokens_file(tmp_path, library, papers.committee.pk, [papers.clerk.username])
    paper, clerk = papers.signed(), office.client(papers.clerk)

    answer = clerk.post(reverse("paper_seal", args=[paper.pk]), {"with": "token", "read": as_read(paper)})

    assert "not noted as this organisation" in answer.content.decode()
    paper.refresh_from_db()
    assert State.SIGNED == paper.state


def test_a_tokens_certificate_is_brought_out_of_the_token(papers, office, settings, tmp_path, library):
    settings.PAPER_TOKENS = tokens_file(tmp_path, library, papers.committee.pk, [papers.clerk.username])
    clerk = office.client(papers.clerk)

    clerk.post(reverse("certificate_new", args=[papers.committee.pk]), {"with": "token"})

    brought = NotedCertificate.objects.latest("pk")
    assert (in_the_token().fingerprint, "organisation", None) == (
        brought.fingerprint,
        brought.capacity,
        brought.confirmed_at,
    )
    assert brought.with_key


def test_only_whoever_keeps_the_token_is_offered_to_bring_its_certificate(papers, office, settings, tmp_path):
    client, address = office.client(papers.clerk), reverse("certificates", args=[papers.committee.pk])
    offered = []

    for kept_by in ([papers.clerk.username], ["vanthukhac"]):
        settings.PAPER_TOKENS = tokens_file(tmp_path, "x", papers.committee.pk, kept_by)
        offered.append("The certificate in this server's token" in unescape(client.get(address).content.decode()))

    assert [True, False] == offered


def test_whoever_brings_a_certificate_signs_with_it_and_is_asked_for_no_token(papers):
    with organisations_credential(papers.committee, papers.clerk, body) as credential:
        name = credential.name

    assert body().name == name


def test_another_organisation_has_no_token(papers, office, settings, tmp_path):
    settings.PAPER_TOKENS = tokens_file(tmp_path, "x", papers.committee.pk + 1, [papers.clerk.username])
    paper = papers.signed()

    answer = office.client(papers.clerk).post(
        reverse("paper_seal", args=[paper.pk]), {"with": "token", "read": as_read(paper)}
    )

    assert token_of(papers.committee, papers.clerk) is None
    assert "has no token for this organisation that you keep" in answer.content.decode()


def test_a_token_that_does_not_open_changes_nothing(papers, office, settings, tmp_path, library):
    settings.PAPER_TOKENS = tokens_file(
        tmp_path, library, papers.committee.pk, [papers.clerk.username], token="another"
    )
    paper = papers.signed()

    answer = office.client(papers.clerk).post(
        reverse("paper_seal", args=[paper.pk]), {"with": "token", "read": as_read(paper)}
    )

    assert 409 == answer.status_code
    paper.refresh_from_db()
    assert State.SIGNED == paper.state


@pytest.mark.parametrize("kept_by", [(), ("vanthukhac",)], ids=["nobody", "another clerk"])
def test_a_clerk_seals_with_no_token_but_the_one_they_keep(papers, settings, tmp_path, kept_by):
    """Seven organisations of a unit share it, and a role knows only the unit."""
    settings.PAPER_TOKENS = tokens_file(tmp_path, token_library(), papers.committee.pk, kept_by)
    paper, clerk = papers.signed(), papers.office.client(papers.clerk)

    answer = clerk.post(reverse("paper_seal", args=[paper.pk]), {"with": "token", "read": as_read(paper)})

    assert 409 == answer.status_code
    assert "With the token of this server" not in answer.content.decode()
    paper.refresh_from_db()
    assert State.SIGNED == paper.state
