"""Which tests ask for a page: those that name a client, or are brought one by their own file; and which are asked on
another database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from tests.support.portal.asking import asks_for_a_page, every_third_of_a_file, is_asked_on_another, one_example_each


@pytest.fixture
def visitor() -> Client:
    return Client()


def sent() -> Client:
    return Client()


def test_a_client_in_the_test_itself_is_seen(request):
    assert Client() is not None
    assert asks_for_a_page(request.node)


def test_a_client_of_a_helper_is_seen(request):
    assert sent() is not None
    assert asks_for_a_page(request.node)


def test_a_client_of_a_fixture_is_seen(request, visitor):
    assert asks_for_a_page(request.node)


def test_whoever_names_none_asks_for_no_page(request):
    assert not asks_for_a_page(request.node)


@pytest.mark.parametrize("one", ["first", "second"])
@pytest.mark.parametrize("other", ["first", "second"])
def test_of_a_table_of_examples_one_is_asked_whatever_their_order(request, one, other):
    mine = [item for item in request.session.items if item.originalname == request.node.originalname]

    for order in (mine, mine[::-1]):
        (chosen,) = one_example_each(order)
        assert {"one": "first", "other": "first"} == chosen.callspec.params


@pytest.mark.each_example
@pytest.mark.parametrize("one", ["first", "second"])
def test_each_example_that_is_a_question_of_its_own_is_asked(request, one):
    mine = [item for item in request.session.items if item.originalname == request.node.originalname]

    assert mine == one_example_each(mine)
    assert 2 == len(mine)


def test_a_test_without_examples_is_asked(request):
    assert [request.node] == one_example_each([request.node])


def test_of_a_file_every_third_test_is_asked_as_they_stand_there_and_each_example_of_its_own(request):
    mine = [item for item in request.session.items if item.path == request.node.path]
    here = {item.originalname for item in mine}
    names = [name for name in globals() if name in here]

    for order in (mine, mine[::-1]):
        chosen = {item.originalname for item in every_third_of_a_file(order)}
        assert {*names[::3], *(here & {"test_each_example_that_is_a_question_of_its_own_is_asked"})} == chosen


def test_of_a_folder_every_fourth_file_is_asked_and_any_whose_examples_are_questions_of_their_own(tmp_path: Path):
    files = [tmp_path / f"test_{name}.py" for name in "abcdefghi"]
    for file in files:
        file.write_text("@pytest.mark.each_example\n" if file.stem == "test_g" else "pass\n")

    assert ["test_a", "test_e", "test_g", "test_i"] == [file.stem for file in files if is_asked_on_another(file)]
