"""Signatures made here: with a certificate file for this one act, or by the token of this server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.documents.errors import DocumentError
from bluezone.documents.signing import Credential, SealImage, SignatureImage, open_pkcs12
from bluezone.documents.signing.credentials import MAX_PKCS12_BYTES
from bluezone.documents.signing.images import MAX_IMAGE_BYTES
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.identity.session import signed_in
from bluezone.portal.papers import services
from bluezone.portal.papers.forms import CertificateForm, bytes_of
from bluezone.portal.papers.models import OutgoingPaper, State, Way
from bluezone.portal.papers.services.keeping import content_of
from bluezone.portal.papers.tokens import opened, token_of
from bluezone.portal.papers.trust import trusted_roots
from bluezone.portal.papers.views.reading import NO_OBJECTIONS, found_paper, objections_shown, show_paper
from bluezone.portal.papers.words import said
from bluezone.portal.world import world_of

_WIDTH_MM = 30


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
@permission_required("papers.sign")
def paper_sign(request: HttpRequest, paper: int) -> HttpResponse:
    """A person signs. With the first signature the paper has its number and date."""
    found = found_paper(request, paper, "papers.sign")
    form, refusal = CertificateForm(request.POST or None, request.FILES or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_as_person(
                paper=found,
                credential=_credential(form),
                image=_image(form, SignatureImage),
                by=signed_in(request),
                now=world_of(request).now(),
                roots=trusted_roots(),
            )
            return redirect("paper", found.pk)
        except (DocumentError, RefusedError) as error:
            refusal = said(error)
    return _page(request, found, form, refusal, as_person=True)


@require_POST
@permission_required("papers.sign")
def paper_note(request: HttpRequest, paper: int) -> HttpResponse:
    """Whoever signs takes note of what has changed since the paper was written, and says why it may be signed."""
    found = found_paper(request, paper, "papers.sign")
    try:
        services.note_differences(
            paper=found,
            fingerprint=request.POST.get("fingerprint", "")[:64],
            reason=request.POST.get("reason", "")[:400],
            by=signed_in(request),
            now=world_of(request).now(),
        )
    except RefusedError as error:
        return show_paper(request, found, refusal=said(error))
    return redirect("paper_sign", found.pk)


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
@permission_required("papers.seal")
def paper_seal(request: HttpRequest, paper: int) -> HttpResponse:
    """The organisation signs what a person has signed."""
    found = found_paper(request, paper, "papers.seal")
    by_token = request.POST.get("with") == "token"
    form, refusal = CertificateForm(None if by_token else request.POST or None, request.FILES or None), ""
    if request.method == "POST" and (by_token or form.is_valid()):
        try:
            with _organisations(found, form, by_token=by_token) as credential:
                services.sign_as_organisation(
                    paper=found,
                    credential=credential,
                    image=None if by_token else _image(form, SealImage),
                    way=Way.TOKEN if by_token else Way.CERTIFICATE,
                    by=signed_in(request),
                    now=world_of(request).now(),
                    roots=trusted_roots(),
                )
            return redirect("paper", found.pk)
        except (DocumentError, RefusedError) as error:
            refusal = said(error)
    return _page(request, found, form, refusal, as_person=False)


def _page(
    request: HttpRequest, found: OutgoingPaper, form: CertificateForm, refusal: str, *, as_person: bool
) -> HttpResponse:
    facts = {
        "paper": found,
        "content": content_of(found),
        "form": form,
        "refusal": refusal,
        "as_person": as_person,
        "shows_image": found.state == State.SUBMITTED if as_person else not found.is_copy,
        **(objections_shown(found) if found.state == State.SUBMITTED else NO_OBJECTIONS),
        "has_token": not as_person and token_of(found.organisation) is not None,
    }
    return render(request, "papers/sign.html", facts, status=409 if refusal else 400 if form.errors else 200)


@contextlib.contextmanager
def _organisations(found: OutgoingPaper, form: CertificateForm, *, by_token: bool) -> Iterator[Credential]:
    if not by_token:
        yield _credential(form)
        return
    token = token_of(found.organisation)
    if token is None:
        raise RefusedError("this server has no token for this organisation")
    with opened(token) as credential:
        yield credential


def _credential(form: CertificateForm) -> Credential:
    given = form.cleaned_data
    return open_pkcs12(bytes_of(given["certificate"], MAX_PKCS12_BYTES), given["passphrase"])


def _image(form: CertificateForm, kind: type[Any]) -> Any:
    given = form.cleaned_data
    if not given["image"]:
        return None
    return kind(bytes_of(given["image"], MAX_IMAGE_BYTES), float(given["width_mm"] or _WIDTH_MM))
