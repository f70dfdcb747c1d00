"""The changelog tells each change once."""

from __future__ import annotations

from collections import Counter

from tests.support.sources import PROJECT

LONGEST_SHARED = 14
"""Words: two changes may be told in the same manner, and not with the same sentence."""


def told_twice(changelog: str) -> list[str]:
    """What two of its paragraphs share word for word, or one says again."""
    runs: Counter[str] = Counter()
    for paragraph in changelog.splitlines():
        words = paragraph.removeprefix("- ").split()
        runs.update({" ".join(words[at : at + LONGEST_SHARED]) for at in range(len(words) - LONGEST_SHARED + 1)})
    return sorted(run for run, times in runs.items() if times > 1)


def test_no_change_is_told_twice() -> None:
    assert [] == told_twice((PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"))


def test_a_paragraph_that_comes_again_is_seen() -> None:
    paragraph = "- Nobody signs a paper twice, and a certificate of a person does not sign for the organisation."

    assert told_twice(f"{paragraph}\n- Another.\n{paragraph}")
