"""A new key list is put in force only if the exchange could go on publishing under it."""

from __future__ import annotations

import contextlib
import itertools
import random
from pathlib import Path

import msgspec
import pytest

from bluezone.exchange.durable_files import replace_file
from bluezone.exchange.errors import KeyringError
from bluezone.exchange.keyring import KEY_LIST_FILE, create_keyring, held_keys, load_keyring
from bluezone.exchange.rotation import Changes, install_list, request_list, signs_for_two
from bluezone.protocol.config import Configuration, read_configuration, write_configuration
from bluezone.protocol.errors import PeerError, VerificationError
from bluezone.protocol.signature import KeyList, Kind, SigningKey, VerifyingKey, write_key_list
from bluezone.protocol.venue import Venue, VenueKind, read_venue, write_venue
from tests.support.exchange.exchanges import NOON_MS
from tests.support.protocol.signing import ROOT, listed, signing_key

NOON_S = NOON_MS // 1000
WITNESSES = tuple(listed(signing_key(Kind.WITNESS, number)) for number in range(2))


def install(folder: Path, changes: Changes) -> int:
    """The number of witnesses that the list in force requires after the next one was installed, or refused."""
    entropy = random.Random(1).randbytes
    create_keyring(folder, ROOT, entropy, 1, extra=WITNESSES)
    following = request_list(folder, changes, entropy, NOON_S)
    install_list(folder, write_key_list(following, ROOT), NOON_S, require_readable=lambda *_: None)
    return load_keyring(folder).key_list.required_witnesses


def test_a_list_may_require_every_witness_that_it_names(tmp_path: Path) -> None:
    assert 2 == install(tmp_path, Changes(kinds=(), required_witnesses=2))


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        (Changes(kinds=(), required_witnesses=3), 2),
        (Changes(kinds=(), required_witnesses=2, ended=(VerifyingKey(WITNESSES[0].public).key_id,)), 1),
    ],
)
def test_a_list_that_requires_more_witnesses_than_may_sign_is_refused(
    tmp_path: Path, changes: Changes, names: int
) -> None:
    with pytest.raises(KeyringError, match=f"names {names} that may sign"):
        install(tmp_path, changes)

    assert 0 == load_keyring(tmp_path).key_list.required_witnesses


@pytest.mark.parametrize("stolen", [False, True], ids=["planned", "stolen"])
def test_a_portals_key_for_places_and_a_persons_for_configurations_outlive_a_change_of_the_exchanges_own(
    tmp_path: Path, stolen: bool
) -> None:
    """Nobody has the exchange draw another one for them, and one that has ended is not listed anew."""
    entropy, kinds = random.Random(1).randbytes, (Kind.VENUE, Kind.CONFIG)
    elsewhere = tuple(listed(signing_key(kind, 7)) for kind in kinds)
    before = create_keyring(tmp_path / "keys", ROOT, entropy, 1, extra=elsewhere).key_list

    after = request_list(tmp_path / "keys", Changes(from_s=NOON_S, stolen=stolen), entropy, NOON_S)

    assert set(elsewhere) <= set(after.keys)
    own = {one for one in before.keys if one.kind in kinds} - set(elsewhere)
    assert len(own) == len(kinds)
    assert own.isdisjoint(after.keys)


@pytest.mark.parametrize(("stolen", "taken"), [(True, False), (False, True)], ids=["stolen", "ended"])
def test_no_phone_takes_a_code_that_a_thief_dates_back_once_the_key_for_places_is_listed_no_more(
    tmp_path: Path, stolen: bool, taken: bool
) -> None:
    """A key that only ended still signs for the time before."""
    entropy, portals = random.Random(1).randbytes, signing_key(Kind.VENUE, 7)
    create_keyring(tmp_path / "keys", ROOT, entropy, 1, extra=(listed(portals),))
    ended = Changes(kinds=(), stolen=stolen, ended=(portals.verifying_key.key_id,))
    dated_back = Venue(bytes(16), "Chợ bịa", VenueKind.MARKET, "02536", NOON_S - 60, NOON_S + 90 * 86_400, bytes(16))

    after = request_list(tmp_path / "keys", ended, entropy, NOON_S)

    expectation = contextlib.nullcontext() if taken else pytest.raises(VerificationError)
    with expectation:
        read_venue(write_venue(dated_back, portals), after, NOON_S + 86_400)
    assert taken == (portals.verifying_key.value in {one.public for one in after.keys})


