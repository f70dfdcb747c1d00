"""What the index says and lists (docs/protocol/3-batches.md, "Index" and "Revocation")."""

from __future__ import annotations

import itertools

from bluezone.conformance.exchange.errors import NotMetError
from bluezone.conformance.exchange.rule import Rule, require
from bluezone.conformance.exchange.visit import INDEX, Visit
from bluezone.protocol.config import MAX_CONFIG_BYTES, read_configuration
from bluezone.protocol.errors import ExpiredError, PeerError
from bluezone.protocol.index import LIFETIME_S, LISTED_KINDS, REISSUE_S, read_index
from bluezone.protocol.log import leaf_hash
from bluezone.protocol.signature import Kind

_PAGE = "3-batches.md, Index"
_CLOCK_TOLERANCE_S = 120
LISTED_S = 14 * 86_400
"""For how long from the end of its window a batch is listed."""
_REVOCABLE = (Kind.BATCH, Kind.ROLLUP)


def the_index_is_readable(visit: Visit) -> str:
    try:
        verified = read_index(visit.first(INDEX), visit.keys)
    except PeerError as error:
        raise NotMetError(f"{INDEX}: {error}") from error
    return f"{len(verified.index.files)} files, {verified.witnessed_by} witnesses"


def the_index_is_good_for_two_days_at_most(visit: Visit) -> str:
    good_s = visit.index.valid_until_s - visit.index.issued_s
    require(0 < good_s <= LIFETIME_S, f"the index is good for {good_s} s")
    return f"{good_s} s"


def the_index_is_signed_anew(visit: Visit) -> str:
    age_s = visit.told_s - visit.index.issued_s
    most = REISSUE_S + _CLOCK_TOLERANCE_S
    require(-_CLOCK_TOLERANCE_S <= age_s <= most, f"the index is {age_s} s older than the time that was told")
    return f"{age_s} s old"


def every_listed_file_is_the_one_that_is_served(visit: Visit) -> str:
    lines = visit.listed(*sorted(LISTED_KINDS))
    for line in lines:
        reply = visit.reply(line.path, line.most_bytes)
        require(reply.status == 200, f"{line.name} is listed, and {line.path} was answered by {reply.status}")
        require(len(reply.body) == line.size, f"{line.name} is listed with {line.size} bytes and has {len(reply.body)}")
        require(visit.file(line).identity == line.identity, f"{line.name} is not the file that the index lists")
    return f"{len(lines)} files"


def batches_follow_each_other(visit: Visit) -> str:
    for kind in _REVOCABLE:
        batches = [batch for batch in visit.batches if batch.listed.kind == kind]
        for batch in batches:
            named = f"{batch.header.kind} {batch.header.sequence}"
            require(named == batch.listed.name, f"{batch.listed.name} calls itself {named}")
        for before, after in itertools.pairwise(batches):
            follows = after.header.sequence == before.header.sequence + 1
            require(follows, f"after {before.listed.name} comes {after.listed.name}")
            names_it = after.header.previous == before.listed.identity
            require(names_it, f"{after.listed.name} does not name {before.listed.name} as the one before it")
        if batches and batches[0].header.sequence == 1:
            require(not any(batches[0].header.previous), f"the first {kind} names one before it")
    return f"{len(visit.batches)} batches and roll-ups"


def batches_are_listed_for_two_weeks(visit: Visit) -> str:
    """What ended where the oldest listed one starts was listed that long: a phone that was away finds its next one."""
    since_s = visit.index.issued_s - LISTED_S
    for kind in _REVOCABLE:
        oldest = next((batch for batch in visit.batches if batch.listed.kind == kind), None)
        if oldest is not None and oldest.header.sequence > 1:
            missing_s = oldest.header.window_start_s - since_s
            named = f"{kind} {oldest.header.sequence - 1}"
            require(missing_s <= 0, f"{named} would be listed for another {missing_s} s, and is not")
    return f"{len(visit.batches)} batches and roll-ups"


