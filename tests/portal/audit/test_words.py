"""The words that apps bring for their actions: none that nobody writes, and those of older names too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bluezone import portal
from bluezone.portal.app import portal_apps
from bluezone.portal.audit.words import action_in_words


def test_no_words_are_kept_for_an_action_that_nobody_writes():
    """Whatever an app has words for stands somewhere in the sources, besides the table of permissions."""
    assert [] == nowhere(action for app in portal_apps() for action in app.audited_actions)


def test_no_words_are_kept_for_a_kind_of_which_no_line_is():
    assert [] == nowhere(kind for app in portal_apps() for kind in app.audited_kinds)


def nowhere(words: Iterable[str]) -> list[str]:
    sources = [
        path.read_text(encoding="utf-8")
        for path in Path(portal.__file__).parent.glob("*/**/*.py")
        if path.name not in {"apps.py", "permissions.py"}
    ]
    return [word for word in words if not any(f'"{word}"' in source for source in sources)]


def test_a_line_from_before_an_app_was_renamed_still_has_words():
    assert action_in_words("staff.give") == action_in_words("accounts.give")
    assert action_in_words("directives.report") == action_in_words("rollout.report")
