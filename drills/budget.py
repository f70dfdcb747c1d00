"""A plugin of pytest for a drill that was given so many minutes. Each test has its share of what is left, and whoever
ends early leaves the rest to those behind: what repeats something stops when its share is over, and says so. What
nobody came to is skipped and counted. A failure that was found is told to its end.
"""

from __future__ import annotations

import functools
import inspect
import os
import time
from collections.abc import Callable, Generator
from typing import Any

import pytest
from hypothesis.errors import UnsatisfiedAssumption

from tests.support.amounts import UNTIL, is_over

MINUTES = "BLUEZONE_MINUTES"
CUT, NOT_REACHED = "counted cut short", "counted not reached"
_ENDS = pytest.StashKey[float]()


class ShareOverError(BaseException):
    """Raised between two examples; hypothesis passes on what is no Exception, and looks for nothing more."""


def pytest_collection_finish(session: pytest.Session) -> None:
    session.stash[_ENDS] = time.monotonic() + 60 * float(os.environ[MINUTES])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """The share begins with what the test sets up."""
    now, ends = time.monotonic(), item.session.stash[_ENDS]
    left = item.session.items[item.session.items.index(item) :]
    os.environ[UNTIL] = str(share_ends(now, ends, len(left)))
    try:
        return (yield)
    finally:
        del os.environ[UNTIL]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if time.monotonic() >= item.session.stash[_ENDS]:
        item.user_properties.append((NOT_REACHED, 1))
        pytest.skip("the time of this drill was over")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    tried = _watched(getattr(getattr(item, "obj", None), "hypothesis", None))
    try:
        return (yield)
    except ShareOverError:
        item.user_properties.append((CUT, 1))
        return None
    finally:
        if tried is not None:
            item.user_properties.append(("counted examples", tried()))


def share_ends(now: float, ends: float, tests: int) -> float:
    """The moment at which the next of so many tests has had its share."""
    return now + max(0.0, ends - now) / max(1, tests)


def _watched(property_: Any) -> Callable[[], int] | None:
    """Has a property stop behind an example once its share is over; how many it tried by then. Not before one: what
    draws as it goes (`st.data()`) would have drawn nothing, which hypothesis takes for a fault."""
    if property_ is None or inspect.iscoroutinefunction(property_.inner_test):
        return None
    inner = inspect.unwrap(property_.inner_test, stop=lambda one: not hasattr(one, "drill_budget"))
    tried, is_broken = 0, False

    @functools.wraps(inner)
    def one_example(*args: Any, **named: Any) -> Any:
        nonlocal tried, is_broken
        tried += 1
        try:
            came_of_it = inner(*args, **named)
        except (UnsatisfiedAssumption, pytest.skip.Exception):
            _end_with_its_share(is_broken=is_broken)
            raise
        except Exception:
            is_broken = True
            raise
        _end_with_its_share(is_broken=is_broken)
        return came_of_it

    one_example.drill_budget = True  # type: ignore[attr-defined] # so that it is not watched twice
    property_.inner_test = one_example
    return lambda: tried


def _end_with_its_share(*, is_broken: bool) -> None:
    if not is_broken and is_over():
        raise ShareOverError("its share of this drill was over")
