"""A new key list: asked for here, signed by the root on another machine, and installed here.

Only a request and a signed list travel. A planned change is announced before it happens: the new list names the old
keys and the new ones with the moment from which they sign, at least as long ahead as a phone believes an index. By then
every phone that is up to date has the list; the old keys stay listed for what they have signed. For operators this
stands in docs/operating/exchange.md, "Keys".

Each step can be cut short and done again: the keys of a request are drawn once for each list; the list is put in place
in one rename; and what is no longer needed is told by the list alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from bluezone.exchange.durable_files import replace_file, sync_folder, write_secret
from bluezone.exchange.errors import KeyringError
from bluezone.exchange.keyring import (
    COVER_FILE,
    KEY_LIST_FILE,
    ROOT_PUBLIC_FILE,
    SIGNED_HERE,
    Keyring,
    held_keys,
    keyring_under,
    listed_key,
    load_keyring,
    pinned_root,
)
from bluezone.exchange.ports import DAY_S, HOUR_S, Entropy
from bluezone.protocol.index import LIFETIME_S
from bluezone.protocol.signature import KEY_BYTES, KeyList, Kind, ListedKey, SigningKey, VerifyingKey

ANNOUNCED_S = LIFETIME_S
"""A planned change is installed at least this long before it happens: no index is believed for longer."""
OVERLAP_S = 2 * DAY_S
"""Replaced keys end so long after their successors begin: certificates live a day, and heads wait for witnesses."""
_REMEMBERED_S = 30 * DAY_S
"""A key that has ended stays listed so long, since files that it signed are read for two weeks."""
_READ_FOR_LONG = (Kind.CONFIG, Kind.VENUE)
"""A configuration may stay the newest, and a poster hang, long after their keys have ended."""
_FROM_ELSEWHERE = (Kind.CONFIG, Kind.VENUE)
"""Kinds of which persons and portals hold keys of their own: those go on when the exchange's are replaced."""
_SIGNED_BY_TWO = (Kind.CONFIG, Kind.REVOCATION)
"""Kinds that may take two signatures by different keys. Whoever was given a new key has two: where both were good at
one moment, they would sign for two persons, and date what they sign to it."""
_YEAR_S = 365 * DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a new list is to say."""

    kinds: tuple[Kind, ...] = SIGNED_HERE
    """Whose keys are replaced."""
    from_s: int = 0
    """From when on the new keys sign."""
    stolen: bool = False
    """The keys that are replaced or ended are listed no more, and count for nothing, whatever they are dated."""
    added: tuple[ListedKey, ...] = ()
    """Keys of persons, witnesses and portals."""
    ended: tuple[bytes, ...] = ()
    """Key ids that count for nothing new from now on."""
    required_signatures: dict[Kind, int] = field(default_factory=dict)
    required_witnesses: int | None = None
    report_key: bytes | None = None


def begin_keys(directory: Path, root: VerifyingKey, entropy: Entropy) -> None:
    """The folder of an exchange that has no list yet; may be begun again. Raises KeyringError for another root."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, value in ((ROOT_PUBLIC_FILE, root.value), (COVER_FILE, entropy(KEY_BYTES))):
        if not (directory / name).exists():
            write_secret(directory / name, value)
    if pinned_root(directory) != root:
        raise KeyringError("this exchange was begun under another root key")


def request_list(directory: Path, changes: Changes, entropy: Entropy, now_s: int) -> KeyList:
    """The next key list, still unsigned, and the keys drawn for it on disk."""
    if not (directory / KEY_LIST_FILE).exists():
        if changes.required_signatures.get(Kind.CONFIG, 1) > 1:
            raise KeyringError("an exchange opens with a configuration of its own: ask for two signatures afterwards")
        drawn = _drawn_keys(directory, 1, SIGNED_HERE, entropy)
        first = KeyList(1, now_s, tuple(listed_key(key, now_s) for key in drawn), {Kind.REVOCATION: 2})
        _require_named(first, changes.ended)
        return _changed(first, changes)
    current = load_keyring(directory).key_list
    _require_named(current, changes.ended)
    drawn = _drawn_keys(directory, current.sequence + 1, changes.kinds, entropy)
    from_s = 0 if changes.stolen else changes.from_s
    new = tuple(listed_key(key, now_s, from_s=from_s) for key in drawn)
    held = {one.key.verifying_key.value for one in held_keys(directory)}
    kept = [kept for one in current.keys if (kept := _kept(one, changes, now_s, held)) is not None]
    following = msgspec.structs.replace(
        current,
        sequence=current.sequence + 1,
        issued_s=max(now_s, current.issued_s),
        keys=_one_after_another((*kept, *new), held),
    )
    return _changed(following, replace(changes, added=_from_now(changes.added, now_s)))


