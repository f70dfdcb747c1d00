"""The store's key behind a platform's key store: what lies on disk, and what happens where the key store does not
answer, or has lost its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from bluezone.device.errors import KeyLostError, KeyStoreBusyError
from bluezone.device.store import open_store
from tests.support.device.key_stores import Owner, Platform, an_old_phone, begun, key_of


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "phone.store"


@pytest.fixture
def platform() -> Platform:
    return Platform()


def test_a_new_phone_has_a_key_that_lies_on_disk_nowhere(store: Path, platform: Platform) -> None:
    key = key_of(store, platform)
    open_store(store, key).close()

    assert 32 == len(key)
    assert key == key_of(store, platform, "another chance")
    assert ["phone.store", "store.key.sealed"] == sorted(one.name for one in store.parent.iterdir())
    assert not [one for one in store.parent.iterdir() if key in one.read_bytes()]
    assert 0o600 == store.with_name("store.key.sealed").stat().st_mode & 0o777


def test_the_plain_key_of_before_is_sealed_once_and_goes(store: Path, platform: Platform) -> None:
    old = an_old_phone(store)

    assert old == key_of(store, platform) == key_of(store, platform)
    assert not store.with_name("store.key").exists()
    open_store(store, old).close()


def test_a_plain_key_stays_where_the_platform_does_not_answer_and_is_sealed_later(
    store: Path, platform: Platform
) -> None:
    old = an_old_phone(store)
    platform.busy = True

    assert old == key_of(store, platform) == store.with_name("store.key").read_bytes()
    platform.busy = False
    assert old == key_of(store, platform)

    assert not store.with_name("store.key").exists()


def test_a_plain_key_stays_where_what_was_sealed_does_not_open_again(store: Path, platform: Platform) -> None:
    old = an_old_phone(store)
    platform.gives_back_wrongly = True

    assert old == key_of(store, platform) == store.with_name("store.key").read_bytes()
    assert not store.with_name("store.key.sealed").exists()


def test_a_new_phone_makes_no_store_while_the_platform_does_not_answer(store: Path, platform: Platform) -> None:
    for trouble in ("busy", "gives_back_wrongly"):
        setattr(platform, trouble, True)
        with pytest.raises(KeyStoreBusyError):
            key_of(store, platform)
        setattr(platform, trouble, False)

    assert [] == list(store.parent.iterdir())


def test_a_key_store_that_is_busy_has_lost_nothing_and_nobody_is_asked(store: Path, platform: Platform) -> None:
    key = key_of(store, platform)
    open_store(store, key).close()
    owner = Owner()
    platform.busy = True

    with pytest.raises(KeyStoreBusyError):
        begun(store, platform, owner)

    platform.busy = False
    assert 0 == owner.asked
    assert key == key_of(store, platform)


def test_a_store_whose_key_is_lost_is_left_alone_until_its_owner_says_yes(store: Path, platform: Platform) -> None:
    key = key_of(store, platform)
    open_store(store, key).close()
    before = store.read_bytes()
    platform.own = b"another phone's"
    seen = []
    owner = Owner(lambda: seen.append(store.read_bytes()))

    with pytest.raises(KeyLostError):
        key_of(store, platform)
    anew = begun(store, platform, owner)

    assert [before] == seen
    assert anew != key
    assert not store.exists()
    open_store(store, anew).close()
    assert anew == key_of(store, platform)


def test_an_owner_who_does_not_say_yes_loses_nothing(store: Path, platform: Platform) -> None:
    open_store(store, key_of(store, platform)).close()
    before = {one.name: one.read_bytes() for one in store.parent.iterdir()}
    platform.own = b"another phone's"

    def refuses() -> None:
        raise KeyLostError("the application is gone")

    with pytest.raises(KeyLostError):
        begun(store, platform, Owner(refuses))

    assert before == {one.name: one.read_bytes() for one in store.parent.iterdir()}


def test_a_key_that_came_back_before_the_yes_is_used_and_nothing_is_erased(store: Path, platform: Platform) -> None:
    key = key_of(store, platform)
    open_store(store, key).close()
    platform.own = b"another"

    assert key == begun(store, platform, Owner(lambda: setattr(platform, "own", b"one")))
    open_store(store, key).close()


def test_a_store_without_any_key_file_is_lost_as_well(store: Path, platform: Platform) -> None:
    an_old_phone(store)
    store.with_name("store.key").unlink()
    owner = Owner()

    open_store(store, begun(store, platform, owner)).close()

    assert 1 == owner.asked


def test_a_lost_key_of_no_store_is_nobodys_loss(store: Path, platform: Platform) -> None:
    key_of(store, platform)
    platform.own = b"another"
    owner = Owner()

    open_store(store, begun(store, platform, owner)).close()

    assert 0 == owner.asked


def test_a_plain_key_counts_as_long_as_it_lies_there(store: Path, platform: Platform) -> None:
    """Killed between the sealed file and the end of the plain one, and then moved to a phone that cannot open it."""
    old = an_old_phone(store)
    store.with_name("store.key.sealed").write_bytes(b"another phone's sealed nothing")

    assert old == key_of(store, platform) == key_of(store, platform)
