"""What is typed about a person's own file: what showed that it is they. A form checks the shape; rules stand in
`services`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.portal.dossiers.models import LONGEST_WORDS, Proof


class AskForm(forms.Form):
    """How the officer knows who asks."""

    proof = forms.ChoiceField(label=_("Who asks was shown by"), choices=Proof.choices)
    words = forms.CharField(
        label=_("Who asks for them, and by which paper"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("Only where it is not the person. Note no number of a card."),
    )
