"""What is typed to write a paper, and what its form proposes. The rules of the decree stand in `documents`."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from bluezone.documents.errors import DocumentError
from bluezone.documents.paper import Blocks, Issuer, Kind, Paper, Signatory, Urgency
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.fields import CountField
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.plain_text import LONGEST_TEXT, read_blocks, write_blocks
from bluezone.portal.papers.selectors import MOST_CHOICES, organisations_for
from bluezone.portal.papers.standing import content_of
from bluezone.vietnam.names import normalised_name

NOT_YET, NOT_YET_SHORT = "…", "X"
"""Stand in a preview where nothing was typed; the second in a symbol, which has capitals alone."""
_IN_THE_SYMBOL = ("abbreviation", "drafting_unit")
KINDS = [(kind.value or "-", kind.title or _("Letter (công văn)")) for kind in Kind]
"""A letter has no abbreviation; a choice without a value would be no choice."""
_ABOUT = re.compile(r"(?:V/v|Về việc)\b[:\s]*", re.IGNORECASE)
"""Of a letter the layout writes it."""
URGENCIES = [("", _("Not urgent")), *((urgency.name, urgency.value) for urgency in Urgency)]


class _Lines(forms.CharField):
    """A field with one line of the paper a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        """Reads the lines that are not empty."""
        lines = (normalised_name(line) for line in str(super().clean(value)).splitlines())
        return tuple(line for line in lines if line)


class PaperForm(forms.Form):
    """A paper in words: what the layout needs, and nothing of the form."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    kind = forms.ChoiceField(label=_("Type"), choices=KINDS)
    subject = forms.CharField(label=_("Subject"), max_length=500, help_text=_("Without V/v"))
    addressees = _Lines(label=_("To"), max_length=9_000, required=False, help_text=_("One a line; a letter needs one"))
    authority = forms.CharField(
        label=_("Who decides"), max_length=200, required=False, help_text=_("For decisions, above the legal bases")
    )
    bases = _Lines(label=_("Legal bases"), max_length=20_000, required=False, help_text=_("One a line, without ;"))
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "A line is a paragraph. I. makes a section, 1. a clause, a) a point, - a list, Điều 1. an article."
        ),
    )
    signer_office = _Lines(
        label=_("Signed by (office)"), max_length=600, help_text=_("One a line, such as KT. Chủ tịch, Phó Chủ tịch")
    )
    signer_name = forms.CharField(
        label=_("Signed by (name)"), max_length=60, help_text=_("Choose a leader, or type the name without a title")
    )
    recipients = _Lines(label=_("Recipients (Nơi nhận)"), max_length=9_000, help_text=_("One a line, without Lưu"))
    superior = _Lines(label=_("Superior body"), max_length=900, required=False, help_text=_("As its lines break"))
    issuer = _Lines(label=_("Issuing body"), max_length=900, help_text=_("As its lines break"))
    abbreviation = forms.CharField(label=_("Its abbreviation"), max_length=20, help_text=_("Such as UBND"))
    place = forms.CharField(label=_("Place before the date"), max_length=60)
    drafting_unit = forms.CharField(label=_("Drafting unit"), max_length=20, help_text=_("After Lưu: VT, such as VHTT"))
    address = forms.CharField(label=_("Address at the foot"), max_length=300, required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=URGENCIES, required=False)
    copies = CountField(label=_("Printed copies"), min_value=0, max_value=9_999, required=False)

    def __init__(self, *args: Any, staff: Staff, kept: Paper | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._staff, self._kept = staff, kept
        self._typed: Paper | None = None
        organisations = organisations_for(staff, "papers.draft")
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        field.choices = [(one.pk, one.name) for one in organisations[:MOST_CHOICES]]
        if kept is not None and write_blocks(kept.blocks) is None:
            del self.fields["text"]

    def clean(self) -> dict[str, Any]:
        """Reads the fields into a paper; what cannot be set becomes the form's error."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self._typed = self._paper(cleaned)
            except (DocumentError, RefusedError) as error:
                self.add_error(None, message_of(error))
        return cleaned

    def paper(self) -> Paper:
        """The paper that was typed, of a form that is valid."""
        assert self._typed is not None
        return self._typed

    @property
    def is_all_typed(self) -> bool:
        """Whether the paper says nothing but what stands in the form's fields."""
        return self._kept is None or ("text" in self.fields and not self._kept.appendices)

    def so_far(self) -> PaperForm:
        """The form with … where something must stand and nothing does: a paper may be looked at before it is whole."""
        missing = [name for name in self.fields if self.has_error(name, "required")]
        if self.data.get("kind") == "-" and not self.data.get("addressees", "").strip():
            missing.append("addressees")
        typed = {
            **dict(self.data.items()),
            **{name: NOT_YET_SHORT if name in _IN_THE_SYMBOL else NOT_YET for name in missing},
        }
        return PaperForm(typed, staff=self._staff, kept=self._kept)

    def _paper(self, given: dict[str, Any]) -> Paper:
        """Builds the paper: tables and appendices that were there stay; only what was typed is new."""
        words = {name: normalised_name(str(given[name])) for name in _ONE_LINE}
        issuer = Issuer(
            name=given["issuer"],
            superior=given["superior"],
            **{name: words[name] for name in ("abbreviation", "place", "address")},
        )
        made = Paper(
            kind=Kind("" if given["kind"] == "-" else given["kind"]),
            issuer=issuer,
            subject=words["subject"] if given["kind"] != "-" else _ABOUT.sub("", words["subject"]) or words["subject"],
            blocks=self._blocks(given),
            signatory=Signatory(name=words["signer_name"], office=given["signer_office"]),
            recipients=given["recipients"],
            drafting_unit=words["drafting_unit"],
            addressees=given["addressees"],
            bases=given["bases"],
            authority=words["authority"],
            urgency=Urgency[given["urgency"]] if given["urgency"] else None,
            copies=given["copies"] or 0,
        )
        kept = self._kept
        return made if kept is None else msgspec.structs.replace(made, drafter=kept.drafter, appendices=kept.appendices)

    def _blocks(self, given: dict[str, Any]) -> Blocks:
        if "text" in given:
            return read_blocks(given["text"])
        assert self._kept is not None
        return self._kept.blocks


