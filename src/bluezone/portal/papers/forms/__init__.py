"""What is typed and sent about papers. A form checks the shape; rules stand in `documents` and in `services`."""

from bluezone.portal.papers.forms.drafting import PaperForm, proposed_from, typed_from
from bluezone.portal.papers.forms.files import (
    BroughtCertificateForm,
    CertificateForm,
    FileForm,
    bytes_of,
    sent_file,
)
from bluezone.portal.papers.forms.posters import PosterForm, slip_from
from bluezone.portal.papers.forms.registers import ArrivalForm

__all__ = [
    "ArrivalForm",
    "BroughtCertificateForm",
    "CertificateForm",
    "FileForm",
    "PaperForm",
    "PosterForm",
    "bytes_of",
    "proposed_from",
    "sent_file",
    "slip_from",
    "typed_from",
]