def the_newest_configuration_is_one_that_phones_take(visit: Visit) -> str:
    line = visit.newest(Kind.CONFIG)
    if line is None:
        raise NotMetError("the index lists no configuration")
    try:
        read = read_configuration(visit.fetched(line.path, MAX_CONFIG_BYTES), visit.keys)
        require(read.sequence == line.sequence, f"{line.name} calls itself configuration {read.sequence}")
    except ExpiredError:
        pass  # the matter of signature-time
    except PeerError as error:
        raise NotMetError(f"{line.name}: {error}") from error
    return f"configuration {line.sequence}"


def no_batch_needs_what_is_not_listed(visit: Visit) -> str:
    line = visit.newest(Kind.CONFIG)
    listed = 0 if line is None else line.sequence
    for batch in visit.batches:
        needed = batch.header.config_sequence
        require(needed <= listed, f"{batch.listed.name} needs configuration {needed}, and the index lists {listed}")
    return f"configuration {listed}"


def revocations_follow_each_other(visit: Visit) -> str:
    lines = visit.listed(Kind.REVOCATION)
    for line in lines:
        said = visit.revocation(line).sequence
        require(said == line.sequence, f"{line.name} calls itself revocation {said}")
    for before, after in itertools.pairwise(lines):
        require(after.sequence == before.sequence + 1, f"after {before.name} comes {after.name}")
    return f"{len(lines)} revocations"


def a_revocation_names_a_published_file(visit: Visit) -> str:
    known = set(visit.leaves)
    lines = visit.listed(Kind.REVOCATION)
    for line in lines:
        revoked = visit.revocation(line)
        require(revoked.kind in _REVOCABLE, f"{line.name} takes back a {revoked.kind}")
        if not 0 <= revoked.revoked < 1 << 63:
            raise NotMetError(f"{line.name} takes back number {revoked.revoked}")
        named = f"{revoked.kind} {revoked.revoked}"
        require(len(revoked.identity) == 32, f"{line.name} names {named} by {len(revoked.identity)} bytes")
        leaf = leaf_hash(Kind(revoked.kind), revoked.revoked, revoked.identity)
        require(leaf in known, f"{line.name} takes back a {named} that the log does not hold")
    return f"{len(lines)} revocations"


def head_is_of_the_index(visit: Visit) -> str:
    behind_s = visit.index.issued_s - visit.head.issued_s
    require(0 <= behind_s <= 3_600, f"the head is {behind_s} s older than its index")
    return f"{behind_s} s"


RULES = (
    Rule(
        "index",
        _PAGE,
        "The index is signed, readable, within its bounds, and its head is witnessed as the key list asks.",
        the_index_is_readable,
    ),
    Rule("index-lifetime", _PAGE, "An index is good for 48 h at most.", the_index_is_good_for_two_days_at_most),
    Rule("index-fresh", _PAGE, "The index is signed anew at least every 15 min.", the_index_is_signed_anew),
    Rule(
        "head-age",
        "4-log.md, Head",
        "The head is no later than its index and at most an hour older.",
        head_is_of_the_index,
    ),
    Rule(
        "listed-file",
        _PAGE,
        "Every listed file is served, with the listed size and identity.",
        every_listed_file_is_the_one_that_is_served,
    ),
    Rule(
        "configuration",
        "7-configuration.md",
        "The newest configuration is listed, readable, within its bounds, and has the signatures that its values need.",
        the_newest_configuration_is_one_that_phones_take,
    ),
    Rule(
        "batch-config",
        "3-batches.md, What a phone does",
        "No batch needs a newer configuration than the index lists.",
        no_batch_needs_what_is_not_listed,
    ),
    Rule(
        "batch-gap",
        "3-batches.md, Batch",
        "Batches follow each other without gaps, each naming the one before it.",
        batches_follow_each_other,
    ),
    Rule(
        "batch-listed",
        "3-batches.md, Addresses",
        "Batches and roll-ups are listed for 14 days from the end of their windows.",
        batches_are_listed_for_two_weeks,
    ),
    Rule(
        "revocation-gap",
        "3-batches.md, Revocation",
        "Revocations follow each other without gaps.",
        revocations_follow_each_other,
    ),
    Rule(
        "revocation",
        "3-batches.md, Revocation",
        "A revocation names a batch or roll-up that the log holds under that number.",
        a_revocation_names_a_published_file,
    ),
)
