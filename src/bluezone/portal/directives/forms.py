"""What is typed on the pages of directives. A form checks the shape; rules stand in the core and in `services`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.directives.models import RolloutPaper
from bluezone.portal.directives.models.directives import ID_LENGTH
from bluezone.portal.directives.services.composing import Head
from bluezone.portal.directives.services.drafting import PaperRequest
from bluezone.portal.directives.services.evidence import Piece
from bluezone.portal.directives.services.filing import Upload
from bluezone.portal.frame.fields import CountField
from bluezone.portal.organisations.picking import PickForm
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.directive.counting import EvidenceKind, Form, Rate
from bluezone.rollout.reports.evidence import LONGEST_LINK, LONGEST_PLACE
from bluezone.rollout.reports.figures import LARGEST
from bluezone.rollout.reports.report import Step
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.words import Language

LONGEST_NOTE, LONGEST_USERNAME = 500, 40
APPROVE, TAKE_BACK = "approve", "take_back"
_STEPS = {APPROVE: Step.APPROVE, "return": Step.RETURN, TAKE_BACK: Step.TAKE_BACK}
_MEANT_YEARS = range(2000, 2100)


class LineField(forms.CharField):
    """One line of plain text, without control signs: what holds nothing else is empty."""

    def to_python(self, value: Any) -> str:
        """Reads the line as it is kept."""
        return normalised_name(super().to_python(value) or "")


class MomentField(forms.DateTimeField):
    """A moment of these decades, in Viet Nam: another one was mistyped, and has no hours in every zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)

    def clean(self, value: Any) -> dt.datetime | None:
        """Refuses a moment outside these decades. Raises ValidationError."""
        moment: dt.datetime | None = super().clean(value)
        if moment is None:
            return None
        if moment.year not in _MEANT_YEARS:
            raise forms.ValidationError(gettext("This day cannot be meant."))
        return moment.astimezone(VIET_NAM)


