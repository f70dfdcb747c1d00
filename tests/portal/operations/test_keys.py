"""A key under which something is kept is never drawn anew in silence."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bluezone.portal.cases.identity_numbers import PERSONS_FILE
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.keys import is_former_key_given_up, opens_kept_numbers, require_keys
from bluezone.portal.operations.preparing import SECRET_FILE
from bluezone.portal.premises.codes import VENUE_FILE
from bluezone.portal.secrets_on_disk import make_secret
from tests.support.portal.premises import doors_of

CHANCE = random.Random(2).randbytes


@pytest.fixture
def data(tmp_path, settings) -> Path:
    """The folder of a portal in which a card's number was entered."""
    settings.DATA_FOLDER = str(tmp_path)
    for name in (SECRET_FILE, PERSONS_FILE):
        make_secret(tmp_path / name, CHANCE)
    return tmp_path


@pytest.fixture
def entered(office, data) -> Path:
    office.case(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER), identity="008085001234")
    return data


def required(data: Path, *, drawn: tuple[str, ...] = (), anew: tuple[str, ...] = ()) -> None:
    require_keys(data, drawn=drawn, anew=anew, entropy=CHANCE)


def test_a_lost_key_of_cards_is_told_and_none_drawn_in_its_place(entered):
    (entered / PERSONS_FILE).unlink()

    with pytest.raises(ConfigurationError, match=r"identity-numbers\.key is missing, .* from a backup"):
        required(entered)

    assert not (entered / PERSONS_FILE).exists()


def test_where_no_number_is_kept_the_key_is_drawn(office, data):
    office.case(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER))
    (data / PERSONS_FILE).unlink()

    required(data)

    assert 64 == len((data / PERSONS_FILE).read_text())


def test_lost_for_good_it_is_drawn_anew_by_name_and_the_doctor_knows_what_it_does_not_open(entered):
    assert opens_kept_numbers()
    (entered / PERSONS_FILE).unlink()

    required(entered, anew=(PERSONS_FILE,))

    assert not opens_kept_numbers()
    assert is_former_key_given_up(entered)


@pytest.mark.parametrize("after", range(3))
def test_killed_while_a_lost_key_is_replaced_there_is_none_of_which_nobody_is_told(entered, monkeypatch, after):
    (entered / PERSONS_FILE).unlink()
    written = itertools.count()
    for name in ("replace", "write_text"):
        monkeypatch.setattr(Path, name, killed_after(after, written, getattr(Path, name)))

    with contextlib.suppress(Killed):
        required(entered, anew=(PERSONS_FILE,))
    monkeypatch.undo()

    assert is_former_key_given_up(entered) or not (entered / PERSONS_FILE).exists()


def killed_after(count: int, written: Iterator[int], write: Callable[..., object]) -> Callable[..., object]:
    def writes(path: Path, *told: object) -> object:
        if next(written) >= count:
            raise Killed
        return write(path, *told)

    return writes


class Killed(BaseException):
    """The process is gone."""


def test_a_wrong_key_that_somebody_put_there_is_no_lost_one(entered):
    (entered / PERSONS_FILE).unlink()
    required(entered, anew=(PERSONS_FILE,))
    (entered / PERSONS_FILE).write_text("ab" * 32)

    assert not is_former_key_given_up(entered)


def test_a_key_that_is_drawn_for_a_new_portal_takes_nobodys_place(office, data):
    (data / PERSONS_FILE).unlink()

    required(data)

    assert not is_former_key_given_up(data)


@pytest.mark.parametrize("name", [PERSONS_FILE, SECRET_FILE])
def test_a_key_that_stands_there_is_never_drawn_over_and_whoever_asks_for_it_is_told(entered, name):
    before = (entered / name).read_text()

    with pytest.raises(ConfigurationError, match="not lost: move it away first"):
        required(entered, anew=(name,))

    assert before == (entered / name).read_text()


def test_a_lost_secret_beside_peoples_accounts_is_told_and_the_new_one_is_gone(entered):
    with pytest.raises(ConfigurationError, match=r"secret\.key is missing, .* from a backup"):
        required(entered, drawn=(SECRET_FILE,))
    assert not (entered / SECRET_FILE).exists()

    make_secret(entered / SECRET_FILE, CHANCE)
    required(entered, drawn=(SECRET_FILE,), anew=(SECRET_FILE,))
    assert (entered / SECRET_FILE).exists()


def test_of_a_new_portal_nothing_is_asked(db, data):
    required(data, drawn=(SECRET_FILE,))

    assert opens_kept_numbers()


def test_the_key_of_places_is_not_drawn_anew_beside_codes_that_phones_know_by_it(office, data):
    make_secret(data / VENUE_FILE, CHANCE)
    doors_of(office).approved()
    (data / VENUE_FILE).unlink()

    with pytest.raises(ConfigurationError, match=r"venue\.key is missing, .* from a backup"):
        required(data)
    assert not (data / VENUE_FILE).exists()

    required(data, anew=(VENUE_FILE,))
    assert 64 == len((data / VENUE_FILE).read_text())
