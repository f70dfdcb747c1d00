"""The terms that the operator writes for what is erased by itself."""

from __future__ import annotations

import pytest

from bluezone.portal.errors import ConfigurationError
from bluezone.portal.identity.models import Invitation
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.works import erase
from tests.support.portal.offices import NOW


def test_terms_are_the_defaults_but_for_those_that_are_named():
    assert Terms() == Terms.of("default")
    assert Terms(names=3650, done_reports=7) == Terms.of("names=3650, done-reports=7")


@pytest.mark.parametrize("text", ["", "names", "names=", "names=0", "names=-1", "names=1e9", "shoes=3", "names=3,,"])
def test_a_term_that_is_none_is_refused_in_one_line(text):
    with pytest.raises(ConfigurationError, match="is no term such as"):
        Terms.of(text)


def test_the_work_of_the_night_erases_by_them(office, settings):
    person = office.staff("Lê Quên")
    Invitation.objects.create(staff=person, renews="password", asked_at=NOW.replace(year=2020))

    settings.RETENTION_TERMS = None
    assert 0 == erase(office.world)
    settings.RETENTION_TERMS = "sign-ins=30"
    assert 1 <= erase(office.world)
    assert not Invitation.objects.exists()
