"""From an approved announcement to the phones: the portal drafts, two persons sign, the exchange publishes, and the
portal and the public site see what phones see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bluezone.portal.announcements.in_app import article_of, draft_of, standing_of
from bluezone.portal.public_site.building import HEADS_FILE
from bluezone.portal.published_desk import HttpPublishedDesk
from bluezone.protocol.config import Configuration
from tests.support.commands import bluezone
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony, Follower
from tests.support.exchange.exchanges import NOON_MS
from tests.support.portal.announcements import approved


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    """An exchange whose first list names two persons who may sign configurations."""
    served.set_clock(tmp_path, NOON_MS)
    made = Ceremony(tmp_path)
    people = [made.draw("config", f"{name}.key").with_name(f"{name}.key.pub") for name in ("alice", "bob")]
    made.begin("--add", people[0], "--add", people[1])
    return made


@pytest.fixture
def running(ceremony: Ceremony) -> Iterator[served.Served]:
    exchange = served.start(ceremony.folder)
    try:
        yield exchange
    finally:
        exchange.kill()


def published_by_two(ceremony: Ceremony, running: served.Served, draft: Path) -> int:
    """Proposed by the operator; read and signed by two persons, each with a key of their own; the number it got."""
    internal = ("--internal", running.internal, "--internal-key", ceremony.data / "internal.key")
    public = ("--published", running.public, "--root", ceremony.folder / "root.key.pub")
    proposal = ceremony.folder / "proposal"
    command = ("exchange", "configuration")
    assert 0 == bluezone(*command, "propose", draft, "--out", proposal, *internal).status
    shown = bluezone(*command, "show", proposal, *public).json
    assert ["news"] == [name for name in shown["changes"] if name not in {"sequence", "issued_s"}]
    for name in ("alice", "bob"):
        key = ("--key", ceremony.folder / f"{name}.key", "--fingerprint", shown["fingerprint"])
        assert 0 == bluezone(*command, "sign", proposal, *public, *key).status
    sequence: int = bluezone(*command, "publish", proposal, *internal).json["sequence"]
    return sequence


def in_force(ceremony: Ceremony, running: served.Served) -> Configuration:
    found = HttpPublishedDesk(running.public, ceremony.root).configuration()
    assert found is not None
    return found


def test_an_approved_announcement_reaches_phones_only_by_two_signatures(ceremony: Ceremony, running) -> None:
    before = in_force(ceremony, running)
    assert (approved().fingerprint,) == standing_of(before, [approved()]).to_add
    draft = ceremony.folder / "configuration.json"
    draft.write_bytes(draft_of(before, [approved()]))

    sequence = published_by_two(ceremony, running, draft)

    standing = standing_of(in_force(ceremony, running), [approved()])
    phone = Follower(running.public, ceremony.root)
    phone.update()
    assert (sequence, True) == (standing.sequence, standing.is_even)
    assert frozenset({approved().fingerprint}) == standing.in_force
    assert (article_of(approved()),) == phone.feed.configuration.news


def test_the_public_site_tells_the_head_that_phones_check(ceremony: Ceremony, running, tmp_path) -> None:
    site, root = tmp_path / "site", ceremony.folder / "root.key.pub"
    told = bluezone("portal", "publish-site", site, "--exchange", running.public, "--root", root)
    phone = Follower(running.public, ceremony.root)
    phone.update()

    assert 0 == told.status, told.err
    size, digest, _ = (site / HEADS_FILE).read_text().split()
    assert (phone.feed.log_size, phone.feed.root.hex()) == (int(size), digest)
    assert digest in (site / "log.html").read_text()


def test_a_draft_says_nothing_that_the_portal_did_not_read(ceremony: Ceremony, running) -> None:
    """What the exchange was told by others stays word for word."""
    before = in_force(ceremony, running)
    document = json.loads(draft_of(before, []))

    assert before.profile.close_minutes == document["profile"]["close_minutes"]
    assert before.cover_per_day == document["cover_per_day"]
