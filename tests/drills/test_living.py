"""A fault reaches a function wherever it is held, and nothing is imported again."""

from __future__ import annotations

import functools
import gc
from types import FunctionType, ModuleType

import pytest

from bluezone.portal.frame import counting
from drills.mutants.living import CannotBeExchangedError, caches_of, exchange, forget_questions, functions_of
from tests.support.portal.offices import NOW

pytestmark = pytest.mark.in_turn(of=3)

SOURCE = b"""
import functools

def outer(x):
    def inner(y):
        return x + y
    return inner

def twice(function):
    @functools.wraps(function)
    def wrapper(*words):
        return 2 * function(*words)
    return wrapper

@twice
def decorated(x):
    return x + 10

class Thing:
    @property
    def size(self):
        return 7
"""


@pytest.fixture
def living(request: pytest.FixtureRequest) -> tuple[ModuleType, str]:
    name = f"<living {request.node.name}>"
    module = ModuleType("living")
    exec(compile(SOURCE, name, "exec", dont_inherit=True), module.__dict__)
    return module, name


def plant(living: tuple[ModuleType, str], genuine: bytes, spoilt: bytes) -> None:
    _, name = living
    exchange(functions_of({name})[name], SOURCE, SOURCE.replace(genuine, spoilt), name)


def test_a_function_behind_a_decorator_is_spoilt(living) -> None:
    plant(living, b"x + 10", b"x - 10")

    assert -18 == living[0].decorated(1)


def test_a_function_that_somebody_imported_by_name_is_spoilt(living) -> None:
    held = living[0].outer

    plant(living, b"x + y", b"x - y")

    assert 1 == held(3)(2)


@pytest.mark.slow
def test_a_property_and_what_a_decorator_made_are_spoilt(living) -> None:
    plant(living, b"return 7", b"return 8")
    plant(living, b"2 * function", b"3 * function")

    assert (8, 33) == (living[0].Thing().size, living[0].decorated(1))


def test_a_function_of_another_file_stays_as_it_is(living) -> None:
    other = functools.partial(FunctionType, compile("def f(): return 7", "<other>", "exec").co_consts[0], {})()

    plant(living, b"return 7", b"return 8")

    assert 7 == other()


def test_a_function_that_was_put_out_of_the_collectors_sight_is_spoilt(living) -> None:
    """The suite freezes what it has imported, and a drill begins after that."""
    gc.freeze()

    plant(living, b"return 7", b"return 8")

    assert 8 == living[0].Thing().size


@pytest.mark.slow
def test_a_cache_that_was_put_out_of_the_collectors_sight_is_found() -> None:
    @functools.cache
    def answer() -> int:
        return 7

    gc.freeze()

    assert answer in caches_of(__name__)


def test_a_fault_in_nothing_that_lives_is_refused(living) -> None:
    with pytest.raises(CannotBeExchangedError):
        exchange([], SOURCE, SOURCE.replace(b"return 7", b"return 8"), living[1])


def test_a_fault_that_changes_what_functions_share_is_refused(living) -> None:
    with pytest.raises(CannotBeExchangedError):
        plant(living, b"2 * function(*words)", b"2")


def test_a_question_that_was_said_before_is_said_anew() -> None:
    question = counting._Question("SELECT 1", (), (), ())
    counting._SAID.keep("whose", question, NOW)
    assert question is counting._SAID.good("whose", NOW)

    forget_questions()

    assert counting._SAID.good("whose", NOW) is None
