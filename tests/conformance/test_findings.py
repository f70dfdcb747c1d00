"""What a finding has to say, and when a paper conforms."""

from __future__ import annotations

import pytest

from bluezone.conformance.findings import Finding, Severity, Verdict
from bluezone.vietnam.words import Words

WHERE = Words("trang 1", "page 1")


def verdict(*severities: Severity, readable: bool = True) -> Verdict:
    findings = tuple(Finding("page.size", severity, "148 × 210 mm", "A4", WHERE) for severity in severities)
    return Verdict("pdf", readable, findings, (), ("page.size",))


@pytest.mark.parametrize(
    ("severities", "conforms"),
    [
        ((), True),
        ((Severity.DOUBT, Severity.DOUBT), True),
        ((Severity.ERROR,), False),
        ((Severity.DOUBT, Severity.ERROR), False),
    ],
)
def test_a_paper_conforms_where_nothing_is_wrong_however_much_is_doubted(severities, conforms: bool) -> None:
    assert conforms == verdict(*severities).conforms
    assert not verdict(*severities, readable=False).conforms


@pytest.mark.parametrize(("rule", "wanted"), [("", "A4"), ("page.size", "")])
def test_a_finding_names_its_rule_and_what_is_wanted(rule: str, wanted: str) -> None:
    with pytest.raises(ValueError, match="names its rule and what is wanted"):
        Finding(rule, Severity.ERROR, "148 × 210 mm", wanted, WHERE)