def install_list(
    directory: Path,
    file: bytes,
    now_s: int,
    *,
    require_readable: Callable[[KeyList, KeyList], None],
    at_once: bool = False,
) -> KeyList:
    """Puts a signed list in force; installing the same one again changes nothing. Raises KeyringError or PeerError.

    `require_readable` (present list, following list) raises unless phones could still read what is published. Only for
    stolen keys a change comes `at_once`, before all phones have heard of it.
    """
    following = keyring_under(directory, file)
    if (directory / KEY_LIST_FILE).exists():
        current = load_keyring(directory)
        if current.key_list == following.key_list:
            return _tidied(directory, following)
        _require_next(current.key_list, following.key_list)
        if not at_once:
            _require_announced(current, following, now_s)
        require_readable(current.key_list, following.key_list)
    elif following.key_list.sequence != 1:
        raise KeyringError("the first key list of an exchange has the sequence 1")
    elif following.key_list.required_witnesses:
        raise KeyringError(
            "the first key list of an exchange requires no witness: there is no log yet that one could have seen"
        )
    _require_signers(following, now_s)
    _require_one_at_a_time(following)
    _require_witnesses(following.key_list, now_s)
    replace_file(directory / KEY_LIST_FILE, file, mode=0o600)
    return _tidied(directory, following)


def _require_next(current: KeyList, following: KeyList) -> None:
    if following.sequence != current.sequence + 1:
        raise KeyringError(f"list {following.sequence} does not follow list {current.sequence}, which is in force")


def _require_announced(current: Keyring, following: Keyring, now_s: int) -> None:
    """Raises KeyringError if anything would be signed by a new key before phones can have heard of it."""
    for kind in SIGNED_HERE:
        for at_s in (now_s, now_s + ANNOUNCED_S - 1):
            if current.signer(kind, at_s) != following.signer(kind, at_s):
                raise KeyringError(
                    f"the new key for {kind} would sign within {ANNOUNCED_S // HOUR_S} hours, before every phone has "
                    "heard of it; request a list that begins later (or install --at-once, if keys were stolen)"
                )


def _require_signers(keyring: Keyring, now_s: int) -> None:
    """Raises KeyringError if within a year there were a moment in which something could not be signed."""
    moments = {now_s} | {at_s for one in keyring.key_list.keys for at_s in (one.valid_from_s, one.valid_until_s)}
    for at_s in sorted(moments):
        if now_s <= at_s < now_s + _YEAR_S:
            for kind in SIGNED_HERE:
                keyring.signer(kind, at_s)


def signs_for_two(keyring: Keyring) -> bool:
    """Whether this machine alone has keys that sign for two persons, now or dated to when both were good."""
    for kind in _SIGNED_BY_TWO:
        ours = sorted((one for one, _ in keyring.signing.get(kind, ())), key=lambda one: one.valid_from_s)
        if any(before.valid_until_s > after.valid_from_s for before, after in itertools.pairwise(ours)):
            return True
    return False


def _require_one_at_a_time(keyring: Keyring) -> None:
    if signs_for_two(keyring):
        raise KeyringError(
            "two of the exchange's own keys of one kind would be good at one moment, and sign for two persons; request "
            "the list again"
        )


def _require_witnesses(keys: KeyList, now_s: int) -> None:
    """Raises KeyringError if no head could ever be witnessed as the list demands: no index would come out again."""
    witnesses = {
        one.public for one in keys.keys if one.kind is Kind.WITNESS and one.valid_from_s <= now_s < one.valid_until_s
    }
    if len(witnesses) < keys.required_witnesses:
        raise KeyringError(
            f"the list requires {keys.required_witnesses} witnesses of a head and names {len(witnesses)} that may sign"
        )