class EvidenceForm(forms.Form):
    """One piece of evidence; which fields it needs, its kind says."""

    kind = forms.ChoiceField(label=_("What was done"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    count = CountField(label=_("How many it shows"), min_value=1, max_value=LARGEST, initial=1)
    place = LineField(
        label=_("Place"), required=False, max_length=LONGEST_PLACE, help_text=_("A place, never a person's name")
    )
    link = LineField(label=_("Link"), required=False, max_length=LONGEST_LINK)

    def __init__(
        self, *args: Any, kinds: Sequence[EvidenceKind], language: Language, today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.id, _with_needs(kind, language)) for kind in kinds]  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["day"].initial = today

    def piece(self, file: Upload | None) -> Piece:
        """The piece that was described, with the file that came along."""
        given = self.cleaned_data
        return Piece(
            given["kind"],
            given["day"],
            given["place"],
            given["link"],
            given["count"],
            file.content if file else b"",
            file.name if file else "",
        )


NEEDS = {
    Form.COUNT: _("how many"),
    Form.PHOTO: _("a photo"),
    Form.PLACE: _("the place"),
    Form.SCAN: _("a signed scan"),
    Form.LINK: _("a link"),
    Form.DATE: _("the day"),
    Form.SCRIPT: _("the script as PDF or photo"),
}
_ALWAYS = {Form.COUNT, Form.DATE}
"""Stand in the form filled in, whatever the kind."""


def _with_needs(kind: EvidenceKind, language: Language) -> str:
    """The kind and what belongs to it, so that nobody learns it from a refusal."""
    needs = [str(NEEDS[form]) for form in kind.forms if form not in _ALWAYS]
    return f"{kind.words.said(language)} ({', '.join(needs)})" if needs else kind.words.said(language)


class ExtensionForm(forms.Form):
    """The moment until which more time is given, and the reason."""

    to = MomentField(label=_("New deadline"))
    note = LineField(label=_("Reason"), max_length=LONGEST_NOTE)


class CorrectionForm(forms.Form):
    """Which figure is corrected, what it becomes, and why."""

    indicator = forms.ChoiceField(label=_("Figure"))
    becomes = CountField(label=_("Correct count"), min_value=0, max_value=LARGEST)
    note = LineField(label=_("Reason"), max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, figures: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = figures  # type: ignore[attr-defined] # of a ChoiceField


class DecisionForm(forms.Form):
    """What is decided about a report, and the reason where one is needed."""

    step = forms.ChoiceField(
        label=_("Decision"),
        choices=[(name, name) for name in _STEPS],
        error_messages={"required": _("Please choose what is decided.")},
    )
    note = LineField(label=_("Reason"), max_length=LONGEST_NOTE, required=False)

    def decided(self) -> Step:
        """The step that was chosen, by the core's name."""
        return _STEPS[self.cleaned_data["step"]]


class LeadForm(forms.Form):
    """Which task, and who leads it; nobody where that is empty."""

    instruction = LineField(label=_("Task"), max_length=ID_LENGTH)
    lead = LineField(label=_("Led by"), max_length=LONGEST_USERNAME, required=False)


class JoinForm(PickForm):
    """The organisation of the portal's list that a participant is."""


class LevelForm(forms.Form):
    """Whether a level approves or is opened again, and why."""

    step = forms.ChoiceField(choices=((APPROVE, APPROVE), (TAKE_BACK, TAKE_BACK)))
    note = LineField(label=_("Reason"), max_length=LONGEST_NOTE, required=False)


class PublishedRateForm(forms.Form):
    """A rate as it was printed, and where."""

    rate = forms.ChoiceField(label=_("Rate"))
    text = LineField(label=_("As it was printed"), max_length=20)
    where = LineField(label=_("Where"), max_length=200, required=False)

    def __init__(self, *args: Any, rates: Sequence[Rate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rate"].choices = [(one.id, one.id) for one in rates]  # type: ignore[attr-defined] # of a ChoiceField


class MembershipForm(forms.Form):
    """Which colleague works for which participant from now on."""

    participant = LineField(label=_("Office"), max_length=ID_LENGTH)
    username = LineField(label=_("Sign-in name of the colleague"), max_length=LONGEST_USERNAME)

    def clean_username(self) -> str:
        """Puts the name in small letters, as it is kept."""
        return str(self.cleaned_data["username"]).lower()


class PaperForm(forms.Form):
    """Which paper is written, and its head."""

    what = forms.ChoiceField(label=_("Paper"))
    addressee = LineField(
        label=_("Addressee"), max_length=300, required=False, help_text=_("Of a letter to the late, those who are late")
    )
    signer = LineField(
        label=_("Who signs"), max_length=60, help_text=_("Choose a leader, or type the name without a title")
    )
    office = forms.CharField(label=_("In which office"), max_length=300, widget=forms.Textarea)
    issuing = forms.ChoiceField(
        label=_("Issuing body"), required=False, help_text=_("As the register names it; its register gives the number")
    )
    abbreviation = LineField(label=_("Its abbreviation"), max_length=20)
    drafting_unit = LineField(label=_("Drafting unit"), max_length=20)
    place = LineField(label=_("Place"), max_length=60)
    proposals = forms.CharField(
        label=_("Proposals"), max_length=4_000, required=False, widget=forms.Textarea, help_text=_("One a line")
    )
    new_due = MomentField(label=_("New deadline"), required=False)
    unit = forms.MultipleChoiceField(
        label=_("To whom"), required=False, help_text=_("Nobody chosen is everybody who is late.")
    )
    """Of a letter to the late."""
    without = forms.CharField(max_length=64, required=False)
    """Whom the page said that the sums leave out, once the writer has said that they know."""

    def __init__(
        self,
        *args: Any,
        choices: Sequence[tuple[str, str]],
        issuers: Sequence[tuple[str, str]],
        late: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["unit"].choices = late  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["issuing"].choices = issuers  # type: ignore[attr-defined] # of a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Requires that a report, and the letter that sends it, say whom they are for."""
        cleaned = super().clean() or {}
        if cleaned.get("what") != "chasing" and not cleaned.get("addressee"):
            self.add_error("addressee", gettext("Please say whom it is for."))
        return cleaned

    def asked(self) -> PaperRequest:
        """The paper that is asked for."""
        given = self.cleaned_data
        head = Head(
            issuer=(),
            abbreviation=given["abbreviation"],
            place=given["place"],
            signer=given["signer"],
            office=_lines(given["office"]),
            drafting_unit=given["drafting_unit"],
            addressees=(given["addressee"],),
            recipients=("Như trên",),
        )
        return PaperRequest(
            RolloutPaper.What(given["what"]),
            head,
            _lines(given["proposals"]),
            given["new_due"],
            issuing=given["issuing"],
            only=tuple(given["unit"]),
            without=given["without"],
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(normalised_name, text.splitlines()) if line)
