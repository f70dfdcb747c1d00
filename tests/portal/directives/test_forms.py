"""What is typed about reports and papers is bounded, and a form says what it wants."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from bluezone.portal.directives.forms import (
    DecisionForm,
    EvidenceForm,
    ExtensionForm,
    LeadForm,
    MembershipForm,
    PaperForm,
    PublishedRateForm,
)
from bluezone.rollout.reports.figures import LARGEST


def paper(**typed) -> PaperForm:
    return PaperForm(typed, choices=(), issuers=())


def printed(**typed) -> PublishedRateForm:
    return PublishedRateForm(typed, rates=())


@pytest.mark.parametrize(
    ("form", "name", "most"),
    [
        (printed, "text", 20),
        (printed, "where", 200),
        (paper, "addressee", 300),
        (paper, "signer", 60),
        (paper, "office", 300),
        (paper, "abbreviation", 20),
        (paper, "drafting_unit", 20),
        (paper, "place", 60),
        (paper, "proposals", 4_000),
        (paper, "without", 64),
        (lambda **typed: MembershipForm(typed), "username", 40),
        (lambda **typed: LeadForm(typed), "lead", 40),
        (lambda **typed: LeadForm(typed), "instruction", 64),
        (lambda **typed: ExtensionForm(typed), "note", 500),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_longer_than_its_line_is_refused_at_its_field(form, name, most):
    longest, longer = form(**{name: "a" * most}), form(**{name: "a" * (most + 1)})

    assert (False, True) == (longest.has_error(name, "max_length"), longer.has_error(name, "max_length"))


def test_who_decides_nothing_is_asked_to_choose():
    assert ["Hãy chọn duyệt hay trả lại."] == DecisionForm({}).errors["step"]


def test_an_office_and_proposals_are_typed_in_several_lines():
    assert all("<textarea" in str(paper()[name]) for name in ("office", "proposals"))


def test_nobody_leads_where_that_is_left_empty_and_a_rate_was_printed_somewhere_or_nowhere():
    assert ["", ""] == [
        form.base_fields[name].clean("") for form, name in ((LeadForm, "lead"), (PublishedRateForm, "where"))
    ]


def test_a_piece_of_evidence_shows_one_or_more_up_to_the_largest_figure():
    count = EvidenceForm.base_fields["count"]

    assert [1, LARGEST] == [count.clean(typed) for typed in ("1", str(LARGEST))]
    for typed in ("0", str(LARGEST + 1)):
        with pytest.raises(ValidationError):
            count.clean(typed)
