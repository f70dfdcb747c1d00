"""The tree of errors that is drawn is the tree that is, and each says it in both languages."""

from __future__ import annotations

import inspect
import re

import pytest

from bluezone.portal.rollout import errors
from bluezone.portal.rollout.errors import Returned, ReturnedFileError, RolloutError, TallyError, Untallied
from bluezone.vietnam.words import Words

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, RolloutError)]


def test_the_drawing_names_every_error_and_no_other() -> None:
    drawn = re.findall(r"\b[A-Z]\w+Error\b", errors.__doc__ or "")

    assert sorted(kind.__name__ for kind in CLASSES) == sorted(drawn)


def test_every_error_hangs_from_the_root() -> None:
    assert {RolloutError} == {kind.__base__ for kind in CLASSES if kind is not RolloutError}


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind not in {ReturnedFileError, TallyError}])
def test_an_error_prints_its_english_sentence_and_keeps_both(kind: type[RolloutError]) -> None:
    raised = kind(Words("sai", "wrong"))

    assert ("wrong", "sai") == (str(raised), raised.words.vi)


def test_where_callers_branch_there_is_a_reason() -> None:
    words = Words("sai", "wrong")

    assert Returned.NO_KEY is ReturnedFileError(Returned.NO_KEY, words).reason
    assert Untallied.FORGED is TallyError(Untallied.FORGED, words).reason