def moments(*lists: KeyList) -> set[int]:
    """Every second at which a key of these lists begins or is good for the last time."""
    rows = [one for keys in lists for one in keys.keys]
    return {one.valid_from_s for one in rows} | {one.valid_until_s - 1 for one in rows}


def held(folder: Path, kind: Kind) -> list[SigningKey]:
    return [one.key for one in held_keys(folder) if one.key.kind is kind]


@pytest.mark.parametrize("begins", [(NOON_S,), (NOON_S, NOON_S + 90 * 86_400), (NOON_S, NOON_S), (0,)])
def test_whoever_has_the_exchanges_machine_has_no_phone_erase_whatever_changes_of_its_keys_there_were(
    tmp_path: Path, begins: tuple[int, ...]
) -> None:
    """Every key for configurations that it ever had is listed for good, and what is signed is dated by who signs."""
    folder, entropy = tmp_path / "keys", random.Random(1).randbytes
    create_keyring(folder, ROOT, entropy, 1)
    for from_s in begins:
        following = request_list(folder, Changes(from_s=from_s), entropy, NOON_S)
        replace_file(folder / KEY_LIST_FILE, write_key_list(following, ROOT), mode=0o600)

    for one, other in itertools.combinations(held(folder, Kind.CONFIG), 2):
        for at_s in moments(following):
            wanted = Configuration(sequence=2, issued_s=at_s, shutdown_s=at_s)
            with pytest.raises(PeerError):
                read_configuration(write_configuration(wanted, one, other), following)


@pytest.mark.parametrize("days", [3, 9, 10])
def test_a_change_that_was_announced_is_brought_forward(tmp_path: Path, days: int) -> None:
    """Else nothing could be signed once the later key's moment had come, and the list would be refused."""
    folder, entropy = tmp_path / "keys", random.Random(1).randbytes
    create_keyring(folder, ROOT, entropy, 1)
    for from_s in (NOON_S + 10 * 86_400, NOON_S + days * 86_400):
        following = request_list(folder, Changes(from_s=from_s), entropy, NOON_S)
        install_list(folder, write_key_list(following, ROOT), NOON_S, require_readable=lambda *_: None)

    spans = sorted((one.valid_from_s, one.valid_until_s) for one in following.keys if one.kind is Kind.CONFIG)
    assert [(0, from_s), (from_s, spans[-1][1])] == spans


def test_a_list_of_before_under_which_one_machine_could_sign_for_two_is_mended_by_the_next_and_not_installed(
    tmp_path: Path,
) -> None:
    folder, entropy = tmp_path / "keys", random.Random(1).randbytes
    create_keyring(folder, ROOT, entropy, 1)
    following = request_list(folder, Changes(from_s=NOON_S), entropy, NOON_S)
    old, new = (one for one in following.keys if one.kind is Kind.CONFIG)
    beside = msgspec.structs.replace(old, valid_until_s=new.valid_from_s + 1)
    as_before = msgspec.structs.replace(following, keys=tuple(beside if one == old else one for one in following.keys))

    with pytest.raises(KeyringError, match="sign for two persons"):
        install_list(folder, write_key_list(as_before, ROOT), NOON_S, require_readable=lambda *_: None, at_once=True)

    assert not signs_for_two(load_keyring(folder))
    replace_file(folder / KEY_LIST_FILE, write_key_list(as_before, ROOT), mode=0o600)
    assert signs_for_two(load_keyring(folder))
    assert old in request_list(folder, Changes(kinds=()), entropy, NOON_S + 3_600).keys


@pytest.mark.parametrize("kind", [Kind.CONFIG, Kind.REVOCATION])
def test_whoever_was_given_another_key_has_never_two_at_one_moment(tmp_path: Path, kind: Kind) -> None:
    entropy, old, new = random.Random(1).randbytes, signing_key(kind, 7), signing_key(kind, 8)
    create_keyring(tmp_path / "keys", ROOT, entropy, 1, extra=(listed(old),))
    changed = Changes(kinds=(), added=(listed(new),), ended=(old.verifying_key.key_id,))

    after = request_list(tmp_path / "keys", changed, entropy, NOON_S)

    before_s, after_s = (after.key(kind, one.verifying_key.key_id) for one in (old, new))
    assert (NOON_S, NOON_S) == (before_s.valid_until_s, after_s.valid_from_s)
