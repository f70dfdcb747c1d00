"""How long a phone heard another, in the bands in which it tells them (`protocol/report.py`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_BANDS = (
    _("under 15 minutes"),
    _("15 to 30 minutes"),
    _("30 to 60 minutes"),
    _("1 to 2 hours"),
    _("more than 2 hours"),
)


def band_in_words(band: object) -> str:
    """Says a band in the reader's language; empty for what is none."""
    return str(_BANDS[band]) if isinstance(band, int) and 0 <= band < len(_BANDS) else ""