_ONE_LINE = ("subject", "signer_name", "authority", "drafting_unit", "abbreviation", "place", "address")


def typed_from(paper: Paper) -> dict[str, Any]:
    """The fields that would have been typed to make this paper."""
    return {
        "kind": paper.kind.value or "-",
        "subject": paper.subject,
        "text": write_blocks(paper.blocks) or "",
        "urgency": paper.urgency.name if paper.urgency else "",
        "copies": paper.copies or "",
        "authority": paper.authority,
        "addressees": "\n".join(paper.addressees),
        "bases": "\n".join(paper.bases),
        **issuing_from(paper),
    }


def proposed_from(organisation: Organisation | None, last: OutgoingPaper | None) -> dict[str, Any]:
    """The fields before anything is typed: who issues, and what the organisation's last paper had."""
    if organisation is None:
        return {}
    if last is not None:
        return {"organisation": organisation.pk, **issuing_from(content_of(last))}
    return {"organisation": organisation.pk, "issuer": organisation.name, "place": organisation.unit.name}


def issuing_from(paper: Paper) -> dict[str, Any]:
    """The fields of who issues, signs and receives: the same from one paper to the next."""
    return {
        "signer_office": "\n".join(paper.signatory.office),
        "signer_name": paper.signatory.name,
        "recipients": "\n".join(paper.recipients),
        "superior": "\n".join(paper.issuer.superior),
        "issuer": "\n".join(paper.issuer.name),
        "abbreviation": paper.issuer.abbreviation,
        "place": paper.issuer.place,
        "address": paper.issuer.address,
        "drafting_unit": paper.drafting_unit,
    }
