"""What the workers of a run read of one of each thing is what one of them made."""

from __future__ import annotations

import pytest
from django.db import connection

from bluezone.portal.cases.models import Case
from tests.support.portal.things_of_a_run import made_in_the_run, rows_here, things_of_the_run

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="on a server each makes them for itself")


def test_each_row_stands_as_it_was_made_and_no_other_is_touched(db):
    before, (_, made) = rows_here(), made_in_the_run()

    things_of_the_run()

    assert before | made == rows_here()
    assert {"cases_case", "cases_person", "audit_entry", "accounts_staff"} <= made.keys()


def test_what_is_known_of_them_leads_to_their_rows(db):
    things = things_of_the_run()

    case = Case.objects.get(number=things.of("cases")["number"])

    assert case.opened_at <= things.office.clock[0]
