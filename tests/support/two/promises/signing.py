"""Taking a batch back, and having phones erase what they need, takes two keys; whoever holds one patches files.

The other person's honest signatures are at hand: on another batch that was taken back, and on harmless news. Nothing
here touches a database; the sequence is how the file was made.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

import msgspec

from bluezone.protocol.config import Configuration, read_configuration
from bluezone.protocol.errors import InvalidValueError, PeerError
from bluezone.protocol.proposal import MadeSignature, Proposal, propose, read_proposal, write_proposal
from bluezone.protocol.revocation import Revocation, read_revocation
from bluezone.protocol.signature import KeyList, Kind, SigningKey
from tests.support.portal.offices import NOW
from tests.support.protocol.signing import key_list, listed, signing_key
from tests.support.two.promise import AT_ONCE, Move, Promise, World

_ISSUED = 1_700_000_000
_OTHERS = {kind: signing_key(kind, 1) for kind in (Kind.REVOCATION, Kind.CONFIG)}
KEYS = key_list(*map(listed, _OTHERS.values()), required_signatures={Kind.REVOCATION: 2})
_MEANT = Revocation(sequence=2, kind=Kind.BATCH, revoked=8, identity=bytes(range(32)), issued_s=_ISSUED)
_ANOTHER = msgspec.structs.replace(_MEANT, sequence=1, revoked=7)
_NEWS = Configuration(sequence=4, issued_s=_ISSUED)
_SHUTDOWN = msgspec.structs.replace(_NEWS, sequence=5, shutdown_s=_ISSUED)
_SHORT = msgspec.structs.replace(_NEWS, sequence=5, retention_days=1)
_Play = Callable[[World], object]


def _one_of_two_keys(_office: object) -> World:
    return World(
        now=NOW, known={"body": propose(Kind.REVOCATION, _MEANT).body, "kind": Kind.REVOCATION, "signatures": ()}
    )


def _bodies(_world: World) -> Iterator[Move]:
    for name, kind, document in (
        ("the revocation that it means", Kind.REVOCATION, _MEANT),
        ("another revocation", Kind.REVOCATION, _ANOTHER),
        ("news of an end of service", Kind.CONFIG, _SHUTDOWN),
        ("news of a day that is kept", Kind.CONFIG, _SHORT),
        ("harmless news", Kind.CONFIG, _NEWS),
    ):
        yield Move(f"writes {name}", _writing(kind, document))
    yield Move("writes a signature of its own into the body", _swallow)


def _signatures(world: World) -> Iterator[Move]:
    kind = world.known["kind"]
    own, other = signing_key(kind), _OTHERS[kind]
    yield Move("signs", _by_the_book(own))
    yield Move("signs with a key that is in no list", _by_the_book(signing_key(kind, 7)))
    for wrong in (Kind.CONFIG, Kind.REVOCATION, Kind.KEYS):
        yield Move(f"signs with the key for {wrong}", _by_the_book(signing_key(wrong)))
    yield Move("adds its own signature by hand", _adding(own.verifying_key.key_id, own))
    yield Move("adds its own signature under the other's number", _adding(other.verifying_key.key_id, own))
    for document in (_ANOTHER, _NEWS):
        signed = (other.verifying_key.key_id, other.sign(msgspec.msgpack.encode(document)))
        yield Move(f"adds the other's signature on {type(document).__name__} {document.sequence}", _grafting(*signed))
    yield Move("drops the last signature", _drop)


def _writing(kind: Kind, document: msgspec.Struct) -> _Play:
    def play(world: World) -> None:
        world.known |= {"kind": kind, "body": propose(kind, document).body}

    return play


def _swallow(world: World) -> None:
    world.known["body"] += b"".join(key_id + signature for key_id, signature in world.known["signatures"])


def _by_the_book(key: SigningKey) -> _Play:
    """As `bluezone exchange … sign` does it: what travels is read, signed, and written."""

    def play(world: World) -> None:
        made, kind = tuple(MadeSignature(*one) for one in world.known["signatures"]), world.known["kind"]
        try:
            travels = write_proposal(Proposal(kind, world.known["body"], made))
        except ValueError as error:
            raise InvalidValueError(str(error)) from error
        signed = read_proposal(travels, kind).signed_by(key)
        world.known["signatures"] = tuple((one.key_id, one.signature) for one in signed.signatures)

    return play


def _adding(key_id: bytes, key: SigningKey) -> _Play:
    return lambda world: _put(world, key_id, key.sign(world.known["body"]))


def _grafting(key_id: bytes, signature: bytes) -> _Play:
    return lambda world: _put(world, key_id, signature)


def _put(world: World, key_id: bytes, signature: bytes) -> None:
    world.known["signatures"] = (*world.known["signatures"], (key_id, signature))[-2:]


def _drop(world: World) -> None:
    world.known["signatures"] = world.known["signatures"][:-1]


def _phones_believe_it(world: World) -> bool:
    """The file as it could lie there, with as many signatures as it says or fewer."""
    entries = [key_id + signature for key_id, signature in world.known["signatures"]]
    for count in range(1, len(entries) + 1):
        for chosen in (entries[:count], entries[-count:]):
            file = world.known["body"] + bytes([count]) + b"".join(chosen)
            if _is_believed(file, KEYS):
                return True
    return False


def _is_believed(file: bytes, keys: KeyList) -> bool:
    """What takes two, and what the other person never signed."""
    try:
        return read_revocation(file, keys) != _ANOTHER
    except PeerError:
        pass
    try:
        return read_configuration(file, keys).is_grave
    except PeerError:
        return False


def _state(_world: World) -> Hashable:
    return ()


TWO_KEYS = Promise(
    name="taking a batch back, or having phones erase what they need, with one key",
    page="SECURITY.md",
    words="Two signatures by different keys",
    also=(
        "what was published wrongly is taken back by two persons",
        "# each of two persons",
        "A revocation takes two persons whose keys the list names",
        "takes two signatures in any case",
        "refuses two signatures by one key",
        "Kind `revocation`, two signatures",
        "a revocation has one where two are asked",
        "It may carry two signatures by different keys",
        "takes two signatures by different keys",
        "publish it once more under two signatures before the upgrade",
    ),
    begin=_one_of_two_keys,
    acts=(_bodies, _signatures),
    broken=_phones_believe_it,
    state=_state,
    waits=(AT_ONCE,),
)
PROMISES = (TWO_KEYS,)
