"""Signatures made here: with a certificate file for this one signature, or by the token of this server."""

from __future__ import annotations

import functools

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.documents.signing import SealImage, SignatureImage
from bluezone.portal.as_read import FIELD, read_in
from bluezone.portal.frame.gate import permission_required
from bluezone.portal.frame.request import StaffRequest
from bluezone.portal.frame.showing import shown
from bluezone.portal.papers import services
from bluezone.portal.papers.files import pages_of
from bluezone.portal.papers.forms import CertificateForm
from bluezone.portal.papers.models import Capacity, State, Way
from bluezone.portal.papers.noted import has_noted
from bluezone.portal.papers.objections import objections_to
from bluezone.portal.papers.selectors import turning_of
from bluezone.portal.papers.standing import as_read, content_of
from bluezone.portal.papers.tokens import organisations_credential, token_of
from bluezone.portal.papers.trust import trusted_roots
from bluezone.portal.papers.views.reading import found_paper, show_paper


def show_signing(request: StaffRequest, paper: int) -> HttpResponse:
    """Shows the form for a person's certificate."""
    return _signing(request, paper, as_person=True)


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
@permission_required("papers.sign", answer=show_signing)
def paper_sign(request: StaffRequest, paper: int) -> HttpResponse:
    """Signs the paper as a person. With the first signature it has its number and date."""
    found, form = found_paper(request, paper), _certificate_form(request)
    if not form.is_valid():
        return show_signing(request, paper)
    services.sign_as_person(
        paper=found,
        read=read_in(request),
        credential=form.credential(request.now),
        image=form.picture(SignatureImage),
        by=request.staff,
        now=request.now,
        roots=trusted_roots(),
    )
    return redirect("paper", paper)


@require_POST
@permission_required("papers.sign", answer=show_paper)
def paper_note(request: StaffRequest, paper: int) -> HttpResponse:
    """Notes that the signer knows what has changed since the paper was written, and why it may go on."""
    found = found_paper(request, paper)
    services.note_differences(
        paper=found,
        read=read_in(request),
        fingerprint=request.POST.get("fingerprint", ""),
        reason=request.POST.get("reason", ""),
        by=request.staff,
        now=request.now,
    )
    if found.state != State.SUBMITTED:
        return redirect("paper", paper)
    return redirect(f"{reverse('paper_sign', args=[paper])}?{FIELD}={read_in(request)}")


def show_sealing(request: StaffRequest, paper: int) -> HttpResponse:
    """Shows the form for the organisation's certificate, and its token where this server has one."""
    return _signing(request, paper, as_person=False)


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
@permission_required("papers.seal", answer=show_sealing)
def paper_seal(request: StaffRequest, paper: int) -> HttpResponse:
    """Signs for the organisation what a person has signed."""
    found, form, by_token = found_paper(request, paper), _certificate_form(request), _is_by_token(request)
    if not by_token and not form.is_valid():
        return show_sealing(request, paper)
    with organisations_credential(
        found.organisation, request.staff, None if by_token else functools.partial(form.credential, request.now)
    ) as credential:
        services.sign_as_organisation(
            paper=found,
            read=read_in(request),
            credential=credential,
            image=None if by_token else form.picture(SealImage),
            way=Way.TOKEN if by_token else Way.CERTIFICATE,
            by=request.staff,
            now=request.now,
            roots=trusted_roots(),
        )
    return redirect("paper", paper)


def _signing(request: StaffRequest, paper: int, *, as_person: bool) -> HttpResponse:
    found, form = found_paper(request, paper), _certificate_form(request)
    now = as_read(found)
    read = request.POST.get(FIELD) or request.GET.get(FIELD) or now
    context = {
        "paper": found,
        "read": read,
        "has_changed": read != now,
        "content": content_of(found),
        "form": form,
        "as_person": as_person,
        "shows_image": found.state == State.SUBMITTED if as_person else not found.is_copy,
        **objections_to(found),
        "has_noted": has_noted(found.organisation, Capacity.PERSON if as_person else Capacity.ORGANISATION),
        "trusts_roots": bool(trusted_roots()),
        "turning": turning_of(found, request.staff, pages_of(found, request.now)),
        "has_token": not as_person and token_of(found.organisation, request.staff) is not None,
    }
    return shown(
        request,
        "papers/sign.html",
        context,
        about=[("paper", found.pk)],
        path=found.path,
        action="papers.see",
        status=400 if form.errors else 200,
    )


def _is_by_token(request: StaffRequest) -> bool:
    return request.POST.get("with") == "token"


def _certificate_form(request: StaffRequest) -> CertificateForm:
    """The certificate's form as it was sent; empty where the token signs."""
    typed = request.POST if request.method == "POST" and not _is_by_token(request) else None
    return CertificateForm(typed, request.FILES if typed is not None else None)
