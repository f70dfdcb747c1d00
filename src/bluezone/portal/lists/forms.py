"""What a person says when a list is sent, and about the columns and cells of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import case_with_number
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed, sees_name
from bluezone.portal.lists.holding import HeldFile
from bluezone.portal.lists.models import Kind, SentList
from bluezone.portal.lists.reading import LETTERS, Choices
from bluezone.portal.lists.selectors import kinds_for
from bluezone.portal.organisations.picking import PickForm
from bluezone.vietnam.numbers import whole_number

_LONGEST_ANSWER = 200
_COLUMN, _ANSWER = "column-", "cell-"


class SendForm(PickForm):
    """A file, what it is a list of, and whose it is."""

    act = "lists.import"
    kind = forms.ChoiceField(label=_("What is it a list of?"), choices=())
    case = forms.CharField(
        label=_("Case number"), max_length=16, required=False, help_text=_("For contacts only, such as CA-2026-00001")
    )
    file = forms.FileField(label=_("File"), max_length=200, allow_empty_file=True)
    field_order = ("file", "kind", "case", "typed", "organisation")

    def __init__(self, *args: Any, staff: Staff, held: HeldFile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, staff=staff, **kwargs)
        self.held = held
        """What was sent before, and need not be chosen again."""
        self.fields["file"].required = held is None
        self.fields["typed"].label = _("Whose list is it?")
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds_for(staff)]  # type: ignore[attr-defined] # of a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Requires a case whose names this person sees for contacts, and none for other lists."""
        cleaned = super().clean()
        cleaned["file"] = cleaned.get("file") or self.held
        number, is_contacts = cleaned.get("case", ""), cleaned.get("kind") == Kind.CONTACTS
        cleaned["case"] = self._case(number) if is_contacts else None
        if is_contacts and cleaned["case"] is None:
            self.add_error("case", gettext("There is no case of this number among yours."))
        return cleaned

    def _case(self, number: str) -> Case | None:
        case = case_with_number(number.strip().upper())
        may = (
            case is not None
            and is_allowed(self.staff, "lists.import", case)
            and sees_name(self.staff, "cases.see", case)
        )
        return case if may else None


def kind_from(said: QueryDict, sent: SentList) -> Kind | None:
    """Reads the other kind that the list is said to be; None where it stays what it is."""
    kind = said.get("kind", sent.kind)
    return Kind(kind) if kind in Kind.values and kind != sent.kind else None


def choices_from(said: QueryDict, before: Choices, *, is_other_kind: bool = False) -> Choices:
    """Reads what the page of confirmation sent, over what was said before. Nonsense in it changes nothing."""
    letters = said.get("letters", "")
    sheet = said.get("sheet", "")[:80]
    header_row = whole_number(said.get("header_row", "").strip(), most_digits=7) or None
    is_table_said = (sheet, letters, header_row) != (before.sheet, before.letters, before.header_row)
    other_table = is_other_kind or (is_table_said and "sheet" in said)
    return Choices(
        sheet=sheet,
        letters=letters if letters in LETTERS else "",
        header_row=header_row,
        columns=None if other_table else tuple(_columns(said)) or None,
        answers={} if other_table else {**before.answers, **dict(_answers(said))},
        take_suggestions="take_suggestions" in said,
        leave_out_wrong="leave_out_wrong" in said,
    )


def _columns(said: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name, field in said.items():
        index = whole_number(name.removeprefix(_COLUMN), most_digits=4)
        if name.startswith(_COLUMN) and index is not None and field:
            yield str(field)[:40], index


def _answers(said: Mapping[str, Any]) -> Iterator[tuple[tuple[int, str], str]]:
    """Reads corrected cells: cell-12-phone is what stands in row 12 under the telephone instead."""
    for name, text in said.items():
        place, _sign, field = name.removeprefix(_ANSWER).partition("-")
        row = whole_number(place, most_digits=7)
        if name.startswith(_ANSWER) and row is not None and field and text.strip():
            yield (row, field[:40]), text.strip()[:_LONGEST_ANSWER]
