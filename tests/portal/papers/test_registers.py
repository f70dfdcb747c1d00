"""The registers' pages: what is typed of an arrival fits into its line."""

from __future__ import annotations

import pytest

from bluezone.portal.papers.forms import ArrivalForm
from bluezone.portal.papers.models import IncomingPaper
from tests.support.portal.columns import takes_what_its_column_holds


@pytest.mark.parametrize("name", ["author", "paper_code", "type_name", "subject", "unit", "note"])
def test_the_longest_that_is_taken_fits_into_the_line(name):
    takes_what_its_column_holds(ArrivalForm, name, IncomingPaper)


def test_a_line_may_stand_without_a_note_and_without_a_deadline():
    assert ("", None) == tuple(ArrivalForm.base_fields[name].clean("") for name in ("note", "due_on"))