def _tidied(directory: Path, keyring: Keyring) -> KeyList:
    """Erases private keys that no list will name any more: dropped ones, and those of requests that came to nothing."""
    listed = {one.public for one in keyring.key_list.keys}
    for held in held_keys(directory):
        if held.key.verifying_key.value not in listed and held.sequence <= keyring.key_list.sequence:
            held.path.unlink()
    sync_folder(directory)
    return keyring.key_list


def _drawn_keys(directory: Path, sequence: int, kinds: Sequence[Kind], entropy: Entropy) -> list[SigningKey]:
    """The keys drawn for this list: those of an unfinished request again, new ones where there are none."""
    for kind in kinds:
        path = directory / f"{kind}.{sequence}.key"
        if not path.exists():
            write_secret(path, entropy(KEY_BYTES))
    return [held.key for held in held_keys(directory) if held.sequence == sequence and held.key.kind in kinds]


def _kept(listed: ListedKey, changes: Changes, now_s: int, held: Collection[bytes]) -> ListedKey | None:
    """The old key as the new list names it, or None where it names it no more."""
    is_ours = listed.public in held or listed.kind not in _FROM_ELSEWHERE
    if is_ours and listed.kind in changes.kinds:
        if changes.stolen or (listed.kind in _SIGNED_BY_TWO and listed.valid_from_s >= changes.from_s):
            return None  # of one whose turn was to come later than its successor's, nothing was ever signed
        listed = _ending(listed, changes.from_s + OVERLAP_S)
    if VerifyingKey(listed.public).key_id in changes.ended:
        if changes.stolen:
            return None
        listed = _ending(listed, now_s)
    forgotten = listed.valid_until_s + _REMEMBERED_S < now_s and listed.kind not in _READ_FOR_LONG
    return None if forgotten else listed


def _one_after_another(keys: Sequence[ListedKey], held: Collection[bytes]) -> tuple[ListedKey, ...]:
    """Ends each of the exchange's own keys of which one machine must not have two at a time when the next one begins;
    one that the next one leaves no time is listed no more."""
    begins: dict[Kind, int] = {}
    apart: dict[bytes, ListedKey | None] = {}
    for one in sorted(keys, key=lambda one: one.valid_from_s)[::-1]:  # of equals the new one comes first
        if one.kind in _SIGNED_BY_TWO and one.public in held:
            ends_s = begins.get(one.kind, one.valid_until_s)
            apart[one.public] = _ending(one, ends_s) if ends_s > one.valid_from_s else None
            begins[one.kind] = one.valid_from_s
    listed = (apart.get(one.public, one) for one in keys)
    return tuple(one for one in listed if one is not None)


def _from_now(added: Sequence[ListedKey], now_s: int) -> tuple[ListedKey, ...]:
    """Has keys of persons begin with the list that adds them: whoever had another one before has it no longer."""
    return tuple(
        msgspec.structs.replace(one, valid_from_s=now_s) if one.kind in _SIGNED_BY_TWO else one for one in added
    )


def _ending(listed: ListedKey, until_s: int) -> ListedKey:
    until_s = max(min(listed.valid_until_s, until_s), listed.valid_from_s + 1)
    return ListedKey(listed.kind, listed.public, listed.valid_from_s, until_s)


def _require_named(keys: KeyList, ended: Sequence[bytes]) -> None:
    """Requires that the list names every key that is to end. Raises KeyringError."""
    known = {VerifyingKey(one.public).key_id for one in keys.keys}
    missing = [one for one in ended if one not in known]
    if missing:
        raise KeyringError(f"the key list names no key {missing[0].hex()}")


def _changed(keys: KeyList, wanted: Changes) -> KeyList:
    known = {one.public for one in keys.keys}
    needed = {**keys.required_signatures, **wanted.required_signatures}
    try:
        return msgspec.structs.replace(
            keys,
            keys=(*keys.keys, *(one for one in wanted.added if one.public not in known)),
            required_signatures=needed,
            required_witnesses=keys.required_witnesses
            if wanted.required_witnesses is None
            else wanted.required_witnesses,
            report_key=keys.report_key if wanted.report_key is None else wanted.report_key,
        )
    except ValueError as error:
        raise KeyringError(str(error)) from error
