"""What is sent as files: a paper that is checked or comes back signed, a certificate with its passphrase, an image."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bluezone.documents.signing import (
    CertificateFacts,
    Credential,
    SealImage,
    SignatureImage,
    open_pkcs12,
    read_certificate_file,
)
from bluezone.documents.signing.credentials import MAX_PKCS12_BYTES
from bluezone.documents.signing.images import MAX_IMAGE_BYTES
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.fields import CountField
from bluezone.portal.leaving import Way, leave_by
from bluezone.portal.papers.examination import require_openable
from bluezone.portal.papers.models import Capacity

Image = TypeVar("Image", SignatureImage, SealImage)
_WIDTH_MM = 30


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(label=_("File"), max_length=200)

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["file"].label = label


class CertificateForm(forms.Form):
    """A certificate file for this one signature. Neither it nor its passphrase is kept."""

    certificate = forms.FileField(label=_("Certificate file (.p12, .pfx)"), max_length=200)
    passphrase = forms.CharField(label=_("Its passphrase"), max_length=200, strip=False, widget=forms.PasswordInput)
    image = forms.FileField(
        label=_("Image of the signature or seal"),
        required=False,
        max_length=200,
        help_text=_("PNG with a transparent ground: blue for a person, red for an organisation"),
    )
    width_mm = CountField(
        label=_("Width of the image on paper, mm"), min_value=5, max_value=80, initial=_WIDTH_MM, required=False
    )

    def credential(self, now: dt.datetime) -> Credential:
        """Opens the certificate. Raises CredentialError for a file that does not open, RefusedError for one that would
        hold everybody up, and in a training for any: nobody's own key is opened there.
        """
        leave_by(Way.SIGNATURE)
        given = self.cleaned_data
        file, passphrase = bytes_of(given["certificate"], MAX_PKCS12_BYTES), given["passphrase"]
        require_openable(file, passphrase, now=now)
        return open_pkcs12(file, passphrase)

    def picture(self, kind: type[Image]) -> Image | None:
        """Reads the image of a signature. Raises PaperError for what is no such image."""
        given = self.cleaned_data
        if not given["image"]:
            return None
        return kind(bytes_of(given["image"], MAX_IMAGE_BYTES), float(given["width_mm"] or _WIDTH_MM))


class BroughtCertificateForm(forms.Form):
    """A certificate that is to sign papers: alone, or in a file with its key, which is opened and not kept."""

    capacity = forms.ChoiceField(label=_("Whose it is"), choices=Capacity.choices)
    certificate = forms.FileField(
        label=_("Certificate file"),
        max_length=200,
        help_text=_("Without its key (.cer, .crt, .pem), or the file with which you sign (.p12, .pfx)"),
    )
    passphrase = forms.CharField(
        label=_("Passphrase, of a .p12 or .pfx file only"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput,
    )

    @property
    def has_key(self) -> bool:
        """Whether its key came along, and opened."""
        return bool(self.cleaned_data["passphrase"])

    def facts(self, now: dt.datetime) -> CertificateFacts:
        """Reads the certificate. Raises CredentialError for what is none, RefusedError for one that would hold
        everybody up, and in a training for any.
        """
        leave_by(Way.SIGNATURE)
        given = self.cleaned_data
        file, passphrase = bytes_of(given["certificate"], MAX_PKCS12_BYTES), given["passphrase"]
        if not self.has_key:
            return read_certificate_file(file)
        require_openable(file, passphrase, now=now)
        return open_pkcs12(file, passphrase).facts


def sent_file(request: HttpRequest, most: int) -> bytes:
    """Reads the one file of a request. Raises RefusedError where nothing was chosen."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise RefusedError("a file has to be chosen first")
    return bytes_of(form.cleaned_data["file"], most)


def bytes_of(upload: UploadedFile[bytes], most: int) -> bytes:
    """Reads what was uploaded, up to one byte more than may be: whoever reads it refuses that one."""
    upload.seek(0)
    return bytes(upload.read(most + 1))
